import { AzureError, invalidParameter, operationNotAllowed } from "../errors";
import { guestOf } from "../guest/guest";
import type { Call } from "../http";
import { attachedDisks, hardwareOf } from "../guest/hardware";
import { textAt, valueAt, type JsonObject, numberAt, objectAt } from "../json";
import type { Resource, World } from "../state";
import {
  assertDeallocatedToSwitch,
  assertEncryptionAtHostPossible,
  assertFeatureRegistered,
} from "./encryption-at-host";
import { assertDisksNotChangedThroughMachine } from "./machine-disk-refusals";
import { assertGenerationBoots, assertStorageAccepted } from "./storage-refusals";
import { assertNetworkChangeAccepted, assertNetworkAccepted } from "./virtual-machine-network";
import { assertOsDiskType } from "./disk-refusals";
import { assertOsProfileAccepted } from "./os-profile";
import { parameterMissing } from "../request-body";
import type { SourceImage } from "./source-image";
import { familySupported } from "../rules/virtual-machine";
import { isStamped } from "../rules/server-side-encryption/disks";

/** If-Match and If-None-Match of a VM's PUT or PATCH: 412 where the condition fails. The text is the sandbox's. */
export function assertPreconditions(call: Call, old: Resource | undefined): void {
  const match = call.headers.get("if-match");
  const noneMatch = call.headers.get("if-none-match");
  const matches = (condition: string): boolean =>
    old !== undefined && (condition === "*" || condition === (old.etag ?? '"1"'));
  if ((match === null || matches(match)) && (noneMatch === null || !matches(noneMatch))) return;
  throw new AzureError(
    412,
    "PreconditionFailed",
    "(sandbox) The condition of If-Match or If-None-Match is not met.",
  );
}

/** A size has to be one that the region's list has; a sandbox without a list takes any. Text: public deployment logs. */
function assertSizeKnown(world: World, vmSize: string): void {
  const names = world.virtualMachineSkus.map((sku) => textAt(sku, "name") ?? "");
  if (names.length === 0 || names.some((name) => name.toLowerCase() === vmSize.toLowerCase())) return;
  throw invalidParameter(
    `The value ${vmSize} provided for the VM size is not valid. The valid sizes in the current region are: ${names.join(", ")}.`,
    "vmSize",
  );
}

/** What Azure does not let a PUT or PATCH change on a VM as it is: `properties` as they would be, `sent` what the request says. */
export function assertUpdateAccepted(
  world: World,
  old: Resource,
  { properties, sent }: { readonly properties: JsonObject; readonly sent: JsonObject },
): void {
  const changed: Resource = { ...old, properties };
  assertSizeKnown(world, textAt(properties, "hardwareProfile", "vmSize") ?? "");
  assertFeatureRegistered(world, old.id, sent);
  const powerState = guestOf(world, old.id)?.powerState;
  const isAllocated = powerState !== "deallocated";
  const changes = (...path: readonly string[]): boolean =>
    JSON.stringify(valueAt(old.properties, ...path)) !== JSON.stringify(valueAt(properties, ...path));

  for (const path of [
    ["osProfile", "adminUsername"],
    ["osProfile", "computerName"],
    ["storageProfile", "imageReference"],
  ]) {
    if (changes(...path)) throw changeNotAllowed(path.join("."));
  }
  assertDeallocatedToSwitch(old, changed, isAllocated);
  // Text: ARM common deployment errors of Compute.
  if (changes("storageProfile", "osDisk", "encryptionSettings") && isAllocated) {
    throw operationNotAllowed(
      "Updates to encryptionSettings is not allowed when VM is allocated. Please retry after VM is deallocated",
    );
  }
  assertOsDiskSwapAccepted(world, old, changed, sent);
  assertDisksNotChangedThroughMachine(world, old, sent, isAllocated);
  assertNetworkChangeAccepted(world, old, changed, isAllocated);
  if (changes("storageProfile") || changes("hardwareProfile")) assertStorageAccepted(world, changed);
  if (changes("hardwareProfile")) assertGenerationBoots(world, changed, generationOf(world, changed));
  if (["storageProfile", "hardwareProfile", "securityProfile"].some((part) => changes(part))) {
    assertEncryptionAtHostPossible(world, changed);
  }
  if (changes("hardwareProfile")) {
    assertTemporaryDiskStays(world, old, changed);
    assertSizeKeepsEncryption(world, changed);
  }
}

/**
 * An OS disk is swapped by its id and its name, on a VM that does not run: the recorded one was stopped, not deallocated
 * (Azure/azure-cli, test_vm_os_disk_swap).
 */
function assertOsDiskSwapAccepted(world: World, old: Resource, changed: Resource, sent: JsonObject): void {
  const osDiskId = ({ properties }: Resource): string =>
    (textAt(properties, "storageProfile", "osDisk", "managedDisk", "id") ?? "").toLowerCase();
  const said = textAt(sent, "storageProfile", "osDisk", "name");
  if (osDiskId(old) === osDiskId(changed)) {
    const name = textAt(old.properties, "storageProfile", "osDisk", "name");
    if (said !== undefined && name !== undefined && said !== name) throw changeNotAllowed("osDisk.name");
    return;
  }
  if (said?.toLowerCase() !== osDiskId(changed).split("/").pop())
    throw changeNotAllowed("osDisk.managedDisk.id");
  const powerState = guestOf(world, old.id)?.powerState;
  if (powerState !== "stopped" && powerState !== "deallocated") {
    throw operationNotAllowed(
      `Operation 'update' is not allowed on VM '${old.name}' since the VM is running. Please power off explicitly in case you shut down ` +
        "the VM from inside the guest operating system.",
    );
  }
  const [before, after] = [old, changed].map(
    (machine) => attachedDisks(world, machine)[0]?.resource?.properties,
  );
  if (textAt(before, "osType") !== textAt(after, "osType")) throw changeNotAllowed("osDisk.osType");
  if (textAt(before, "hyperVGeneration") !== textAt(after, "hyperVGeneration")) {
    throw operationNotAllowed(
      `(sandbox) The OS disk of VM '${old.name}' can be swapped only for one of the same generation.`,
    );
  }
}

const generationOf = (world: World, virtualMachine: Resource): "V1" | "V2" =>
  hardwareOf(world, virtualMachine).hyperVGeneration;

function changeNotAllowed(name: string): AzureError {
  return new AzureError(409, "PropertyChangeNotAllowed", `Changing property '${name}' is not allowed.`, {
    target: name,
  });
}

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
  throw operationNotAllowed(
    `Disk with size ${asked}GB, which is smaller than the size ${osDiskSizeGB}GB of corresponding disk in Image, is not allowed.`,
    "osDisk.diskSizeGB",
  );
}

/** The settings in the VM's model are those of the release with an Entra application, for unmanaged disks: both are gone. */
function assertSinglePass({ name, properties }: Resource): void {
  const osDisk = objectAt(properties, "storageProfile", "osDisk");
  if (valueAt(osDisk, "encryptionSettings", "enabled") !== true) return;
  throw operationNotAllowed(
    `(sandbox) VM '${name}' can't be made with osDisk.encryptionSettings: put the settings on the disk (encryptionSettingsCollection).`,
    "osDisk.encryptionSettings",
  );
}

/** "Unmanaged disks deprecation", 2025-08-28. No text is documented. */
function unmanaged(): AzureError {
  return operationNotAllowed(
    "(sandbox) A VM can't be made with an unmanaged disk: unmanaged disks were retired on 2026-03-31.",
    "osDisk.vhd",
  );
}

const invalid = (target: string, message: string): AzureError => invalidParameter(message, target);

/**
 * A VM keeps its temporary disk, or stays without one, whatever size it takes. "Azure VM sizes with no local temporary disk", FAQ, which has
 * the text too.
 */
function assertTemporaryDiskStays(world: World, old: Resource, changed: Resource): void {
  const [before, after] = [old, changed].map((machine) => hardwareOf(world, machine));
  // A size that the region's list does not have says nothing of itself.
  if (before?.sku === undefined || after?.sku === undefined) return;
  if (before.temporaryDiskInGB > 0 === after.temporaryDiskInGB > 0) return;
  throw operationNotAllowed(
    `Unable to resize the VM '${old.name}' since changing from resource disk to non-resource disk VM size and vice-versa is not allowed. ` +
      "Please refer to https://aka.ms/AAah4sj for more details.",
  );
}

/**
 * An encrypted VM takes no size that Azure Disk Encryption does not support. No document says who refuses it, nor how: assumed to be the
 * provider, since such a VM would not find its keys.
 */
function assertSizeKeepsEncryption(world: World, changed: Resource): void {
  const { disks, sku, vmSize } = hardwareOf(world, changed);
  const isEncrypted = disks.some(({ resource }) => resource !== undefined && isStamped(resource));
  if (!isEncrypted || familySupported(world, sku)) return;
  throw operationNotAllowed(
    `(sandbox) VM '${changed.name}' is encrypted with Azure Disk Encryption, which does not support VM size ${vmSize}.`,
  );
}
