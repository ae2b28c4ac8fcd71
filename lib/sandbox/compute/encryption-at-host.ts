import { subscriptionIn } from "../resource-ids";
import { invalidParameter, operationNotAllowed } from "../errors";
import { isFeatureInForce } from "../features/features";
import { attachedDisks, capability, hardwareOf } from "../guest/hardware";
import { numberAt, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { wasEverStamped } from "../rules/server-side-encryption/disks";

const feature = "Microsoft.Compute/EncryptionAtHost";
const target = "securityProfile.encryptionAtHost";

/** Whether a VM's model asks for encryption at host. */
function hasEncryptionAtHost({ properties }: Pick<Resource, "properties">): boolean {
  return valueAt(properties, "securityProfile", "encryptionAtHost") === true;
}

/**
 * Refuses the property itself, on or off, in a subscription that has not registered the feature.
 *
 * Code, text and target: Azure/azure-cli#16788; an explicit `false` is refused too: Azure/ResourceModules#1242.
 */
export function assertFeatureRegistered(world: World, virtualMachineId: string, sent: JsonObject): void {
  const said = valueAt(sent, "securityProfile", "encryptionAtHost");
  if (said === undefined || said === null) return;
  const subscriptionId = subscriptionIn(virtualMachineId);
  if (isFeatureInForce(world, subscriptionId, feature)) return;
  throw invalidParameter(
    `The property '${target}' is not valid because the '${feature}' feature is not enabled for this subscription.`,
    target,
  );
}

/** Refuses to switch encryption at host on a VM that is allocated. Text: hashicorp/terraform-provider-azurerm. */
export function assertDeallocatedToSwitch(old: Resource, changed: Resource, isAllocated: boolean): void {
  if (!isAllocated || hasEncryptionAtHost(old) === hasEncryptionAtHost(changed)) return;
  throw operationNotAllowed(`'${target}' can be updated only when VM is in deallocated state`, target);
}

/**
 * Refuses a VM with encryption at host whose size or whose disks do not allow it. No text is documented.
 *
 * Source: "Encryption at host restrictions" (2023-11-02): size, Azure Disk Encryption now or ever, and disks of 512-byte sectors made
 * before 2023-05-13 for Ultra disks and Premium SSD v2. "Overview of managed disk encryption options" (2025-05-14): it is for managed disks.
 */
export function assertEncryptionAtHostPossible(world: World, virtualMachine: Resource): void {
  if (!hasEncryptionAtHost(virtualMachine)) return;
  const { sku, vmSize } = hardwareOf(world, virtualMachine);
  if (sku !== undefined && capability(sku, "EncryptionAtHostSupported") !== "True") {
    throw invalidParameter(`(sandbox) VM size ${vmSize} does not support encryption at host.`, target);
  }
  for (const { name, vhdUri, resource } of attachedDisks(world, virtualMachine)) {
    if (vhdUri !== undefined) {
      throw operationNotAllowed(
        `(sandbox) Encryption at host can't be enabled on VM '${virtualMachine.name}': disk '${name}' is not a managed disk.`,
      );
    }
    if (resource !== undefined && wasEverStamped(resource)) {
      throw operationNotAllowed(
        `(sandbox) Encryption at host can't be enabled on VM '${virtualMachine.name}': disk '${resource.name}' is or was encrypted with ` +
          "Azure Disk Encryption.",
      );
    }
    if (resource !== undefined && hasOldSectors(resource)) {
      throw operationNotAllowed(
        `(sandbox) Encryption at host does not support disk '${name}': it has sectors of 512 bytes and was made before 2023-05-13.`,
      );
    }
  }
}

function hasOldSectors({ sku, properties }: Resource): boolean {
  const kind = textAt(sku, "name") ?? "";
  return (
    (kind === "UltraSSD_LRS" || kind === "PremiumV2_LRS") &&
    numberAt(properties, "creationData", "logicalSectorSize") === 512 &&
    (textAt(properties, "timeCreated") ?? "") < "2023-05-13"
  );
}
