import type { LeavingCheck, LeavingVerification } from "../operations/leave-ade/verify";
import { tableView, type TableCell, type View } from "./view";

/** Whether a new VM has taken the old one's place: each check with what it was judged by. */
export function leaveAdeView({ oldName, newName, verified, checks }: LeavingVerification): View {
  return tableView(
    `${newName} ${verified ? "has taken" : "has not been proven to take"} the place of ${oldName}`,
    ["", "check", "evidence"],
    checks.map((check) => [signOf(check), check.title, check.evidence]),
  );
}

function signOf({ outcome }: LeavingCheck): TableCell {
  switch (outcome) {
    case "pass":
      return { text: "✔", tone: "good" };
    case "fail":
      return { text: "✘", tone: "bad" };
    case "unknown":
      return { text: "?", tone: "open" };
  }
}
