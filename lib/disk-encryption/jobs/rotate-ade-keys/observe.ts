import {
  defined,
  type AttachedDisk,
  type DiskEncryptionSettings,
  type Fact,
  type KeyEncryptionKey,
  type KeyVault,
  parseKeyVaultUrl,
  sameResourceId,
} from "@runbooks/azure";
import type { Connection } from "../../connection/connection";
import type { SecretView } from "../../protection/views";
import { findVirtualMachine } from "../../observe/find-virtual-machine";
import { readNewestKey } from "../../observe/read-customer-key";
import { readDisks } from "../../observe/read-disks";
import { readKeyVault } from "../../observe/read-key-vault";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { readSecret } from "../../verify/read-secret";
import { planBlocked } from "../../change/blocked";

/** One key that Azure Disk Encryption stamped on a disk, and what the vault says of it. */
export interface AdeDiskKey extends DiskEncryptionSettings {
  readonly disk: string;
  readonly role: AttachedDisk["role"];
  /** The secret's properties and tags, and the state of the key that wraps it; never a value. */
  readonly secret: Fact<SecretView>;
}

/** The keys that a VM's disks are encrypted with. */
export interface AdeKeys {
  readonly vmName: string;
  readonly keys: readonly AdeDiskKey[];
  /** Disks that carry no stamp of Azure Disk Encryption. */
  readonly unstamped: readonly string[];
  /** Disks that could not be read, each with the reason. */
  readonly unread: readonly string[];
  /** Keys that the disks named before and that the vault was asked for again: what has to be kept. */
  readonly former: readonly AdeDiskKey[];
}

export interface ObserveAdeKeysOptions {
  /** What was observed before a rotation: its keys are read again. */
  readonly former?: AdeKeys;
}

/**
 * Reads which secret and which version of which key each disk of a VM is encrypted with. Changes nothing; reads no secret's value.
 *
 * @throws RunbookError `VirtualMachineNotFound`, `VirtualMachineAmbiguous`, `ResourceIdMalformed`, or Azure's code where the VM can't be read.
 */
export async function observeAdeKeys(
  azure: Connection,
  reference: string,
  { former }: ObserveAdeKeysOptions = {},
): Promise<AdeKeys> {
  const vm = await readVirtualMachine(azure, await findVirtualMachine(azure, reference));
  const disks = await readDisks(azure, vm);
  const stamps = disks.flatMap((disk) => {
    if (disk.kind === "missing" || disk.value.encryptionSettings?.enabled !== true) return [];
    const { id, name, encryptionSettings } = disk.value;
    const role = sameResourceId(id, vm.osDisk.managedDiskId ?? "") ? ("os" as const) : ("data" as const);
    return encryptionSettings.settings.map((settings) => ({ disk: name, role, ...settings }));
  });
  const withSecret = async (stamp: Omit<AdeDiskKey, "secret">): Promise<AdeDiskKey> => ({
    ...stamp,
    secret: await readSecret(azure, stamp),
  });
  const isNamed = ({ secretUrl }: AdeDiskKey): boolean =>
    stamps.some((stamp) => stamp.secretUrl === secretUrl);
  const formerKeys = [...(former?.keys ?? []), ...(former?.former ?? [])].filter((key) => !isNamed(key));
  return {
    vmName: vm.name,
    keys: await Promise.all(stamps.map(withSecret)),
    unstamped: disks.flatMap((disk) =>
      disk.kind === "known" && disk.value.encryptionSettings?.enabled !== true ? [disk.value.name] : [],
    ),
    unread: disks.flatMap((disk) => (disk.kind === "missing" ? [disk.reason] : [])),
    former: await Promise.all(formerKeys.map(withSecret)),
  };
}

/** The vault and key that a VM's disks are encrypted with, as `observe` takes them. */
export interface KeysInUse {
  readonly keyVaultId: string;
  /** With its version, or `"none"`. */
  readonly keyEncryptionKeyUrl: string;
  /** Absent where there is no key encryption key. */
  readonly keyEncryptionKeyVaultId?: string;
}

/**
 * The one vault and key that all stamped disks name: what a rerun that is to rotate nothing is observed with. Pure.
 *
 * @example const facts = await observe(azure, vm, { ...adeKeys.inUse(await adeKeys.observe(azure, vm)), guest });
 * @throws RunbookError `PlanBlocked` where no disk is stamped, a disk was not read, or the disks name different ones.
 */
export function keysInUse({ vmName, keys, unread }: AdeKeys): KeysInUse {
  const [first, ...others] = keys;
  const nameOf = ({ secretVaultId, keyEncryptionKeyUrl = "none" }: AdeDiskKey): string =>
    `${secretVaultId} ${keyEncryptionKeyUrl}`.toLowerCase();
  const other = first === undefined ? undefined : others.find((key) => nameOf(key) !== nameOf(first));
  if (first === undefined || unread.length > 0 || other !== undefined) {
    const [message, hint] =
      unread[0] !== undefined
        ? [`A disk of ${vmName} was not read: ${unread[0]}`, "Get the right to read it."]
        : first === undefined
          ? [`No disk of ${vmName} carries a stamp.`, "Plan its encryption first: planEncryption(facts)."]
          : [
              `${first.disk} and ${other?.disk ?? ""} of ${vmName} name different vaults or keys.`,
              "Rotate them to one vault and key first: adeKeys.planRotation(facts).",
            ];
    throw planBlocked(message, hint);
  }
  const { secretVaultId, keyEncryptionKeyUrl = "none", keyEncryptionKeyVaultId } = first;
  return {
    keyVaultId: secretVaultId,
    keyEncryptionKeyUrl,
    ...defined({ keyEncryptionKeyVaultId }),
  };
}

/** A key encryption key: the version that is in use, and the newest that its vault has. */
export interface KeyVersions {
  /** The version in use, as the disks or the operator name it. */
  readonly inUse: string;
  readonly keyVault: Fact<KeyVault>;
  readonly newest: Fact<KeyEncryptionKey>;
}

/**
 * Reads the newest version of a key encryption key. Changes nothing.
 *
 * @param keyUrl - the version in use.
 * @param keyVaultId - full resource id of the key's vault.
 * @throws RunbookError `ArgumentInvalid` for a text that is no key's URL, `ResourceIdMalformed`.
 */
export async function observeKeyVersions(
  azure: Connection,
  keyUrl: string,
  keyVaultId: string,
): Promise<KeyVersions> {
  const { name } = parseKeyVaultUrl(keyUrl);
  const keyVault = await readKeyVault(azure, keyVaultId);
  const newest =
    keyVault.kind === "known"
      ? await readNewestKey(azure, keyVault.value, name)
      : ({ kind: "missing", reason: keyVault.reason } as const);
  return { inUse: keyUrl, keyVault, newest };
}
