import type { LeavingVerification } from "../jobs/leave-ade/verify";
import { checklistTable } from "./checklist-view";
import type { View } from "@runbooks/kernel";

/** Whether a new VM has taken an old one's place: each check with what it was evaluated by. */
export function leaveAdeView({ oldName, newName, verified, checks }: LeavingVerification): View {
  return checklistTable(
    `${newName} ${verified ? "has taken" : "has not been proven to take"} the place of ${oldName}`,
    checks,
  );
}
