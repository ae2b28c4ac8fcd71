import type {
  AzureDiskEncryption,
  CustomerKey,
  HostKey,
  ServerSideEncryption,
  VirtualMachineProtection,
} from "../protection/protection";
import { escapeHtml, tableView, type TableCell, type View } from "@runbooks/kernel";

/** What protects a VM's disks: the four views side by side, and what follows from them. */
export function protectionView(protection: VirtualMachineProtection): View {
  const table = tableView(
    captionOf(protection),
    ["disk", "Azure Disk Encryption", "at rest", "model", "instance view", "vault", "guest"],
    protection.disks.map(({ disk, role, azureDiskEncryption, serverSideEncryption, hostKey, views }) => [
      `${disk} (${role})`,
      adeCell(azureDiskEncryption),
      atRestWords(serverSideEncryption, hostKey),
      views.model.says,
      views.instanceView.says,
      views.vault.says,
      views.guest.says,
    ]),
    { dense: true },
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

/** Where Azure Disk Encryption is not what protects a VM, nothing is there for a guest to prove. */
function captionOf({ vmName, proven, authoritative, disks }: VirtualMachineProtection): string {
  const withoutAde = disks.every(
    ({ role, azureDiskEncryption }) => role === "temporary" || azureDiskEncryption.state === "none",
  );
  const means = [
    ...(disks.some(({ hostKey }) => hostKey !== undefined) ? ["encryption at host"] : []),
    ...(disks.some(({ serverSideEncryption: { kind } }) => kind.endsWith("customer-key"))
      ? ["a customer-managed key at rest"]
      : []),
  ];
  if (withoutAde && means.length > 0) return `${vmName}: ${means.join(" and ")}, no Azure Disk Encryption`;
  return `${vmName}: ${proven ? "proven encrypted" : "not proven encrypted"} (${authoritative === "guest" ? "authoritative: guest" : "unverified: no answer from the guest"})`;
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

/** Server-side encryption, and the host's where it encrypts. */
function atRestWords(encryption: ServerSideEncryption, hostKey: HostKey | undefined): string {
  const words = serverSideWords(encryption);
  return hostKey === undefined ? words : `${words}; at host with ${hostKeyWords[hostKey]}`;
}

const hostKeyWords: Readonly<Record<HostKey, string>> = {
  "platform-key": "the platform's key",
  "customer-key": "the customer's key",
  unknown: "a key that is not known",
};

/** Server-side encryption in a few words; of a customer's key the set and the version, where they were read. */
export function serverSideWords(encryption: ServerSideEncryption): string {
  switch (encryption.kind) {
    case "platform-key":
      return "platform key";
    case "customer-key":
      return `customer key${keyWords(encryption)}`;
    case "platform-and-customer-key":
      return `platform and customer key${keyWords(encryption)}`;
    case "local-encryption":
      return "by the VM size, platform key";
    case "none":
      return encryption.because === "unmanaged-disk" ? "no (unmanaged)" : "not by SSE";
    case "unknown":
      return `unknown: ${encryption.missing}`;
  }
}

function keyWords({ diskEncryptionSetId, keyUrl }: CustomerKey): string {
  if (keyUrl === undefined) return "";
  const version = /\/keys\/[^/]+\/([^/]+)/.exec(keyUrl)?.[1];
  const set = diskEncryptionSetId.split("/").pop() ?? "";
  return version === undefined ? ` (${set})` : ` (${set}, version ${version.slice(0, 8)}…)`;
}
