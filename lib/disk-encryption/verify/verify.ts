import {
  type DiskEncryptionSettings,
  type Fact,
  known,
  type ManagedDisk,
  missing,
  type VirtualMachine,
  type VirtualMachineSize,
  vmSeries,
} from "@runbooks/azure";
import { type Guest } from "../nouns/guest";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { evaluateProtection } from "../protection/evaluate";
import type { VirtualMachineProtection } from "../protection/protection";
import type { CustomerKeyView, ProtectionViews } from "../protection/views";
import { findVirtualMachine } from "../observe/find-virtual-machine";
import { readDiskEncryptionSet } from "../observe/read-disk-encryption-set";
import { readDisks } from "../observe/read-disks";
import { readSize } from "../observe/read-size";
import { readVirtualMachine } from "../observe/read-virtual-machine";
import { readGuest } from "../probe/read-guest";
import type { ProbeScript } from "../probe/scripts";
import { readKeyState, readSecret } from "./read-secret";

export interface VerifyOptions {
  /** The script that asks the guest, as it was shown to the operator; without it the guest is not read and nothing is proven. */
  readonly script?: ProbeScript;
  /** Stops the verifying, also while the probe runs in the guest. */
  readonly signal?: AbortSignal;
}

/**
 * Proves what protects a VM's disks, from four independent views: model, instance view, vault, guest.
 *
 * Reads secrets' properties only, never a value.
 *
 * @throws RunbookError as `observe`; a guest that can't be read is a missing view, not an error. `Interrupted` when the signal stopped it.
 */
export async function verify(
  azure: Connection,
  reference: string,
  options: VerifyOptions = {},
): Promise<VirtualMachineProtection> {
  return evaluateProtection(await readViews(azure, reference, options));
}

async function readViews(
  azure: Connection,
  reference: string,
  { script, signal }: VerifyOptions,
): Promise<ProtectionViews> {
  const virtualMachine = await readVirtualMachine(azure, await findVirtualMachine(azure, reference));
  const [disks, size, guest] = await Promise.all([
    readDisks(azure, virtualMachine),
    readSize(azure, virtualMachine),
    script === undefined
      ? missing<Guest>("not read (no probe was run)")
      : guestFact(azure, virtualMachine, script, signal),
  ]);
  return {
    virtualMachine,
    disks,
    secrets: await Promise.all(distinctSettings(disks).map((settings) => readSecret(azure, settings))),
    guest,
    hasTemporaryDisk:
      size.kind === "known" ? known(size.value.temporaryDiskInMB > 0, size.source) : missing(size.reason),
    encryptsLocalDisks: encryptsLocalDisks(size),
    customerKeys: await Promise.all(distinctSets(disks).map((id) => readCustomerKey(azure, id))),
  };
}

const FIRST_VERSION_WITH_LOCAL_ENCRYPTION = 5;

/** Sizes of version 5 and later encrypt their temporary and ephemeral disks. "Server-side encryption of Azure managed disks", 2026-04-02. */
function encryptsLocalDisks(size: Fact<VirtualMachineSize>): Fact<boolean> {
  if (size.kind === "missing") return missing(size.reason);
  const series = vmSeries(size.value.family);
  return series === undefined
    ? missing(`the version of family ${size.value.family} is not known`)
    : known(series.version >= FIRST_VERSION_WITH_LOCAL_ENCRYPTION, size.source);
}

function distinctSets(disks: readonly Fact<ManagedDisk>[]): readonly string[] {
  const ids = disks.flatMap((disk) => (disk.kind === "known" ? (disk.value.diskEncryptionSetId ?? []) : []));
  return [...new Map(ids.map((id) => [id.toLowerCase(), id])).values()];
}

/** What the vault says of the key that a disk encryption set names. */
async function readCustomerKey(
  azure: Connection,
  diskEncryptionSetId: string,
): Promise<Fact<CustomerKeyView>> {
  const set = await readDiskEncryptionSet(azure, diskEncryptionSetId);
  if (set.kind === "missing") return missing(set.reason);
  const { keyUrl, name } = set.value;
  if (keyUrl === undefined) return missing(`set ${name} names no key`);
  try {
    const state = await readKeyState(azure, keyUrl);
    return known({ diskEncryptionSetId, keyUrl, state }, `GET ${keyUrl}`);
  } catch (error) {
    return missing(azureError(error, `reading the key of set ${name}`).message);
  }
}

async function guestFact(
  azure: Connection,
  vm: VirtualMachine,
  script: ProbeScript,
  signal: AbortSignal | undefined,
): Promise<Fact<Guest>> {
  try {
    return known(await readGuest(azure, vm, script, signal), "Run Command probe");
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return missing(azureError(error, `reading the guest of ${vm.name}`).message);
  }
}

function distinctSettings(disks: readonly Fact<ManagedDisk>[]): readonly DiskEncryptionSettings[] {
  const all = disks.flatMap((disk) =>
    disk.kind === "known" && disk.value.encryptionSettings?.enabled === true
      ? disk.value.encryptionSettings.settings
      : [],
  );
  return [...new Map(all.map((settings) => [settings.secretUrl, settings])).values()];
}
