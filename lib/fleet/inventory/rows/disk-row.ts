import type { InventoriedDisk, InventoriedSnapshot } from "../../nouns/inventory";
import { adeStampOf } from "./ade-stamp-row";
import { booleanAt, numberAt, recordAt, textAt, type JsonRecord } from "./json-fields";
import { resourceRow, type Unfinished } from "./resource-row";
import { sharedOrNull, type TextPool } from "./text-pool";

/**
 * A managed disk from its body, as lists and GET answer it; undefined for a body without an id.
 *
 * The body is taken for whole: what it lacks, the disk does not have. Azure leaves out a VM that is not there, settings of Azure Disk Encryption that
 * were never made, and a security type on a standard disk.
 */
export function diskRow(body: JsonRecord, pool: TextPool): Unfinished<InventoriedDisk> | undefined {
  const properties = recordAt(body, "properties");
  const row: Unfinished<InventoriedDisk> | undefined = storageRow(body, properties, pool);
  if (row === undefined) return undefined;
  const diskState = textAt(properties, "diskState");
  const uniqueId = textAt(properties, "uniqueId");
  if (diskState !== undefined) row.diskState = pool.shared(diskState);
  row.managedBy = sharedOrNull(textAt(body, "managedBy"), pool);
  row.maxShares = numberAt(properties, "maxShares") ?? 1;
  if (uniqueId !== undefined) row.uniqueId = uniqueId;
  return row;
}

/** A snapshot from its body; undefined for a body without an id. */
export function snapshotRow(body: JsonRecord, pool: TextPool): Unfinished<InventoriedSnapshot> | undefined {
  const properties = recordAt(body, "properties");
  const row: Unfinished<InventoriedSnapshot> | undefined = storageRow(body, properties, pool);
  if (row === undefined) return undefined;
  const source = textAt(recordAt(properties, "creationData"), "sourceResourceId");
  // Of another snapshot, or of a blob: of no disk.
  row.sourceDiskId =
    source !== undefined && /\/providers\/Microsoft\.Compute\/disks\//i.test(source)
      ? pool.shared(source)
      : null;
  row.incremental = booleanAt(properties, "incremental") ?? false;
  return row;
}

type StorageRow = Unfinished<Omit<InventoriedDisk, "diskState" | "managedBy" | "maxShares" | "uniqueId">>;

function storageRow(
  body: JsonRecord,
  properties: JsonRecord | undefined,
  pool: TextPool,
): StorageRow | undefined {
  const row: StorageRow | undefined = resourceRow(body, pool);
  if (row === undefined) return undefined;
  const osType = textAt(properties, "osType");
  const generation = textAt(properties, "hyperVGeneration");
  const sku = textAt(recordAt(body, "sku"), "name");
  const diskSizeGB = numberAt(properties, "diskSizeGB");
  const encryption = recordAt(properties, "encryption");
  const encryptionType = textAt(encryption, "type");
  const securityProfile = recordAt(properties, "securityProfile");
  const confidentialSetId = textAt(securityProfile, "secureVMDiskEncryptionSetId");
  row.osType = osType === "Windows" || osType === "Linux" ? osType : null;
  if (generation === "V1" || generation === "V2") row.hyperVGeneration = generation;
  if (sku !== undefined) row.sku = pool.shared(sku);
  if (diskSizeGB !== undefined) row.diskSizeGB = diskSizeGB;
  if (encryptionType !== undefined) row.encryptionType = pool.shared(encryptionType);
  row.diskEncryptionSetId = sharedOrNull(textAt(encryption, "diskEncryptionSetId"), pool);
  if (confidentialSetId !== undefined) row.secureVMDiskEncryptionSetId = pool.shared(confidentialSetId);
  row.adeStamp = adeStampOf(recordAt(properties, "encryptionSettingsCollection"));
  row.securityType = sharedOrNull(textAt(securityProfile, "securityType"), pool);
  return row;
}
