import type { KeyEncryptionKey } from "../azure/key-vault";
import { needsLongKey } from "../azure/windows-release";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { unusableBecause } from "./key-usability";
import { fail, inWords, notApplicable, pass, strictest, unknown, whenKnown } from "./verdict";

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
  if (edition === "module")
    return notApplicable("The training module calls the key optional and sets no rule on it.");
  return whenKnown(
    facts.keyEncryptionKey,
    "whether the key encryption key can be used",
    "Give the URL of a key that is there and that you may read (--key-encryption-key).",
    (key) =>
      strictest(
        pass(
          `Key ${key.name}, ${key.keyType} of ${key.keySizeInBits ?? "unknown"} bits, can wrap the volumes' keys.`,
        ),
        judge(key, facts),
        sizeVerdict(key, facts),
        vaultVerdict(key, facts),
      ),
  );
};

function judge(key: KeyEncryptionKey, { observedAt, virtualMachine: vm }: EncryptionFacts): Verdict {
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

/** A key may lie in another vault than the secrets; region, subscription and firewall of that one are not read. */
function vaultVerdict(key: KeyEncryptionKey, { keyVault }: EncryptionFacts): Verdict {
  return keyVault.kind === "known" && keyVault.value.name.toLowerCase() !== key.vaultName.toLowerCase()
    ? unknown(
        `whether vault ${key.vaultName}, where key ${key.name} lies, meets what is asked of vault ${keyVault.value.name}`,
        `Use a key in vault ${keyVault.value.name}.`,
      )
    : pass(`Key ${key.name} lies in the vault of the secrets.`);
}
