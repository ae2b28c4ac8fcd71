import type { Inventory, InventoryKind } from "../../nouns/inventory";

/** What a coverage stands on: a kind of resources, what it is called, and of its fields those without which little is known. */
interface Needed {
  readonly kind: Extract<InventoryKind, "virtualMachines" | "disks">;
  readonly words: string;
  readonly fields: Readonly<Record<string, string>>;
  /** What is not known without the list. */
  readonly without: string;
}

const needed: readonly Needed[] = [
  {
    kind: "virtualMachines",
    words: "VMs",
    fields: {
      disks: "properties.storageProfile",
      encryptionAtHost: "properties.securityProfile",
      vmSize: "properties.hardwareProfile.vmSize",
    },
    without: "whether encryption at host and Azure Disk Encryption are in use is not known",
  },
  {
    kind: "disks",
    words: "disks",
    fields: {
      encryptionType: "properties.encryption.type",
      adeStamp: "properties.encryptionSettingsCollection.enabled",
    },
    without: "of managed disks no more is known than what their VMs tell",
  },
];

/** Why much is not known: a list that no file has, and columns that are in none of the exports of one. */
export function remarksOnUntold(inventory: Pick<Inventory, "virtualMachines" | "disks">): readonly string[] {
  return needed.flatMap(({ kind, words, fields, without }) => {
    const rows: readonly object[] = inventory[kind];
    if (rows.length === 0) return [`No file lists ${words}: ${without}. Export them too.`];
    const columns = Object.entries(fields).flatMap(([field, column]) =>
      rows.some((row) => field in row) ? [] : [column],
    );
    return columns.length === 0
      ? []
      : [
          `Of the ${words} no export has the column${columns.length === 1 ? "" : "s"} ${columns.join(", ")}: what hangs on ${columns.length === 1 ? "it" : "them"} is not known.`,
        ];
  });
}
