import { groupPolicyNumber } from "../azure/group-policy";
import type { WindowsGuest } from "../azure/guest";
import {
  describeValues,
  policyName,
  recoveryDrives,
  recoveryPolicyState,
  unclearRecoveryPolicy,
  whenGroupPolicyKnown,
  type RecoveryDrives,
} from "./bitlocker-policy";
import type { Check } from "./check";
import type { Verdict } from "./finding";
import { fail, pass, strictest, unknown } from "./verdict";

const REQUIRED = 1;

/**
 * No other BitLocker policy may be incompatible. Both editions say the same, and neither names the settings.
 *
 * Judged are the ones behind BitLocker's result 0x8031005D and behind published reports. The policies of MBAM are not read.
 *
 * @see "Azure Disk Encryption for Windows VMs", Group Policy requirements, 2026-02-20; registry values: BitLocker CSP
 */
export const groupPolicyCompatible: Check = (facts) =>
  whenGroupPolicyKnown(facts, "whether a BitLocker policy is incompatible", (guest) => {
    const drives = recoveryDrives(facts.volumeType);
    return strictest(
      pass("No BitLocker policy that was read is incompatible; policies of MBAM are not read."),
      ...drives.map((one) => judgeRecovery(guest, one)),
      ...(drives.includes("FDV") ? [judgeWriteAccess(guest)] : []),
    );
  });

function judgeRecovery(guest: WindowsGuest, drives: RecoveryDrives): Verdict {
  const policy = policyName(`${drives}Recovery`);
  const settings = ["RecoveryPassword", "RequireActiveDirectoryBackup"];
  const required = settings.filter(
    (setting) => groupPolicyNumber(guest.groupPolicy, `${drives}${setting}`) === REQUIRED,
  );
  if (required.length === 0)
    return pass(`"${policy}" demands nothing that Azure Disk Encryption does not do.`);
  switch (recoveryPolicyState(guest, drives, settings)) {
    case "off":
      return pass(`"${policy}" is not on.`);
    case "unclear":
      return unclearRecoveryPolicy(drives);
    case "on":
      break;
  }
  const found = describeValues(
    guest,
    required.map((setting) => `${drives}${setting}`),
  );
  const fix = `Set "${policy}" to Not Configured for this VM, or don't require this in it; then run gpupdate /force.`;
  // Only a required backup, and a domain to back up to: whether a domain controller answers is not read.
  return required.includes("RecoveryPassword") || !guest.domainJoined
    ? fail(`Incompatible: ${found}.`, fix)
    : unknown(`whether a domain controller takes the backup that is required: ${found}`, fix);
}

function judgeWriteAccess(guest: WindowsGuest): Verdict {
  return groupPolicyNumber(guest.groupPolicy, "FDVDenyWriteAccess") === 1
    ? fail(
        `Incompatible: ${describeValues(guest, ["FDVDenyWriteAccess"])}. A data disk is read-only before it is encrypted.`,
        `Set "${policyName("FDVDenyWriteAccess")}" to Not Configured for this VM, then run gpupdate /force.`,
      )
    : pass("Fixed drives may be written before they are encrypted.");
}
