import { AzureError } from "../errors";
import { guestOf } from "../guest/guest";
import type { Call } from "../http";
import { attachedDisks, hardwareOf } from "../guest/hardware";
import { textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import {
  assertDeallocatedToSwitch,
  assertEncryptionAtHostPossible,
  assertFeatureRegistered,
} from "./encryption-at-host";
import { assertSizeKeepsEncryption, assertTemporaryDiskStays } from "./encrypted-machine-refusals";
import { assertDisksNotChangedThroughMachine } from "./machine-disk-refusals";
import { assertGenerationBoots, assertStorageAccepted } from "./storage-refusals";
import { assertNetworkChangeAccepted } from "./virtual-machine-network";

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
    throw new AzureError(
      409,
      "OperationNotAllowed",
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
    throw new AzureError(
      409,
      "OperationNotAllowed",
      `Operation 'update' is not allowed on VM '${old.name}' since the VM is running. Please power off explicitly in case you shut down ` +
        "the VM from inside the guest operating system.",
    );
  }
  const [before, after] = [old, changed].map(
    (machine) => attachedDisks(world, machine)[0]?.resource?.properties,
  );
  if (textAt(before, "osType") !== textAt(after, "osType")) throw changeNotAllowed("osDisk.osType");
  if (textAt(before, "hyperVGeneration") !== textAt(after, "hyperVGeneration")) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
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
