import type { AdeDiskKey, AdeKeys } from "../jobs/rotate-ade-keys/observe";
import { htmlTable, tableView, type TableCell, type View } from "@runbooks/kernel";

/** The keys that a VM's disks are encrypted with: each secret's name, kind, expiry and tags, the key that wraps it, and their state; never a value. */
export function adeKeysView({ vmName, keys, former, unstamped, unread }: AdeKeys): View {
  const rows: readonly Row[] = [
    ...keys.map((key) => rowOf(key, "")),
    ...former.map((key) => rowOf(key, " (before)")),
    ...unstamped.map((disk): Row => [disk, { text: "– no stamp", tone: "quiet" }, ...noMore]),
    ...unread.map((reason): Row => ["?", { text: reason, tone: "open" }, ...noMore]),
  ];
  const caption = `${vmName}: ${keys.length} ${keys.length === 1 ? "key" : "keys"} of Azure Disk Encryption`;
  const header = ["disk", "secret", "content type", "expires", "key encryption key", "in the vault", "tags"];
  return {
    html: htmlTable(caption, header, rows, { dense: true }),
    text: tableView(caption, header, rows.map(inOneLine)).text,
  };
}

/** A row; its tags are lines below each other. */
type Row = readonly (TableCell | readonly string[])[];

const inOneLine = (row: Row): readonly TableCell[] =>
  row.map((cell) => (typeof cell === "object" && "length" in cell ? cell.join("; ") : cell));

function rowOf(key: AdeDiskKey, suffix: string): Row {
  const { disk, role, secretUrl, keyEncryptionKeyUrl, secret } = key;
  return [
    `${disk} (${role})${suffix}`,
    shortUrl(secretUrl),
    ...kindAndExpiry(secret),
    keyEncryptionKeyUrl === undefined ? { text: "– none", tone: "quiet" } : shortUrl(keyEncryptionKeyUrl),
    stateCell(secret),
    secret.kind === "known"
      ? Object.entries(secret.value.tags)
          .filter(([name]) => name !== "DiskEncryptionKeyEncryptionKeyURL")
          .map(([name, value]) => `${name}: ${value}`)
      : "",
  ];
}

const noMore: readonly TableCell[] = ["", "", "", "", ""];

function kindAndExpiry(secret: AdeDiskKey["secret"]): readonly TableCell[] {
  if (secret.kind === "missing" || secret.value.state === "not-found") return ["", ""];
  const { contentType, expiresOn } = secret.value;
  return [contentType ?? "– none", expiresOn === undefined ? "never" : expiresOn.toISOString().slice(0, 10)];
}

/** `kv-contoso-weu/keys/kek-ade/e571ae1f…`: vault, name and the beginning of the version. */
function shortUrl(url: string): string {
  const [, vault = "", kind = "", name = "", version = ""] =
    /^https:\/\/([^./]+)[^/]*\/(keys|secrets)\/([^/]+)\/?([^/]*)/i.exec(url) ?? [];
  return vault === "" ? url : `${vault}/${kind}/${name}/${version.slice(0, 8)}…`;
}

function stateCell(secret: AdeDiskKey["secret"]): TableCell {
  if (secret.kind === "missing") return { text: `? ${secret.reason}`, tone: "open" };
  const { state, keyEncryptionKeyUrl, keyEncryptionKeyState } = secret.value;
  const key = keyEncryptionKeyUrl === undefined ? "" : `, key ${keyEncryptionKeyState ?? "unknown"}`;
  const good = state === "usable" && (key === "" || keyEncryptionKeyState === "usable");
  return { text: `${good ? "✔" : "✘"} secret ${state}${key}`, tone: good ? "good" : "bad" };
}
