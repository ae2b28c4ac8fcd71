import type { EncryptionAtRest } from "../observe/read-encryption-at-rest";
import { serverSideWords } from "./protection-view";
import { tableView, type View } from "@runbooks/kernel";

/** What is encrypted at rest with whose key: disks, snapshots and images in a row each. */
export function encryptionAtRestView(stored: readonly EncryptionAtRest[]): View {
  const own = stored.filter(({ serverSideEncryption: { kind } }) => kind.endsWith("customer-key")).length;
  return tableView(
    `${stored.length} disks, snapshots and images, ${own} with a customer's key`,
    ["", "name", "state", "at rest"],
    stored.map(({ kind, name, diskState, serverSideEncryption }) => [
      kind,
      name,
      diskState ?? "–",
      {
        text: encryptedWords(serverSideEncryption),
        tone: serverSideEncryption.kind === "unknown" ? "open" : "good",
      },
    ]),
  );
}

function encryptedWords(encryption: EncryptionAtRest["serverSideEncryption"]): string {
  switch (encryption.kind) {
    case "customer-key":
    case "platform-and-customer-key":
      return `✔ ${serverSideWords(encryption)} of set ${encryption.diskEncryptionSetId.split("/").pop() ?? ""}`;
    case "unknown":
      return `? ${serverSideWords(encryption)}`;
    default:
      return `✔ ${serverSideWords(encryption)}`;
  }
}
