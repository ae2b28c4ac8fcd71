import {
  type KeyEncryptionKey,
  parseKeyVaultUrl,
  parseResourceId,
  type VirtualMachine,
} from "@runbooks/azure";
import { earlierVolumeType } from "../checks/earlier-volume-type";
import type { EncryptionFacts } from "../checks/facts";
import type { Connection } from "../connection/connection";
import { observe, parseVolumeType, type ObserveOptions } from "../observe/observe";
import { parseKeyVaultId } from "../observe/read-key-vault";
import type { KeyVaultRequest } from "../jobs/prepare-key-vault/plan";
import { candidateOf, type KeyVaultCandidate } from "./candidate";
import { proposeKeyVaults } from "./key-vaults";
import { readUsableKeys, type UsableKeys } from "./keys";

/** What the operator named, as parameters and options hold it: an empty text names nothing. */
export interface EncryptionWish {
  /** Full resource id of the vault, there or not. */
  readonly keyVaultId?: string;
  /** URL of the key encryption key with its version, or `none`. */
  readonly keyEncryptionKeyUrl?: string;
  /** Full resource id of the vault that the key is in, where that is another one. */
  readonly keyEncryptionKeyVaultId?: string;
  /** OS, Data or All. */
  readonly volumeType?: string;
}

/** One thing that encryption needs: what was taken, who chose it, and why. */
export interface Choice {
  readonly value: string;
  readonly chosenBy: "parameter" | "tag" | "proposal";
  readonly because: string;
}

/** What a VM is to be encrypted with. Where nothing named it, it was proposed: said, and to be approved with the plan. */
export interface EncryptionProposal {
  readonly vmName: string;
  readonly keyVault: Choice;
  readonly keyEncryptionKey: Choice;
  readonly volumeType: Choice;
  /** The vaults that were looked at, the best first; none where a vault was named that the VM can use. */
  readonly candidates: readonly KeyVaultCandidate[];
  /** Keys of the proposed vault that could be named as key encryption key; none where a vault was named. */
  readonly usableKeys: readonly KeyEncryptionKey[];
  /** What could not be read and may hold more, in sentences. */
  readonly unread: readonly string[];
  /** To be handed to `observe`. */
  readonly wishes: ObserveOptions;
  /** To be handed to `planKeyVault`, which mends or makes the vault. */
  readonly keyVaultRequest: KeyVaultRequest;
}

/**
 * Settles what a VM is to be encrypted with: what was named, else what the VM's tags say, else a proposal. Reads only.
 *
 * The proposed vault is the best that the VM could use as it is, else the best after mending, else one that is not there yet. No key
 * encryption key is ever proposed: encryption works without one, and with one the VM starts only while the key is there.
 *
 * @param reference - the VM's name, or its full resource id.
 * @throws RunbookError as `observe` does; with Azure's code where a new vault's name can't be checked.
 */
export async function proposeEncryption(
  azure: Connection,
  reference: string,
  wish: EncryptionWish = {},
): Promise<EncryptionProposal> {
  const facts = await observe(azure, reference, namedOnly(wish));
  const { virtualMachine: vm } = facts;
  const named = namedKeyVault(vm, wish);
  const volumeType = volumeTypeChoice(facts, wish);
  const key = keyChoice(vm, wish);
  if (named !== undefined) {
    // It stays the one that was named; the others are for whoever has to name another.
    const others = isUsable(facts) ? { candidates: [], unread: [] } : await proposeKeyVaults(azure, facts);
    return {
      ...settled(azure, vm, wish, { keyVault: named, keyEncryptionKey: key, volumeType }),
      candidates: others.candidates,
      usableKeys: [],
      unread: others.unread,
    };
  }
  const { candidates, unread, newKeyVaultId } = await proposeKeyVaults(azure, facts);
  const usable = bestOf(candidates, key);
  const found: UsableKeys =
    usable === undefined ? { keys: [] } : await readUsableKeys(azure, facts, usable.keyVault);
  const keyVault: Choice = {
    value: usable?.keyVault.id ?? newKeyVaultId,
    chosenBy: "proposal",
    because: usable === undefined ? noneFits(vm, candidates) : whyThis(vm, usable),
  };
  return {
    ...settled(azure, vm, wish, { keyVault, keyEncryptionKey: key, volumeType }),
    candidates,
    usableKeys: found.keys,
    unread: [...unread, ...(found.unread === undefined ? [] : [found.unread])],
  };
}

/** Whether the vault that was named can be used, mended or made; one that could not be read may be. */
function isUsable(facts: EncryptionFacts): boolean {
  const { keyVault, secretLifetimePolicies } = facts;
  return (
    keyVault.kind === "missing" || candidateOf(facts, keyVault.value, secretLifetimePolicies).fit !== "no"
  );
}

/** The vault of the key that was named, where the VM can use that vault; else the best. */
function bestOf(candidates: readonly KeyVaultCandidate[], key: Choice): KeyVaultCandidate | undefined {
  const usable = candidates.filter(({ fit }) => fit !== "no");
  const ofKey = key.value === "none" ? undefined : parseKeyVaultUrl(key.value).vaultName.toLowerCase();
  return usable.find(({ keyVault }) => keyVault.name.toLowerCase() === ofKey) ?? usable[0];
}

type Choices = Pick<EncryptionProposal, "keyVault" | "keyEncryptionKey" | "volumeType">;

function settled(
  azure: Connection,
  vm: VirtualMachine,
  wish: EncryptionWish,
  choices: Choices,
): Omit<EncryptionProposal, "candidates" | "usableKeys" | "unread"> {
  const { keyVault, keyEncryptionKey, volumeType } = choices;
  return {
    vmName: vm.name,
    ...choices,
    wishes: {
      ...namedOnly(wish),
      keyVaultId: keyVault.value,
      keyEncryptionKeyUrl: keyEncryptionKey.value,
      volumeType: parseVolumeType(volumeType.value),
      ...(keyVault.chosenBy === "proposal" ? { proposed: [proposalWords(choices)] } : {}),
    },
    keyVaultRequest: { keyVaultId: keyVault.value, location: vm.location, tenantId: azure.tenantId },
  };
}

/** The sentence that a plan repeats. */
function proposalWords({ keyVault, keyEncryptionKey, volumeType }: Choices): string {
  const key = keyEncryptionKey.value === "none" ? "no key encryption key" : `key ${keyEncryptionKey.value}`;
  return `Key vault ${parseResourceId(keyVault.value).name} was proposed, nobody named it: ${keyVault.because} It goes with ${key} and volume type ${volumeType.value}. Name another vault to take another.`;
}

/** An empty text is no wish. */
function namedOnly({
  keyVaultId = "",
  keyEncryptionKeyUrl = "",
  keyEncryptionKeyVaultId = "",
  volumeType = "",
}: EncryptionWish): ObserveOptions {
  return {
    ...(keyEncryptionKeyVaultId === "" ? {} : { keyEncryptionKeyVaultId }),
    ...(keyVaultId === "" ? {} : { keyVaultId }),
    ...(keyEncryptionKeyUrl === "" ? {} : { keyEncryptionKeyUrl }),
    ...(volumeType === "" ? {} : { volumeType: parseVolumeType(volumeType) }),
  };
}

function namedKeyVault(vm: VirtualMachine, { keyVaultId = "" }: EncryptionWish): Choice | undefined {
  if (keyVaultId !== "")
    return { value: parseKeyVaultId(keyVaultId).id, chosenBy: "parameter", because: "It was named." };
  const tag = vm.tags["diskEncryptionKeyVault"];
  return tag === undefined
    ? undefined
    : { value: tag, chosenBy: "tag", because: "The VM's tag diskEncryptionKeyVault names it." };
}

function keyChoice(vm: VirtualMachine, { keyEncryptionKeyUrl = "" }: EncryptionWish): Choice {
  if (keyEncryptionKeyUrl !== "")
    return { value: keyEncryptionKeyUrl, chosenBy: "parameter", because: "It was named." };
  const tag = vm.tags["diskEncryptionKeyUrl"];
  return tag === undefined
    ? {
        value: "none",
        chosenBy: "proposal",
        because: "None was named, and encryption works without one.",
      }
    : { value: tag, chosenBy: "tag", because: "The VM's tag diskEncryptionKeyUrl names it." };
}

function volumeTypeChoice({ virtualMachine: vm, volumeType }: EncryptionFacts, wish: EncryptionWish): Choice {
  if ((wish.volumeType ?? "") !== "")
    return { value: volumeType, chosenBy: "parameter", because: "It was named." };
  if (vm.tags["diskEncryptionVolumeType"] !== undefined)
    return { value: volumeType, chosenBy: "tag", because: "The VM's tag diskEncryptionVolumeType names it." };
  const because =
    vm.osType === "Windows"
      ? "Windows volumes can all be decrypted again."
      : earlierVolumeType(vm) !== undefined
        ? `${volumeType} was encrypted before, and a later run has to ask for the same or for All.`
        : volumeType === "Data"
          ? "A Linux OS volume can't be decrypted again, so only the data volumes."
          : "There is no data disk: it is the OS volume or nothing, and it can't be decrypted again.";
  return { value: volumeType, chosenBy: "proposal", because };
}

function whyThis(vm: VirtualMachine, { fit, reasons }: KeyVaultCandidate): string {
  const where = `It is in ${vm.name}'s region and subscription`;
  return fit === "ready"
    ? `${where} and lets Azure Disk Encryption in.`
    : `${where}; a plan mends it: ${reasons.join(" ")}`;
}

function noneFits(vm: VirtualMachine, candidates: readonly KeyVaultCandidate[]): string {
  return candidates.length === 0
    ? `No vault was seen that ${vm.name} could use; a plan makes this one.`
    : `None of the ${candidates.length} vaults that were seen fits ${vm.name}; a plan makes this one.`;
}
