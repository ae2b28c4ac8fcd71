import type { InventoriedDiskEncryptionSet } from "../../nouns/inventory";
import { booleanAt, recordAt, textAt, type JsonRecord } from "./json-fields";
import { resourceRow, type Unfinished } from "./resource-row";
import type { TextPool } from "./text-pool";

/** A disk encryption set from its body, without its key's URL; undefined for a body without an id. */
export function diskEncryptionSetRow(
  body: JsonRecord,
  pool: TextPool,
): Unfinished<InventoriedDiskEncryptionSet> | undefined {
  const row: Unfinished<InventoriedDiskEncryptionSet> | undefined = resourceRow(body, pool);
  if (row === undefined) return undefined;
  const properties = recordAt(body, "properties");
  const encryptionType = textAt(properties, "encryptionType");
  if (encryptionType !== undefined) row.encryptionType = pool.shared(encryptionType);
  row.rotationToLatestKeyVersionEnabled = booleanAt(properties, "rotationToLatestKeyVersionEnabled") ?? false;
  row.autoKeyRotationErrorCode = textAt(recordAt(properties, "autoKeyRotationError"), "code") ?? null;
  return row;
}
