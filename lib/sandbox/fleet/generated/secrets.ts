import type { JsonObject } from "../../json";
import type { GeneratedContext } from "./context";
import type { GeneratedMachine } from "./machines";

/**
 * Where a volume's key is kept, as settings of Azure Disk Encryption name it, on a disk or in a VM's model. The secrets are not in the vault: a generated
 * fleet is made to be looked at, not to be restarted.
 *
 * @param nth - which of the VM's secrets.
 */
export function encryptionSettingsOf(
  context: GeneratedContext,
  machine: GeneratedMachine,
  nth: number,
): JsonObject {
  const vault = context.foundations.vaultOf(machine.group);
  const sourceVault = { id: vault.id };
  return {
    diskEncryptionKey: { sourceVault, secretUrl: secretUrlOf(context, machine, nth) },
    ...(context.hasKeyEncryptionKey(machine.index)
      ? { keyEncryptionKey: { sourceVault, keyUrl: vault.keyEncryptionKeyUrl } }
      : {}),
  };
}

/** The URL of a VM's secret, with its version. */
export function secretUrlOf(
  { identifiers, foundations }: GeneratedContext,
  { index, group, osType }: GeneratedMachine,
  nth: number,
): string {
  const guid = identifiers.secret(index, nth);
  // Recorded: in upper case from Windows, in lower case from Linux.
  const name = osType === "Windows" ? guid.toUpperCase() : guid;
  return `${foundations.vaultOf(group).uri}secrets/${name}/${identifiers.secretVersion(index, nth)}`;
}

/** Which of its secrets a VM's model names: those of its disks are before it. */
export const MODEL_SECRET = 4;
