import { groupPolicyNumber } from "../nouns/group-policy";
import { type WindowsGuest } from "../nouns/guest";
import {
  describeValues,
  recoveryDrives,
  whenGroupPolicyKnown,
  whenRecoveryPolicyIsOn,
  type RecoveryDrives,
} from "./bitlocker-policy";
import type { Check } from "./check";
import type { Verdict } from "./finding";
import { fail, pass, strictest } from "./verdict";

const NOT_ALLOWED = 0;

/**
 * A BitLocker policy of one's own must allow the 256-bit recovery key. Both editions say the same.
 *
 * Both demand that the policy contains the setting; a recovery policy that is on without it therefore fails too.
 *
 * @see "Azure Disk Encryption for Windows VMs", Group Policy requirements, 2026-02-20; registry values: BitLocker CSP
 */
export const groupPolicyRecoveryKey: Check = (facts) =>
  whenGroupPolicyKnown(facts, "whether Group Policy allows the 256-bit recovery key", (guest) => {
    const [os, ...others] = recoveryDrives(guest, facts.volumeType).map((drives) => evaluate(guest, drives));
    return strictest(os ?? pass("No recovery policy concerns these volumes."), ...others);
  });

function evaluate(guest: WindowsGuest, drives: RecoveryDrives): Verdict {
  const question = { drives, values: ["RecoveryKey"], whenOff: "is not configured" };
  return whenRecoveryPolicyIsOn(guest, question, (policy) => {
    const fix = `In "${policy}" set "Allow 256-bit recovery key", then run gpupdate /force and, where needed, restart.`;
    const name = `${drives}RecoveryKey`;
    const recoveryKey = groupPolicyNumber(guest.groupPolicy, name);
    if (recoveryKey === undefined)
      return fail(`"${policy}" is on and says nothing of the 256-bit recovery key (${name}).`, fix);
    const found = describeValues(guest, [name]);
    return recoveryKey === NOT_ALLOWED
      ? fail(`The recovery key is not allowed: ${found}.`, fix)
      : pass(`The recovery key is allowed: ${found}.`);
  });
}
