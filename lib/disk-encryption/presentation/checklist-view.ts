import type { Checklist, ChecklistItem } from "../verify/checklist";
import { tableView, type TableCell, type View } from "@runbooks/kernel";

/** What has to be so after an operation: each item with what it was evaluated by. */
export function checklistView({ claim, verified, items }: Checklist): View {
  return checklistTable(`${verified ? "Verified" : "Not verified"}: ${claim}`, items);
}

/** Items of a checklist under a caption of their own. */
export function checklistTable(caption: string, items: readonly ChecklistItem[]): View {
  return tableView(
    caption,
    ["", "check", "evidence"],
    items.map((item) => [signOf(item), item.title, item.evidence]),
  );
}

function signOf({ outcome }: ChecklistItem): TableCell {
  switch (outcome) {
    case "pass":
      return { text: "✔", tone: "good" };
    case "fail":
      return { text: "✘", tone: "bad" };
    case "unknown":
      return { text: "?", tone: "open" };
  }
}
