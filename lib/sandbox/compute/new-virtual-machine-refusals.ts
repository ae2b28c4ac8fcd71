import { AzureError } from "../errors";
import { numberAt, objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { assertOsDiskType } from "./disk-type-refusals";
import { assertEncryptionAtHostPossible, assertFeatureRegistered } from "./encryption-at-host";
import { assertOsProfileAccepted } from "./os-profile";
import { parameterMissing } from "./request-body";
import type { SourceImage } from "./source-image";
import { assertGenerationBoots, assertStorageAccepted } from "./storage-refusals";
import { assertNetworkAccepted } from "./virtual-machine-network";
import { assertSizeKnown } from "./virtual-machine-refusals";

/** Refuses what a request leaves out, before anything it names is looked up. */
export function assertComplete(world: World, sent: JsonObject): void {
  const vmSize = textAt(sent, "hardwareProfile", "vmSize");
  if (vmSize === undefined) throw parameterMissing("vmSize");
  assertSizeKnown(world, vmSize);
  const osDisk = valueAt(sent, "storageProfile", "osDisk");
  const hasImage = valueAt(sent, "storageProfile", "imageReference") !== undefined;
  if (osDisk === undefined && !hasImage) throw parameterMissing("storageProfile");
  const createOption = osDisk === undefined ? "FromImage" : textAt(osDisk, "createOption");
  switch (createOption?.toLowerCase()) {
    case undefined:
      throw parameterMissing("osDisk.createOption");
    case "attach":
      assertAttachable(osDisk, hasImage);
      return;
    case "fromimage":
      if (!hasImage) throw parameterMissing("imageReference");
      if (valueAt(osDisk, "vhd") !== undefined) throw unmanaged();
      return;
    default:
      throw invalid("osDisk.createOption", "The value of parameter osDisk.createOption is invalid.");
  }
}

/** Text: "Common VM error codes in Azure". */
function assertAttachable(osDisk: JsonObject[string], hasImage: boolean): void {
  if (hasImage) {
    throw invalid(
      "osDisk",
      "Cannot attach an existing OS disk if the VM is created from a platform or user image.",
    );
  }
  if (valueAt(osDisk, "vhd") !== undefined) throw unmanaged();
  if (textAt(osDisk, "managedDisk", "id") === undefined) throw parameterMissing("osDisk.managedDisk");
}

/** Refuses a new VM that Azure would. */
export function assertNewAccepted(
  world: World,
  virtualMachine: Resource,
  image: SourceImage | undefined,
): void {
  const { id, name, properties } = virtualMachine;
  assertNameAccepted(name);
  assertOsProfileAccepted(properties, image);
  assertNetworkAccepted(world, virtualMachine);
  assertFeatureRegistered(world, id, properties);
  if (image !== undefined) {
    assertGenerationBoots(world, virtualMachine, image.hyperVGeneration);
    assertHoldsImage(properties, image);
    const osDiskType = textAt(properties, "storageProfile", "osDisk", "managedDisk", "storageAccountType");
    assertOsDiskType(`The new disk of VM '${name}'`, osDiskType, "osDisk.managedDisk.storageAccountType");
  }
  assertSinglePass(virtualMachine);
  assertStorageAccepted(world, virtualMachine);
  assertEncryptionAtHostPossible(world, virtualMachine);
}

/** "Naming rules and restrictions for Azure resources", Microsoft.Compute (2020-02-11). No document gives the text. */
function assertNameAccepted(name: string): void {
  if (/[.-]$/.test(name))
    throw invalid("vmName", `(sandbox) The name of VM '${name}' can't end in a period or a hyphen.`);
}

/** Text: "Common VM error codes in Azure". */
function assertHoldsImage(properties: JsonObject, { osDiskSizeGB = 0 }: SourceImage): void {
  const asked = numberAt(properties, "storageProfile", "osDisk", "diskSizeGB");
  if (asked === undefined || asked >= osDiskSizeGB) return;
  throw new AzureError(
    409,
    "OperationNotAllowed",
    `Disk with size ${asked}GB, which is smaller than the size ${osDiskSizeGB}GB of corresponding disk in Image, is not allowed.`,
    { target: "osDisk.diskSizeGB" },
  );
}

/** The settings in the VM's model are those of the release with an Entra application, for unmanaged disks: both are gone. */
function assertSinglePass({ name, properties }: Resource): void {
  const osDisk = objectAt(properties, "storageProfile", "osDisk");
  if (valueAt(osDisk, "encryptionSettings", "enabled") !== true) return;
  throw new AzureError(
    409,
    "OperationNotAllowed",
    `(sandbox) VM '${name}' can't be made with osDisk.encryptionSettings: put the settings on the disk (encryptionSettingsCollection).`,
    { target: "osDisk.encryptionSettings" },
  );
}

/** "Unmanaged disks deprecation", 2025-08-28. No text is documented. */
function unmanaged(): AzureError {
  return new AzureError(
    409,
    "OperationNotAllowed",
    "(sandbox) A VM can't be made with an unmanaged disk: unmanaged disks were retired on 2026-03-31.",
    { target: "osDisk.vhd" },
  );
}

const invalid = (target: string, message: string): AzureError =>
  new AzureError(400, "InvalidParameter", message, { target });
