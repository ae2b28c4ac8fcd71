import type { Check } from "./check";
import { isJudgement, judge, windowsGuest, type Offence } from "./group-policy";

const DISALLOWED = 0;

export const groupPolicyRecoveryKey: Check = (facts) => {
  const guest = windowsGuest(facts);
  if (isJudgement(guest)) return guest;
  const { groupPolicy } = guest;
  // A recovery policy that is on and leaves its key setting out has the setting's default, "allow".
  const forbids = (prefix: "OS" | "FDV"): readonly Offence[] =>
    groupPolicy[`${prefix}Recovery`] === 1 && groupPolicy[`${prefix}RecoveryKey`] === DISALLOWED
      ? [{ valueName: `${prefix}RecoveryKey`, because: "The 256-bit recovery key is not allowed" }]
      : [];
  const offences = [...forbids("OS"), ...(facts.volumeType === "OS" ? [] : forbids("FDV"))];
  return judge(guest, offences, "The 256-bit recovery key is allowed.");
};
