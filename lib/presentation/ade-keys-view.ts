import type { AdeDiskKey, AdeKeys } from "../operations/rotate-ade-keys/observe";
import { tableView, type TableCell, type View } from "./view";

/** The keys that a VM's disks are encrypted with: each secret's name, kind, expiry and tags, the key that wraps it, and their state; never a value. */
export function adeKeysView({ vmName, keys, former, unstamped, unread }: AdeKeys): View {
  const rows = [
    ...keys.map((key) => rowOf(key, "")),
    ...former.map((key) => rowOf(key, " (before)")),
    ...unstamped.map((disk): readonly TableCell[] => [
      disk,
      { text: "– no stamp", tone: "quiet" },
      ...noMore,
    ]),
    ...unread.map((reason): readonly TableCell[] => ["?", { text: reason, tone: "open" }, ...noMore]),
  ];
  return tableView(
    `${vmName}: ${keys.length} ${keys.length === 1 ? "key" : "keys"} of Azure Disk Encryption`,
    ["disk", "secret", "content type", "expires", "key encryption key", "in the vault", "tags"],
    rows,
  );
}

function rowOf(key: AdeDiskKey, suffix: string): readonly TableCell[] {
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
          .join("; ")
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
