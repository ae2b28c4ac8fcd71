import type { InventoriedImage, InventoriedImageDisk } from "../../nouns/inventory";
import { recordAt, recordsAt, textAt, type JsonRecord } from "./json-fields";
import { resourceRow, type Unfinished } from "./resource-row";
import { sharedOrNull, type TextPool } from "./text-pool";

/** An image from its body; undefined for a body without an id. */
export function imageRow(body: JsonRecord, pool: TextPool): Unfinished<InventoriedImage> | undefined {
  const row: Unfinished<InventoriedImage> | undefined = resourceRow(body, pool);
  if (row === undefined) return undefined;
  const properties = recordAt(body, "properties");
  const storageProfile = recordAt(properties, "storageProfile");
  const osDisk = recordAt(storageProfile, "osDisk");
  const osType = textAt(osDisk, "osType");
  const generation = textAt(properties, "hyperVGeneration");
  const diskOf = (disk: JsonRecord, role: InventoriedImageDisk["role"]): InventoriedImageDisk => ({
    role,
    diskEncryptionSetId: sharedOrNull(textAt(recordAt(disk, "diskEncryptionSet"), "id"), pool),
    sourceId: sharedOrNull(
      textAt(recordAt(disk, "managedDisk"), "id") ?? textAt(recordAt(disk, "snapshot"), "id"),
      pool,
    ),
  });
  if (osType === "Windows" || osType === "Linux") row.osType = osType;
  if (generation === "V1" || generation === "V2") row.hyperVGeneration = generation;
  row.disks = [
    ...(osDisk === undefined ? [] : [diskOf(osDisk, "os")]),
    ...recordsAt(storageProfile, "dataDisks").map((disk) => diskOf(disk, "data")),
  ];
  return row;
}
