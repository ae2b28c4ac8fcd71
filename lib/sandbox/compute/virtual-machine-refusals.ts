import { AzureError } from "../errors";
import { guestOf } from "../guest/guest";
import type { Call } from "../http";
import { textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { attachedDisks } from "../guest/hardware";
import { wasEverStamped } from "./disk-encryption/stamp";

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
export function assertSizeKnown(world: World, vmSize: string): void {
  const names = world.virtualMachineSkus.map((sku) => textAt(sku, "name") ?? "");
  if (names.length === 0 || names.some((name) => name.toLowerCase() === vmSize.toLowerCase())) return;
  throw new AzureError(
    400,
    "InvalidParameter",
    `The value ${vmSize} provided for the VM size is not valid. The valid sizes in the current region are: ${names.join(", ")}.`,
    { target: "vmSize" },
  );
}

/** What Azure does not let a PUT or PATCH change on a VM as it is. */
export function assertUpdateAccepted(world: World, old: Resource, properties: JsonObject): void {
  const vmSize = textAt(properties, "hardwareProfile", "vmSize") ?? "";
  assertSizeKnown(world, vmSize);
  const isAllocated = guestOf(world, old.id)?.powerState !== "deallocated";
  const changed = (...path: readonly string[]): boolean =>
    JSON.stringify(valueAt(old.properties, ...path)) !== JSON.stringify(valueAt(properties, ...path));

  for (const path of [
    ["osProfile", "adminUsername"],
    ["osProfile", "computerName"],
    ["storageProfile", "imageReference"],
  ]) {
    if (!changed(...path)) continue;
    const name = path.join(".");
    throw new AzureError(409, "PropertyChangeNotAllowed", `Changing property '${name}' is not allowed.`, {
      target: name,
    });
  }
  if (changed("securityProfile", "encryptionAtHost")) {
    assertEncryptionAtHostAccepted(world, old, properties, isAllocated);
  }
  // Text: ARM common deployment errors of Compute.
  if (changed("storageProfile", "osDisk", "encryptionSettings") && isAllocated) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      "Updates to encryptionSettings is not allowed when VM is allocated. Please retry after VM is deallocated",
    );
  }
  if (changed("storageProfile", "osDisk", "managedDisk", "id") && isAllocated) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      `Operation 'update' is not allowed on VM '${old.name}' since the VM is not deallocated.`,
    );
  }
}

function assertEncryptionAtHostAccepted(
  world: World,
  old: Resource,
  properties: JsonObject,
  isAllocated: boolean,
): void {
  // Text: hashicorp/terraform-provider-azurerm.
  if (isAllocated) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      "'securityProfile.encryptionAtHost' can be updated only when VM is in deallocated state",
      { target: "securityProfile.encryptionAtHost" },
    );
  }
  // "Encryption at host restrictions": a VM that ever had Azure Disk Encryption can't have it. No text is documented.
  const everStamped = attachedDisks(world, old).some(
    ({ resource }) => resource !== undefined && wasEverStamped(resource),
  );
  if (valueAt(properties, "securityProfile", "encryptionAtHost") === true && everStamped) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      `(sandbox) Encryption at host can't be enabled on VM '${old.name}': it is or was encrypted with Azure Disk Encryption.`,
    );
  }
}
