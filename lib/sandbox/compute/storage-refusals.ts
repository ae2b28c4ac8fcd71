import { sameSubscription, subscriptionIn } from "../resource-ids";
import { sameRegion, sameResourceId } from "@runbooks/azure";
import { AzureError, badRequest, invalidParameter, operationNotAllowed, notFound } from "../errors";
import { attachedDisks, capability, hardwareOf } from "../guest/hardware";
import {
  isJsonObject,
  listAt,
  numberAt,
  objectAt,
  textAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../json";
import type { Resource, World } from "../state";
import { openAccessRefusal } from "./disk-access";
import { assertNotBeingDetached } from "./machine-disk-refusals";
import { assertSetsOfMachineAccepted } from "./machine-encryption-sets";
import { isStamped } from "../rules/server-side-encryption/disks";
import { assertSizesOfNewDisks } from "./disk-refusals";

/**
 * Refuses a storage profile that Azure would.
 *
 * Texts that do not begin with "(sandbox)": "Common VM error codes in Azure", and where else it is said.
 *
 * @param virtualMachine - as it is to be.
 */
export function assertStorageAccepted(world: World, virtualMachine: Resource): void {
  const profile = objectAt(virtualMachine.properties, "storageProfile");
  assertLuns(world, virtualMachine, profile);
  assertSizesOfNewDisks(profile);
  assertDiskAccepted(world, virtualMachine, valueAt(profile, "osDisk"), true);
  for (const disk of listAt(profile, "dataDisks")) assertDiskAccepted(world, virtualMachine, disk, false);
  assertOneMechanism(world, virtualMachine);
  assertSetsOfMachineAccepted(world, virtualMachine, profile);
}

/** Refuses a size that can't boot the OS disk's generation. Code and text: public logs of juju and of bicep users. */
export function assertGenerationBoots(world: World, virtualMachine: Resource, generation: "V1" | "V2"): void {
  const { sku, vmSize } = hardwareOf(world, virtualMachine);
  const generations = capability(sku, "HyperVGenerations")?.split(",");
  if (generations === undefined || generations.includes(generation)) return;
  const number = generation.slice(1);
  throw badRequest(
    `The selected VM size '${vmSize}' cannot boot Hypervisor Generation '${number}'. If this was a Create operation please check that ` +
      "the Hypervisor Generation of the Image matches the Hypervisor Generation of the selected VM Size. If this was an Update " +
      `operation please select a Hypervisor Generation '${number}' VM Size. For more information, see https://aka.ms/azuregen2vm`,
  );
}

function assertLuns(world: World, virtualMachine: Resource, profile: JsonObject): void {
  const luns = listAt(profile, "dataDisks").map((disk) => numberAt(disk, "lun"));
  const twice = luns.find((lun, index) => luns.indexOf(lun) !== index);
  if (twice !== undefined) {
    throw invalidParameter(`A disk at LUN ${twice} already exists.`, "dataDisk.lun");
  }
  const most = capability(hardwareOf(world, virtualMachine).sku, "MaxDataDiskCount");
  if (most !== undefined && luns.length > Number(most)) {
    throw operationNotAllowed(
      `The maximum number of data disks allowed to be attached to a VM of this size is ${most}.`,
      "dataDisks",
    );
  }
}

function assertDiskAccepted(world: World, virtualMachine: Resource, disk: Json, isOsDisk: boolean): void {
  const id = textAt(disk, "managedDisk", "id");
  if (id === undefined) return;
  assertSameSubscription(virtualMachine, id);
  const resource = world.resources.get(id);
  if (resource === undefined) {
    throw notFound(`Disk ${id.split("/").pop() ?? id} is not found.`, id);
  }
  if (!isOsDisk) assertNotBeingDetached(world, virtualMachine, disk, resource);
  const owner = resource.managedBy;
  if (owner !== undefined && sameResourceId(owner, virtualMachine.id)) return;
  if (owner !== undefined && Number(valueAt(resource.properties, "maxShares") ?? 1) <= 1) {
    throw new AzureError(
      409,
      "ConflictingUserInput",
      `Disk '${resource.name}' cannot be attached as the disk is already owned by VM '${owner}'.`,
    );
  }
  if (!sameRegion(resource.location ?? "", virtualMachine.location ?? "")) {
    throw new AzureError(
      400,
      "BadRequest",
      `(sandbox) Disk '${resource.name}' is in ${resource.location ?? ""}, VM '${virtualMachine.name}' in ${virtualMachine.location ?? ""}.`,
      { target: id },
    );
  }
  const refusal = openAccessRefusal(world, resource, "attaching the disk");
  if (refusal !== undefined) throw refusal;
  if (isOsDisk) assertOsDiskAccepted(world, virtualMachine, resource, disk);
  else assertNoEncryptedOsDisk(resource);
}

function assertSameSubscription(virtualMachine: Resource, diskId: string): void {
  if (sameSubscription(virtualMachine.id, diskId)) return;
  throw invalidParameter(
    `Subscription ${subscriptionIn(virtualMachine.id)} of the request must match the subscription ${subscriptionIn(diskId)} contained in the managed disk id.`,
    "managedDisk.id",
  );
}

/** The disk that a VM boots from says which operating system is on it. */
function assertOsDiskAccepted(world: World, virtualMachine: Resource, resource: Resource, disk: Json): void {
  const osType = textAt(resource.properties, "osType");
  if (osType === undefined) {
    throw invalidParameter(
      `(sandbox) Disk '${resource.name}' can't be an OS disk: it has no osType.`,
      "osDisk.managedDisk.id",
    );
  }
  const said = textAt(disk, "osType");
  if (said !== undefined && said !== osType) {
    throw invalidParameter(
      `(sandbox) Disk '${resource.name}' carries ${osType}, not ${said}.`,
      "osDisk.osType",
    );
  }
  assertGenerationBoots(
    world,
    virtualMachine,
    textAt(resource.properties, "hyperVGeneration") === "V2" ? "V2" : "V1",
  );
  const [diskSecurity, wanted] = [resource, virtualMachine].map(
    ({ properties }) => textAt(properties, "securityProfile", "securityType") ?? "Standard",
  );
  // Text: a public PowerShell script that mends it.
  if ((diskSecurity === "Standard") !== (wanted === "Standard")) {
    throw badRequest("Security type of VM is not compatible with the security type of attached OS Disk.");
  }
}

/** "Troubleshoot BitLocker boot errors": an encrypted OS disk can't become a data disk while its stamp is on. */
function assertNoEncryptedOsDisk(resource: Resource): void {
  if (!isStamped(resource) || textAt(resource.properties, "osType") === undefined) return;
  throw operationNotAllowed(
    `Disk '${resource.name}' contains encryption settings and therefore cannot be used as a data disk.`,
  );
}

/** Azure Disk Encryption and customer-managed keys on one VM: restrictions of Azure Disk Encryption. No text is documented. */
function assertOneMechanism(world: World, virtualMachine: Resource): void {
  const disks = attachedDisks(world, virtualMachine);
  if (!disks.some(({ resource }) => resource !== undefined && isStamped(resource))) return;
  const profile = objectAt(virtualMachine.properties, "storageProfile");
  const models = [valueAt(profile, "osDisk"), ...listAt(profile, "dataDisks")];
  const withCustomerKey = disks.find(
    ({ resource }, index) =>
      isJsonObject(valueAt(models[index], "managedDisk", "diskEncryptionSet")) ||
      (textAt(resource?.properties, "encryption", "type") ?? "").includes("Customer"),
  );
  if (withCustomerKey === undefined) return;
  throw operationNotAllowed(
    `(sandbox) Disk '${withCustomerKey.name}' is encrypted with a customer-managed key on the server side and can't be attached to VM ` +
      `'${virtualMachine.name}', which is encrypted with Azure Disk Encryption.`,
  );
}
