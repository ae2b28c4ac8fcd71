import { groupPolicyNumber } from "../nouns/group-policy";
import { type VolumeType } from "@runbooks/azure";
import { type WindowsGuest } from "../nouns/guest";
import { describeValues, whenGroupPolicyKnown } from "./bitlocker-policy";
import type { Check } from "./check";
import type { Verdict } from "./finding";
import { pass, unknown } from "./verdict";

const AES_CBC: readonly number[] = [3, 4];

/**
 * No domain policy may block AES-CBC. Both editions say the same.
 *
 * No document names the policy value that blocks it. So a domain-joined VM, or one whose cipher policy names another cipher, is `unknown`
 * until a trial; a VM outside of a domain without such a policy passes, and so does one whose policy asks for AES-CBC.
 *
 * @see "Azure Disk Encryption for Windows VMs", Group Policy requirements, 2026-02-20; cipher values: BitLocker CSP
 */
export const groupPolicyAesCbc: Check = (facts) =>
  whenGroupPolicyKnown(facts, "whether a domain policy blocks AES-CBC", (guest) =>
    evaluate(guest, facts.volumeType),
  );

function evaluate(guest: WindowsGuest, volumeType: VolumeType): Verdict {
  const trial =
    "Prove it by a trial run: encrypt a test VM under the same policies; then override this requirement by name, with that reason.";
  const set = cipherValues(volumeType).filter(
    (name) => groupPolicyNumber(guest.groupPolicy, name) !== undefined,
  );
  const others = set.filter((name) => !AES_CBC.includes(groupPolicyNumber(guest.groupPolicy, name) ?? 0));
  if (others.length > 0) {
    return unknown(
      `whether AES-CBC is blocked: a policy sets another cipher, ${describeValues(guest, others)}`,
      trial,
    );
  }
  if (set.length > 0) return pass(`The cipher policy asks for AES-CBC: ${describeValues(guest, set)}.`);
  return guest.domainJoined
    ? unknown("whether a policy of the domain blocks AES-CBC: no registry value tells", trial)
    : pass("The VM belongs to no domain, and no cipher policy is set.");
}

function cipherValues(volumeType: VolumeType): readonly string[] {
  return [
    "EncryptionMethodWithXtsOs",
    ...(volumeType === "OS" ? [] : ["EncryptionMethodWithXtsFdv"]),
    "EncryptionMethodNoDiffuser",
    "EncryptionMethod",
  ];
}
