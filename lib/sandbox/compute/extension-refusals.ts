import { AzureError } from "../errors";
import type { GuestOperatingSystem } from "../guest/guest";
import { textAt } from "../json";
import type { Resource, World } from "../state";
import { extensionsOf, isDiskEncryption } from "./extension-instance-view";
import { parameterMissing } from "./request-body";

/** What the provider refuses of an extension before the guest hears of it. */
export function assertExtensionAccepted(
  world: World,
  virtualMachine: Resource,
  guest: GuestOperatingSystem,
  extension: Resource,
): void {
  for (const name of ["publisher", "type", "typeHandlerVersion"]) {
    if (textAt(extension.properties, name) === undefined) throw parameterMissing(name);
  }
  assertOneOfAHandler(world, virtualMachine, guest, extension);
  if (isDiskEncryption(extension)) assertDiskEncryptionHandler(guest, extension);
}

/** Text: ARM common deployment errors of Compute. */
function assertOneOfAHandler(
  world: World,
  virtualMachine: Resource,
  guest: GuestOperatingSystem,
  extension: Resource,
): void {
  const handler = handlerOf(extension);
  const other = extensionsOf(world, virtualMachine).find(
    (candidate) =>
      candidate.id !== extension.id && handlerOf(candidate).toLowerCase() === handler.toLowerCase(),
  );
  if (other === undefined) return;
  throw new AzureError(
    400,
    "BadRequest",
    `Multiple VMExtensions per handler not supported for OS type '${guest.osType}'. VMExtension '${extension.name}' with handler ` +
      `'${handler}' already added or specified in input.`,
  );
}

/** Single pass only: 2.x on Windows, 1.x on Linux. Text of a version that is not taken: azure-powershell#6337. */
function assertDiskEncryptionHandler({ osType }: GuestOperatingSystem, { properties }: Resource): void {
  const type = textAt(properties, "type") ?? "";
  const isForLinux = /forlinux$/i.test(type);
  if (isForLinux !== (osType === "Linux")) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      `(sandbox) The extension ${type} is not for a VM with ${osType}.`,
    );
  }
  const version = textAt(properties, "typeHandlerVersion") ?? "";
  if (version.split(".")[0] === (isForLinux ? "1" : "2")) return;
  throw new AzureError(
    409,
    "NotSupported",
    `Azure Disk Encryption extension version '${version}' is not supported.`,
  );
}

function handlerOf({ properties }: Resource): string {
  return `${textAt(properties, "publisher") ?? ""}.${textAt(properties, "type") ?? ""}`;
}
