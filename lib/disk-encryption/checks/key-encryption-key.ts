import { type KeyEncryptionKey } from "@runbooks/azure";
import { needsLongKey } from "../nouns/windows-release";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { unusableBecause } from "./key-usability";
import { vaultDiskEncryption } from "./vault-disk-encryption";
import { vaultFirewall } from "./vault-firewall";
import { vaultRegion } from "./vault-region";
import { vaultSubscription } from "./vault-subscription";
import {
  fail,
  inWords,
  moduleStatesNoRule,
  notApplicable,
  pass,
  strictest,
  unknown,
  whenKnown,
} from "./verdict";

const MINIMUM_SIZE_IN_BITS = 2048;
const MINIMUM_SIZE_FOR_NEW_WINDOWS_IN_BITS = 3072;

/**
 * The key encryption key, where there is one, can wrap the volumes' keys. The module calls it optional and sets no rule on it.
 *
 * @see "Azure Disk Encryption for Windows virtual machines FAQ", key encryption key, 2024-02-20; "Creating and configuring a key vault for
 *   Azure Disk Encryption", newest public copy 2019-10-06
 */
export const keyEncryptionKey: Check = (facts, edition) => {
  if (facts.keyEncryptionKey === "none")
    return notApplicable("No key encryption key is used, which is optional.");
  if (edition === "module") return moduleStatesNoRule("calls the key optional and sets no rule on it");
  return whenKnown(
    facts.keyEncryptionKey,
    "whether the key encryption key can be used",
    "Give the URL of a key that is there and that you may read (--key-encryption-key); for a key in another vault than the secrets, that vault's id too (--key-encryption-key-vault).",
    (key) =>
      strictest(
        pass(
          `Key ${key.name}, ${key.keyType} of ${key.keySizeInBits ?? "unknown"} bits, can wrap the volumes' keys.`,
        ),
        evaluate(key, facts),
        sizeVerdict(key, facts),
        vaultVerdict(key, facts),
      ),
  );
};

function evaluate(key: KeyEncryptionKey, { observedAt, virtualMachine: vm }: EncryptionFacts): Verdict {
  const wrong = [
    ...(["rsa", "rsa-hsm"].includes(key.keyType.toLowerCase()) ? [] : [`is of type ${key.keyType}, not RSA`]),
    ...unusableBecause(key, observedAt),
  ];
  return wrong.length === 0
    ? pass(`Key ${key.name} is an enabled RSA key, named with its version.`)
    : fail(
        `Key ${key.name} ${inWords(wrong)}.`,
        key.version === undefined && wrong.length === 1
          ? "Give https://<vault>.vault.azure.net/keys/<name>/<version>."
          : `Use an enabled RSA key of 4096 bits in a vault of ${vm.location}, by its URL with the version.`,
      );
}

function sizeVerdict(
  { name, keySizeInBits }: KeyEncryptionKey,
  { virtualMachine: vm, guest }: EncryptionFacts,
): Verdict {
  const hint = "Use a key of 4096 bits, which is right for every guest.";
  if (keySizeInBits === undefined) return unknown(`the size of key ${name}`, hint);
  if (keySizeInBits < MINIMUM_SIZE_IN_BITS) return fail(`Key ${name} has ${keySizeInBits} bits.`, hint);
  if (keySizeInBits >= MINIMUM_SIZE_FOR_NEW_WINDOWS_IN_BITS || vm.osType === "Linux")
    return pass(`Key ${name} has ${keySizeInBits} bits.`);
  const long = needsLongKey(vm, guest.kind === "known" ? guest.value : undefined);
  if (long === undefined) {
    return unknown(
      `whether key ${name}, of ${keySizeInBits} bits, is long enough: the Windows version of ${vm.name} is not known`,
      hint,
    );
  }
  return long
    ? fail(
        `Key ${name} has ${keySizeInBits} bits; Windows Server 2022 and later and Windows 11 need ${MINIMUM_SIZE_FOR_NEW_WINDOWS_IN_BITS} or 4096.`,
        "Create an RSA key of 4096 bits and give its URL with the version.",
      )
    : pass(`Key ${name} has ${keySizeInBits} bits, enough for this Windows.`);
}

/**
 * A key may be in another vault than the secrets. What is asked of the vault is then asked of both.
 *
 * An inference: the overviews ask it of the vault of "keys and secrets" and don't speak of two; the Azure CLI (`disk_encryption.py`) only makes
 * sure that the second vault can be read. `az vm encryption enable`, `--key-encryption-keyvault`.
 */
function vaultVerdict(key: KeyEncryptionKey, facts: EncryptionFacts): Verdict {
  const { keyVault, keyEncryptionKeyVault: vaultOfKey } = facts;
  if (keyVault.kind === "missing" || keyVault.value.name.toLowerCase() === key.vaultName.toLowerCase())
    return pass(`Key ${key.name} is in the vault of the secrets.`);
  if (vaultOfKey === undefined || vaultOfKey.kind === "missing") {
    return unknown(
      `whether vault ${key.vaultName}, which holds key ${key.name}, meets what is asked of vault ${keyVault.value.name}`,
      `Give its full resource id (--key-encryption-key-vault), or use a key in vault ${keyVault.value.name}.`,
    );
  }
  const ofItsVault: EncryptionFacts = { ...facts, keyVault: vaultOfKey };
  return strictest(
    pass(`Key ${key.name} is in vault ${key.vaultName}, which meets what is asked of the secrets' vault.`),
    vaultSubscription(ofItsVault, "current"),
    vaultRegion(ofItsVault, "current"),
    vaultDiskEncryption(ofItsVault, "current"),
    vaultFirewall(ofItsVault, "current"),
  );
}
