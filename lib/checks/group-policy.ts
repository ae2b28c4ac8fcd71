import { policyOfValue } from "../azure/group-policy";
import type { WindowsGuest } from "../azure/guest";
import { fail, pass, unknown, type Judgement } from "./check";
import type { EncryptionFacts } from "./facts";

/** The Group Policy values of a Windows guest, or the judgement where they are not known. */
export function windowsGuest({ guest, virtualMachine }: EncryptionFacts): WindowsGuest | Judgement {
  if (guest.kind === "missing") return unknown(`the BitLocker policies of ${virtualMachine.name}: ${guest.reason}`);
  if (guest.value.osType !== "Windows") return unknown(`the BitLocker policies of ${virtualMachine.name}`);
  return guest.value;
}

/** Whether what {@link windowsGuest} answered is a judgement already. */
export function isJudgement(answer: WindowsGuest | Judgement): answer is Judgement {
  return "outcome" in answer;
}

/** A value that stands in the way, with the reason. */
export interface Offence {
  readonly valueName: string;
  readonly because: string;
}

/** The judgement over the values that stand in the way; the evidence names each value and the policy's exact name. */
export function judge(guest: WindowsGuest, offences: readonly Offence[], fine: string): Judgement {
  if (offences.length === 0) return pass(fine);
  return fail(
    offences
      .map(
        ({ valueName, because }) =>
          `${because} (${valueName}=${String(guest.groupPolicy[valueName] ?? "not set")}: ${policyOfValue(valueName)}).`,
      )
      .join(" "),
  );
}
