import type { KeyEncryptionKey } from "../azure/key-vault";
import { fail, notApplicable, pass, unknown, type Check } from "./check";
import type { EncryptionFacts } from "./facts";

const WINDOWS_SERVER_2022_BUILD = 20348;
const LARGE_KEY_IN_BITS = 3072;
const wrappingOperations: readonly string[] = ["wrapKey", "unwrapKey"];

export const keyEncryptionKey: Check = (facts) => {
  const { keyEncryptionKey: key } = facts;
  if (key === "none") return notApplicable("No key encryption key is asked for.");
  if (key.kind === "missing") return unknown(key.reason);
  const reasons = unusable(key.value, facts);
  return reasons.length === 0
    ? pass(`Key ${key.value.name} (${key.value.keyType}, ${key.value.keySizeInBits ?? "?"} bits) can wrap.`)
    : fail(`Key ${key.value.name} ${reasons.join(", ")}.`);
};

function unusable(key: KeyEncryptionKey, facts: EncryptionFacts): readonly string[] {
  const { observedAt } = facts;
  const smallForGuest = needsLargeKey(facts) && (key.keySizeInBits ?? 0) < LARGE_KEY_IN_BITS;
  const lacking = wrappingOperations.filter((operation) => !key.keyOperations.includes(operation));
  const reasons: readonly (readonly [boolean, string])[] = [
    [!["RSA", "RSA-HSM"].includes(key.keyType), `is of type ${key.keyType}, not RSA`],
    [key.version === undefined, "is named without its version"],
    [!key.enabled, "is disabled"],
    [key.expiresOn !== undefined && key.expiresOn <= observedAt, `expired on ${dateOf(key.expiresOn)}`],
    [key.notBefore !== undefined && key.notBefore > observedAt, `is not valid before ${dateOf(key.notBefore)}`],
    [lacking.length > 0, `lacks ${lacking.join(" and ")}`],
    [smallForGuest, `has ${key.keySizeInBits ?? "?"} bits; this Windows needs ${LARGE_KEY_IN_BITS} or more`],
  ];
  return reasons.filter(([applies]) => applies).map(([, words]) => words);
}

/** Windows Server 2022 and later and Windows 11: by the guest's build, else by its name or its image. */
function needsLargeKey({ virtualMachine: vm, guest }: EncryptionFacts): boolean {
  if (vm.osType !== "Windows") return false;
  if (guest.kind === "known" && guest.value.osType === "Windows" && guest.value.osBuild !== undefined) {
    return guest.value.osBuild >= WINDOWS_SERVER_2022_BUILD;
  }
  const told = `${vm.osName ?? ""} ${vm.imageReference?.offer ?? ""} ${vm.imageReference?.sku ?? ""}`.toLowerCase();
  return /server 202[2-9]|\b202[2-9]-|windows 11|win11/.test(told);
}

const dateOf = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? "";
