import {
  defined,
  type Fact,
  type KeyVault,
  known,
  missing,
  RunbookError,
  type VirtualMachine,
  type VolumeType,
} from "@runbooks/azure";
import { type Guest } from "../nouns/guest";
import { type SecretLifetimePolicies } from "../nouns/secret-lifetime-policies";
import { earlierVolumeType } from "../checks/earlier-volume-type";
import type { EncryptionFacts } from "../checks/facts";
import type { Connection } from "../connection/connection";
import { findVirtualMachine } from "./find-virtual-machine";
import { readDisks } from "./read-disks";
import { parseKeyVaultId, readKeyEncryptionKey, readKeyVault, readVaultOfKey } from "./read-key-vault";
import { readSecretLifetimePolicies } from "./read-secret-lifetime-policies";
import { readSize } from "./read-size";
import { readVirtualMachine } from "./read-virtual-machine";

/** What the operator wants for a VM. What is left out comes from the VM's tags, then from the defaults named here. */
export interface ObserveOptions {
  /** Full resource id of the vault. Tag `diskEncryptionKeyVault`. Without either the vault's checks are `unknown`. */
  readonly keyVaultId?: string;
  /** URL of the key encryption key with its version, or `"none"`. Tag `diskEncryptionKeyUrl`. Without either: none. */
  readonly keyEncryptionKeyUrl?: string;
  /** Full resource id of the vault of that key, where it is another than the vault of the secrets. */
  readonly keyEncryptionKeyVaultId?: string;
  /** Tag `diskEncryptionVolumeType`. Without either: Windows All; Linux what was encrypted before, else Data where there are data disks, else OS. */
  readonly volumeType?: VolumeType;
  /** What a probe saw inside the VM; without it, what only the guest knows is `unknown`. */
  readonly guest?: Guest;
  /** What of these nobody named and the runbook proposed, in sentences (`proposeEncryption`); a plan repeats them. */
  readonly proposed?: readonly string[];
}

/**
 * Reads everything that the checks evaluate. Changes nothing and runs nothing in the guest.
 *
 * @param reference - the VM's name, or its full resource id.
 * @throws RunbookError `VirtualMachineNotFound`, `VirtualMachineAmbiguous`, `ResourceIdMalformed`, `ArgumentInvalid`, or Azure's code
 *   where the VM itself can't be read. Anything else that can't be read is a missing fact.
 */
export async function observe(
  azure: Connection,
  reference: string,
  options: ObserveOptions = {},
): Promise<EncryptionFacts> {
  const vm = await readVirtualMachine(azure, await findVirtualMachine(azure, reference));
  const vaultId = options.keyVaultId ?? vm.tags["diskEncryptionKeyVault"];
  const keyUrl = options.keyEncryptionKeyUrl ?? vm.tags["diskEncryptionKeyUrl"] ?? "none";
  if (vaultId !== undefined) parseKeyVaultId(vaultId);
  const [size, disks, keyVault, secretLifetimePolicies] = await Promise.all([
    readSize(azure, vm),
    readDisks(azure, vm),
    vaultId === undefined ? noVault(vm) : readKeyVault(azure, vaultId),
    vaultId === undefined
      ? missing<SecretLifetimePolicies>("no key vault was named")
      : readSecretLifetimePolicies(azure, vaultId),
  ]);
  const vaultOfKey =
    keyUrl === "none"
      ? undefined
      : await readVaultOfKey(azure, keyUrl, keyVault, options.keyEncryptionKeyVaultId);
  return {
    virtualMachine: withGeneration(vm, disks),
    volumeType: options.volumeType ?? volumeTypeOf(vm),
    size,
    disks,
    keyVault,
    keyEncryptionKey:
      keyUrl === "none" ? "none" : await readKeyEncryptionKey(azure, keyUrl, vaultOfKey ?? keyVault),
    ...defined({ keyEncryptionKeyVault: vaultOfKey }),
    authorityHost: authorityHostOf(azure),
    guest:
      options.guest === undefined
        ? missing("no Run Command probe was run in the guest")
        : { kind: "known", value: options.guest, source: "Run Command probe" },
    secretLifetimePolicies,
    observedAt: azure.clock.now(),
    ...defined({ proposed: options.proposed }),
  };
}

/** Microsoft Entra's host in the connection's cloud. */
export const authorityHostOf = ({ cloud }: Pick<Connection, "cloud">): Fact<string> =>
  known(new URL(cloud.loginEndpoint).host, `cloud ${cloud.name}`);

const noVault = (vm: VirtualMachine): Fact<KeyVault> =>
  missing(`no key vault was named for ${vm.name} (give one, or tag the VM with diskEncryptionKeyVault)`);

/** A VM that is not running has no generation in its instance view; its OS disk still tells. */
function withGeneration(vm: VirtualMachine, disks: EncryptionFacts["disks"]): VirtualMachine {
  const [osDisk] = disks;
  const generation = osDisk?.kind === "known" ? osDisk.value.hyperVGeneration : undefined;
  return vm.hyperVGeneration !== undefined || generation === undefined
    ? vm
    : { ...vm, hyperVGeneration: generation };
}

/** Volume types as Azure spells them, for tags and command lines. */
export const volumeTypes: readonly VolumeType[] = ["OS", "Data", "All"];

function volumeTypeOf(vm: VirtualMachine): VolumeType {
  const tag = vm.tags["diskEncryptionVolumeType"];
  if (tag !== undefined) return parseVolumeType(tag);
  if (vm.osType === "Windows") return "All";
  // A Linux OS volume can't be decrypted again, so it is never the default where there is a choice.
  const earlier = earlierVolumeType(vm);
  if (earlier !== undefined) return earlier;
  return vm.dataDisks.length > 0 ? "Data" : "OS";
}

/**
 * A volume type in any case.
 *
 * @throws RunbookError `ArgumentInvalid` for anything but OS, Data and All.
 */
export function parseVolumeType(text: string): VolumeType {
  const found = volumeTypes.find((type) => type.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new RunbookError("ArgumentInvalid", `'${text}' is not a volume type.`, "Give OS, Data or All.");
}
