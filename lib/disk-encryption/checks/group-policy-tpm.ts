import { groupPolicyNumber } from "../nouns/group-policy";
import { type WindowsGuest } from "../nouns/guest";
import { describeValues, policyName, whenGroupPolicyKnown } from "./bitlocker-policy";
import type { Check } from "./check";
import type { Verdict } from "./finding";
import { fail, pass, unknown } from "./verdict";

const REQUIRED = 1;
const tpmOptions: readonly string[] = ["UseTPM", "UseTPMPIN", "UseTPMKey", "UseTPMKeyPIN"];

/**
 * No Group Policy may enforce a TPM: Azure Disk Encryption protects the volume with an external key. Both editions say the same.
 *
 * @see "Azure Disk Encryption for Windows VMs", Group Policy requirements, 2026-02-20; registry values: BitLocker CSP
 */
export const groupPolicyTpm: Check = (facts) =>
  whenGroupPolicyKnown(facts, "whether Group Policy enforces a TPM", evaluate);

function evaluate(guest: WindowsGuest): Verdict {
  const { groupPolicy } = guest;
  const policy = policyName("UseAdvancedStartup");
  const fix = `Set "${policy}" to Not Configured, or tick "Allow BitLocker without a compatible TPM" and require no TPM; then run gpupdate /force.`;
  const startup = groupPolicyNumber(groupPolicy, "UseAdvancedStartup");
  if (startup === 0) return pass(`"${policy}" is disabled, so no TPM is enforced.`);
  const required = tpmOptions.filter((name) => groupPolicyNumber(groupPolicy, name) === REQUIRED);
  if (required.length > 0) return fail(`A TPM is enforced: ${describeValues(guest, required)}.`, fix);
  if (startup === undefined) return pass(`"${policy}" is not configured.`);
  const withoutTpm = groupPolicyNumber(groupPolicy, "EnableBDEWithNoTPM");
  if (withoutTpm === undefined) {
    return unknown(
      `whether "${policy}" allows BitLocker without a compatible TPM: EnableBDEWithNoTPM is not set`,
      fix,
    );
  }
  return withoutTpm === 0
    ? fail(
        `BitLocker without a TPM is not allowed: ${describeValues(guest, ["UseAdvancedStartup", "EnableBDEWithNoTPM"])}.`,
        fix,
      )
    : pass(`"${policy}" allows BitLocker without a compatible TPM and requires no TPM.`);
}
