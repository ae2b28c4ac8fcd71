import { disksOf, type DiskOfVirtualMachine } from "../checks/attached-disks";
import type { EncryptionFacts } from "../checks/facts";

/** Whose key server-side encryption uses for a disk. `unmanaged`: none at all. `unknown`: Azure's answer is one that nobody has looked up. */
export type ServerSideKey =
  "platform-key" | "customer-key" | "platform-and-customer-key" | "unmanaged" | "unread" | "unknown";

const keysByType: Readonly<Record<string, ServerSideKey>> = {
  encryptionatrestwithplatformkey: "platform-key",
  encryptionatrestwithcustomerkey: "customer-key",
  encryptionatrestwithplatformandcustomerkeys: "platform-and-customer-key",
};

/** Names of the VM's disks whose key is of a kind, in the model's order. */
export function disksWithKey(facts: EncryptionFacts, key: ServerSideKey): readonly string[] {
  return disksOf(facts)
    .filter((disk) => serverSideKey(disk) === key)
    .map(({ attached }) => attached.name);
}

function serverSideKey({ managed }: DiskOfVirtualMachine): ServerSideKey {
  if (managed === undefined) return "unmanaged";
  if (managed.kind === "missing") return "unread";
  return keysByType[managed.value.encryptionType.toLowerCase()] ?? "unknown";
}

/** Disks that carry Azure Disk Encryption's mark. `enabled`: it is asked for now; the others once had it. */
export function markedDisks(facts: EncryptionFacts): readonly { name: string; enabled: boolean }[] {
  return disksOf(facts).flatMap(({ attached, managed }) =>
    managed?.kind === "known" && managed.value.encryptionSettings !== undefined
      ? [{ name: attached.name, enabled: managed.value.encryptionSettings.enabled }]
      : [],
  );
}
