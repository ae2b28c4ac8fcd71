import type { InventoryKind } from "../../nouns/inventory";
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
  if (provider === undefined || names === undefined) {
    if (subscriptionIdOf(record) !== undefined) return "subscriptions";
    // A resource group, a policy ...
    return /^\/subscriptions\//i.test(id) ? "other-resource" : "foreign";
  }
  const types = names.split("/").filter((_, index) => index % 2 === 0);
  return kinds[`${provider}/${types.join("/")}`.toLowerCase()] ?? "other-resource";
}

/** The id of a subscription, in lower case: a line of `az account list`, or Resource Graph's row of one. Undefined for a record of something else. */
export function subscriptionIdOf({ id, name, tenantId }: ExportedRecord): string | undefined {
  if (typeof id !== "string" || typeof name !== "string") return undefined;
  const [, path, guid] =
    /^(\/subscriptions\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(id) ?? [];
  return path === undefined && tenantId === undefined ? undefined : guid?.toLowerCase();
}
