import type { Check } from "./check";
import { isJudgement, judge, windowsGuest, type Offence } from "./group-policy";

const REQUIRED = 1;

/** @see FVE result codes 0x8031005D (recovery password required) and the Active Directory backup policies */
export const groupPolicyCompatible: Check = (facts) => {
  const guest = windowsGuest(facts);
  if (isJudgement(guest)) return guest;
  const { groupPolicy } = guest;
  const drives = facts.volumeType === "OS" ? ["OS"] : ["OS", "FDV"];
  const offences: readonly Offence[] = drives.flatMap((prefix) => {
    if (groupPolicy[`${prefix}Recovery`] !== 1) return [];
    return [
      [`${prefix}RecoveryPassword`, "A 48-digit recovery password is required"],
      [`${prefix}RequireActiveDirectoryBackup`, "A backup to Active Directory is required before encryption"],
    ]
      .filter(([valueName]) => groupPolicy[valueName ?? ""] === REQUIRED)
      .map(([valueName = "", because = ""]) => ({ valueName, because }));
  });
  const denyWrite: readonly Offence[] =
    facts.volumeType !== "OS" && groupPolicy["FDVDenyWriteAccess"] === 1
      ? [{ valueName: "FDVDenyWriteAccess", because: "Drives that are not encrypted yet can't be written to" }]
      : [];
  return judge(guest, [...offences, ...denyWrite], "No BitLocker policy is known to be incompatible.");
};
