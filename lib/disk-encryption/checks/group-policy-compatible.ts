import { groupPolicyNumber, groupPolicySetting } from "../nouns/group-policy";
import { type WindowsGuest } from "../nouns/guest";
import {
  describeValues,
  policyName,
  recoveryDrives,
  whenGroupPolicyKnown,
  whenRecoveryPolicyIsOn,
  type RecoveryDrives,
} from "./bitlocker-policy";
import type { Check } from "./check";
import type { Verdict } from "./finding";
import { fail, inWords, pass, strictest, unknown } from "./verdict";

const REQUIRED = 1;

/**
 * No other BitLocker policy may be incompatible. Both editions say the same, and neither names the settings.
 *
 * Evaluated are the ones behind BitLocker's result 0x8031005D and behind published reports, and those of MBAM.
 *
 * @see "Azure Disk Encryption for Windows VMs", Group Policy requirements, 2026-02-20; registry values: BitLocker CSP
 */
export const groupPolicyCompatible: Check = (facts) =>
  whenGroupPolicyKnown(facts, "whether a BitLocker policy is incompatible", (guest) => {
    const drives = recoveryDrives(guest, facts.volumeType);
    return strictest(
      pass(`No BitLocker policy that was read is incompatible; ${mbamClient(guest)}.`),
      evaluateMbam(guest),
      evaluateKinds(guest),
      ...drives.map((one) => evaluateRecovery(guest, one)),
      ...(drives.includes("FDV") ? [evaluateWriteAccess(guest)] : []),
    );
  });

/** "Microsoft BitLocker Administration and Monitoring (MBAM) group policy features aren't compatible" is the whole rule. */
function evaluateMbam({ mbam }: WindowsGuest): Verdict {
  const names = Object.keys(mbam.policies);
  return names.length > 0
    ? fail(
        `MBAM manages BitLocker here: its policy sets ${inWords(names)}.`,
        "Exempt this VM from the policies of MBAM (Microsoft BitLocker Administration and Monitoring, also a part of Configuration Manager), then run gpupdate /force.",
      )
    : pass("No policy of MBAM is set.");
}

const mbamClient = ({ mbam: { agent } }: WindowsGuest): string =>
  agent.kind === "known" && agent.value
    ? "the client of MBAM is there, and its policies are not set"
    : "no policy of MBAM is set";

/** A policy that is set, but not as the number that it has to be: what BitLocker makes of it nobody can say. */
function evaluateKinds({ groupPolicy }: WindowsGuest): Verdict {
  const odd = Object.entries(groupPolicy).filter(
    ([name, value]) =>
      typeof value === "string" &&
      Object.keys(groupPolicySetting(name)?.meanings ?? {}).length > 0 &&
      groupPolicyNumber(groupPolicy, name) === undefined,
  );
  return odd.length > 0
    ? unknown(
        `what ${inWords(odd.map(([name, kind]) => `${name} (${kind})`))} does: a policy of BitLocker that is no DWORD`,
        "Set the policy anew in the Group Policy editor, run gpupdate /force and probe again.",
      )
    : pass("Each policy of BitLocker is a number.");
}

function evaluateRecovery(guest: WindowsGuest, drives: RecoveryDrives): Verdict {
  const values = ["RecoveryPassword", "RequireActiveDirectoryBackup"];
  const required = values.filter(
    (value) => groupPolicyNumber(guest.groupPolicy, `${drives}${value}`) === REQUIRED,
  );
  if (required.length === 0) {
    const policy = policyName(`${drives}Recovery`);
    return pass(`"${policy}" demands nothing that Azure Disk Encryption does not do.`);
  }
  return whenRecoveryPolicyIsOn(guest, { drives, values, whenOff: "is not on" }, (policy) => {
    const found = describeValues(
      guest,
      required.map((value) => `${drives}${value}`),
    );
    const fix = `Set "${policy}" to Not Configured for this VM, or don't require this in it; then run gpupdate /force.`;
    // Only a required backup, and a domain to back up to: whether a domain controller answers is not read.
    return required.includes("RecoveryPassword") || !guest.domainJoined
      ? fail(`Incompatible: ${found}.`, fix)
      : unknown(`whether a domain controller takes the backup that is required: ${found}`, fix);
  });
}

function evaluateWriteAccess(guest: WindowsGuest): Verdict {
  return groupPolicyNumber(guest.groupPolicy, "FDVDenyWriteAccess") === 1
    ? fail(
        `Incompatible: ${describeValues(guest, ["FDVDenyWriteAccess"])}. A data disk is read-only before it is encrypted.`,
        `Set "${policyName("FDVDenyWriteAccess")}" to Not Configured for this VM, then run gpupdate /force.`,
      )
    : pass("Fixed drives may be written before they are encrypted.");
}
