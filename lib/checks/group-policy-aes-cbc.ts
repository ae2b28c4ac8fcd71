import { pass, unknown, type Check } from "./check";
import { isJudgement, windowsGuest } from "./group-policy";

/** The documents name no value that blocks AES-CBC, so a custom policy of a domain can't be cleared by reading it. */
export const groupPolicyAesCbc: Check = (facts) => {
  const guest = windowsGuest(facts);
  if (isJudgement(guest)) return guest;
  if (!guest.domainJoined) return pass("The VM is in no domain, so no domain policy blocks AES-CBC.");
  const values = Object.keys(guest.groupPolicy);
  return values.length === 0
    ? pass("The VM is in a domain, and no BitLocker policy is set.")
    : unknown("whether the domain's policies block AES-CBC; no document names a value for it, only a trial shows it");
};
