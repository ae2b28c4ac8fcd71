import { lookAtGuest, type GuestOperatingSystem } from "../guest/guest";
import {
  handlerStatus,
  linuxDualPassVersion,
  linuxHandlerVersion,
  windowsDualPassVersion,
  windowsHandlerVersion,
} from "../guest/handler-status";
import { textAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { extensionType } from "../resource-types";

/** A VM's extensions in order of creation. */
export function extensionsOf(world: World, virtualMachine: Resource): readonly Resource[] {
  return world.resources.list(extensionType, virtualMachine.id);
}

/** Whether an extension is Azure Disk Encryption, of either operating system. */
export function isDiskEncryption({ properties }: Resource): boolean {
  return (
    textAt(properties, "publisher")?.toLowerCase() === "microsoft.azure.security" &&
    /^azurediskencryption(forlinux)?$/i.test(textAt(properties, "type") ?? "")
  );
}

/** The version that runs, of which the model names only the first two numbers. Dual pass is 1 on Windows and 0 on Linux. */
export function handlerVersion(guest: GuestOperatingSystem, extension: Resource): string {
  const named = textAt(extension.properties, "typeHandlerVersion") ?? "1.0";
  if (!isDiskEncryption(extension)) return `${named}.0`;
  if (guest.osType === "Windows")
    return named.startsWith("1.") ? windowsDualPassVersion : windowsHandlerVersion;
  return named.startsWith("0.") ? linuxDualPassVersion : linuxHandlerVersion;
}

/** What an extension's handler last reported; undefined where it did not report yet. */
export function extensionInstanceView(
  world: World,
  virtualMachine: Resource,
  extension: Resource,
): JsonObject | undefined {
  const guest = lookAtGuest(world, virtualMachine.id);
  if (guest === undefined) return undefined;
  const head = {
    name: extension.name,
    type: `${textAt(extension.properties, "publisher") ?? ""}.${textAt(extension.properties, "type") ?? ""}`,
    typeHandlerVersion: handlerVersion(guest, extension),
  };
  if (!isDiskEncryption(extension)) {
    return textAt(extension.properties, "provisioningState") === "Succeeded"
      ? { ...head, statuses: [{ ...succeeded, message: "Enable succeeded." }] }
      : undefined;
  }
  const status = handlerStatus(world, guest, virtualMachine);
  if (status === undefined) return undefined;
  const component =
    guest.osType === "Windows"
      ? "BitlockerExtension"
      : "Microsoft.Azure.Security.AzureDiskEncryptionForLinux";
  return {
    ...head,
    ...(status.substatus === undefined
      ? {}
      : {
          substatuses: [
            { ...succeeded, code: `ComponentStatus/${component}/succeeded`, message: status.substatus },
          ],
        }),
    statuses: [{ ...statusHead(status.state, status.exitCode), message: status.message }],
  };
}

const succeeded = {
  code: "ProvisioningState/succeeded",
  level: "Info",
  displayStatus: "Provisioning succeeded",
} as const;

function statusHead(
  state: "transitioning" | "succeeded" | "failed",
  exitCode: number | undefined,
): JsonObject {
  switch (state) {
    case "succeeded":
      return succeeded;
    case "transitioning":
      return { code: "ProvisioningState/transitioning", level: "Info", displayStatus: "Transitioning" };
    case "failed":
      return {
        code: `ProvisioningState/failed/${exitCode ?? 1}`,
        level: "Error",
        displayStatus: "Provisioning failed",
      };
  }
}
