import type { KeyUse, KeyUser } from "../jobs/disk-encryption-set/key-use";
import { escapeHtml, tableView, type TableCell, type View } from "@runbooks/kernel";

/** Who depends on a set's key, and how they are: read again and again, it shows what a disabled key does. */
export function keyUseView({ readAt, diskEncryptionSet, key, users }: KeyUse): View {
  const setName = diskEncryptionSet.kind === "known" ? diskEncryptionSet.value.name : "the set";
  const caption = `${readAt.toISOString()}: what ${setName} encrypts, with ${keyWords(key)}`;
  if (users.kind === "missing") return note(caption, `? Not read: ${users.reason}`);
  if (users.value.length === 0) return note(caption, "– Nothing is encrypted with it.");
  return tableView(caption, ["what", "kind", "state", "VM"], users.value.map(rowOf));
}

function keyWords(key: KeyUse["key"]): string {
  if (key.kind === "missing") return `a key that was not read (${key.reason})`;
  const { name, version, enabled } = key.value;
  return `version ${(version ?? "?").slice(0, 8)}… of key ${name}, which is ${enabled ? "enabled" : "DISABLED"}`;
}

function rowOf({ name, type, diskState, virtualMachine }: KeyUser): readonly TableCell[] {
  return [name, type.split("/").pop() ?? type, diskState ?? "–", virtualMachineCell(virtualMachine)];
}

function virtualMachineCell(vm: KeyUser["virtualMachine"]): TableCell {
  if (vm === undefined) return { text: "–", tone: "quiet" };
  if (vm.powerState.kind === "missing") return { text: `? ${vm.name}: not read`, tone: "open" };
  const { value } = vm.powerState;
  return value === "running"
    ? { text: `✔ ${vm.name} is running`, tone: "good" }
    : { text: `✘ ${vm.name} is ${value}`, tone: "bad" };
}

const note = (caption: string, text: string): View => ({
  html: `<strong>${escapeHtml(caption)}</strong><p style="margin:4px 0">${escapeHtml(text)}</p>`,
  text: `${caption}\n  ${text}`,
});
