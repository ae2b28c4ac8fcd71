import type { InventoryKind } from "../../azure/inventory";
import type { ExportedRecord } from "./csv-records";

/** What a record of an export is of: a kind of the inventory, an extension, a subscription, another resource, or nothing of Azure. */
export type ExportedKind = InventoryKind | "extensions" | "subscriptions" | "other-resource" | "foreign";

const kinds: Readonly<Record<string, ExportedKind>> = {
  "microsoft.compute/virtualmachines": "virtualMachines",
  "microsoft.compute/disks": "disks",
  "microsoft.compute/snapshots": "snapshots",
  "microsoft.compute/images": "images",
  "microsoft.compute/diskencryptionsets": "diskEncryptionSets",
  "microsoft.compute/virtualmachines/extensions": "extensions",
};

/** Tells what a record is of by its id: every export has it, and the `type` beside it only some. */
export function exportedKind(record: ExportedRecord): ExportedKind {
  const id = record["id"];
  if (typeof id !== "string") return "foreign";
  const [, provider, names] =
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/([^/]+)\/(.+)$/i.exec(id) ?? [];
  if (provider === undefined || names === undefined)
    return isSubscription(record, id) ? "subscriptions" : "foreign";
  const types = names.split("/").filter((_, index) => index % 2 === 0);
  return kinds[`${provider}/${types.join("/")}`.toLowerCase()] ?? "other-resource";
}

/** A line of `az account list`. */
const isSubscription = (record: ExportedRecord, id: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) &&
  "tenantId" in record &&
  typeof record["name"] === "string";
