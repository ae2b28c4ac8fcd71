import type { Check } from "./check";
import { isJudgement, judge, windowsGuest, type Offence } from "./group-policy";

const REQUIRED = 1;
const tpmValues: readonly string[] = ["UseTPM", "UseTPMPIN", "UseTPMKey", "UseTPMKeyPIN"];

/** @see "BitLocker CSP": 0 disallow, 1 require, 2 allow */
export const groupPolicyTpm: Check = (facts) => {
  const guest = windowsGuest(facts);
  if (isJudgement(guest)) return guest;
  const { groupPolicy } = guest;
  const withoutTpmForbidden = groupPolicy["UseAdvancedStartup"] === 1 && groupPolicy["EnableBDEWithNoTPM"] === 0;
  const offences: readonly Offence[] = [
    ...tpmValues
      .filter((valueName) => groupPolicy[valueName] === REQUIRED)
      .map((valueName) => ({ valueName, because: "A TPM protector is required" })),
    ...(withoutTpmForbidden ? [{ valueName: "EnableBDEWithNoTPM", because: "BitLocker without a TPM is forbidden" }] : []),
  ];
  return judge(guest, offences, "No policy requires a TPM protector.");
};
