import type { AdeInventory, AdeVirtualMachine } from "../jobs/leave-ade/inventory";
import type { LeavePathKind } from "../jobs/leave-ade/path";
import { ADE_RETIREMENT_DATE } from "@runbooks/azure";
import { virtualMachineLabels } from "./virtual-machine-labels";
import { escapeHtml, tableView, type TableCell, type Tone, type View } from "@runbooks/kernel";

/** Who has to leave Azure Disk Encryption by when, and how: one row a VM. */
export function adeInventoryView(inventory: AdeInventory): View {
  const { virtualMachines, lookedAt, daysLeft } = inventory;
  const labels = virtualMachineLabels(virtualMachines);
  const caption =
    `${virtualMachines.length} of ${lookedAt} VMs have to leave Azure Disk Encryption: ` +
    `${daysLeft} days left until ${ADE_RETIREMENT_DATE}`;
  const table = tableView(
    caption,
    ["VM", "runs", "Azure Disk Encryption", "marked disks", "way out", "because"],
    virtualMachines.map((vm, index) => [
      labels[index] ?? vm.name,
      `${vm.osType}, ${vm.powerState ?? "?"}`,
      stateCell(vm),
      markedWords(vm),
      pathCell(vm.path.kind),
      { text: vm.path.because, smallPrint: vm.path.questions.map((question) => `? ${question}`) },
    ]),
  );
  const notes = notesOf(inventory);
  return {
    html: table.html + notes.map((note) => `<p style="margin:4px 0">${escapeHtml(note)}</p>`).join(""),
    text: [table.text, ...notes].join("\n"),
  };
}

const pathWords: Readonly<Record<LeavePathKind, readonly [text: string, tone: Tone]>> = {
  "copy-disks": ["✔ copy the disks", "good"],
  "copy-files": ["! new VM, copy files", "open"],
  redeploy: ["! redeploy", "open"],
  "scale-set": ["– with its scale set", "quiet"],
  unknown: ["? not known", "bad"],
};

function pathCell(kind: LeavePathKind): TableCell {
  const [text, tone] = pathWords[kind];
  return { text, tone };
}

function stateCell({ azureDiskEncryption }: AdeVirtualMachine): TableCell {
  switch (azureDiskEncryption) {
    case "now":
      return { text: "✘ now", tone: "bad" };
    case "once":
      return { text: "! once", tone: "open" };
    case "extension-only":
      return { text: "? extension alone", tone: "open" };
  }
}

function markedWords({ marked: { os, data } }: AdeVirtualMachine): string {
  const parts = [...(os ? ["OS"] : []), ...(data === 0 ? [] : [`${data} data`])];
  return parts.length === 0 ? "none" : parts.join(" + ");
}

function notesOf({ looseDisks, notRead }: AdeInventory): readonly string[] {
  return [
    ...looseDisks.map(
      ({ name, resourceGroupName }) =>
        `! Disk ${name} (${resourceGroupName}) has the mark and is attached to nothing.`,
    ),
    ...notRead.map((reason) => `? Not read: ${reason}`),
    "Uniform scale sets, snapshots and backups are not in this list; they have to leave too.",
  ];
}
