import type {
  AzureDiskEncryption,
  ServerSideEncryption,
  VirtualMachineProtection,
} from "../protection/protection";
import { escapeHtml, tableView, type TableCell, type View } from "./view";

/** What protects a VM's disks: the four views side by side, and what follows from them. */
export function protectionView(protection: VirtualMachineProtection): View {
  const table = tableView(
    `${protection.vmName}: ${protection.proven ? "proven encrypted" : "not proven encrypted"} (authoritative: ${protection.authoritative})`,
    ["disk", "Azure Disk Encryption", "at rest", "model", "instance view", "vault", "guest"],
    protection.disks.map(({ disk, role, azureDiskEncryption, serverSideEncryption, views }) => [
      `${disk} (${role})`,
      adeCell(azureDiskEncryption),
      serverSideWords(serverSideEncryption),
      views.model.says,
      views.instanceView.says,
      views.vault.says,
      views.guest.says,
    ]),
  );
  const contradictions = protection.disks.flatMap(({ disk, contradictions: list }) =>
    list.map((contradiction) => `✘ ${disk}: ${contradiction}`),
  );
  return {
    html:
      table.html + contradictions.map((line) => `<p style="color:#cf222e">${escapeHtml(line)}</p>`).join(""),
    text: [table.text, ...contradictions].join("\n"),
  };
}

function adeCell(encryption: AzureDiskEncryption): TableCell {
  switch (encryption.state) {
    case "encrypted":
      return { text: "✔ encrypted", tone: "good" };
    case "none":
      return { text: "– none", tone: "quiet" };
    case "unknown":
      // What is missing stands in the views beside it.
      return { text: "? unknown", tone: "open" };
    case "stale":
      return { text: "✘ stale", tone: "bad" };
    case "in-progress":
    case "decrypting": {
      const percent = encryption.percentEncrypted;
      return {
        text: percent === undefined ? encryption.state : `${encryption.state} ${percent} %`,
        tone: "open",
      };
    }
    case "stamped":
    case "reboot-pending":
      return { text: encryption.state, tone: "open" };
  }
}

/** Server-side encryption in two words. */
export function serverSideWords(encryption: ServerSideEncryption): string {
  switch (encryption.kind) {
    case "platform-key":
      return "platform key";
    case "customer-key":
      return "customer key";
    case "platform-and-customer-key":
      return "platform and customer key";
    case "none":
      return encryption.because === "unmanaged-disk" ? "no (unmanaged)" : "not by SSE";
    case "unknown":
      return `unknown: ${encryption.missing}`;
  }
}
