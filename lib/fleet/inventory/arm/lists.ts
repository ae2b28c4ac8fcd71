import type {
  InventoriedDisk,
  InventoriedDiskEncryptionSet,
  InventoriedImage,
  InventoriedResource,
  InventoriedSnapshot,
  InventoryGap,
} from "../../nouns/inventory";
import { diskEncryptionSetRow } from "../rows/disk-encryption-set-row";
import { diskRow, snapshotRow } from "../rows/disk-row";
import { imageRow } from "../rows/image-row";
import { recordAt, type JsonRecord } from "../rows/json-fields";
import { resourceRow, type Unfinished } from "../rows/resource-row";
import type { TextPool } from "../rows/text-pool";
import { powerStateOf, virtualMachineRow, type VirtualMachineRow } from "../rows/virtual-machine-row";

/** A list of a subscription, and what is kept of its entries. */
export interface FleetList<Row extends InventoriedResource> {
  readonly kind: Exclude<InventoryGap["kind"], "all">;
  /** What it lists, in words. */
  readonly words: string;
  /** Last part of its path, with what its query has before the api-version. */
  readonly path: string;
  readonly apiVersion: string;
  /** Lists of one name draw on the same quota (recorded answers of 2023 and 2024). */
  readonly operation: string;
  /** Undefined for an entry that is no resource. */
  readonly rowOf: (body: JsonRecord, pool: TextPool) => Row | undefined;
}

/** Of VMs and images: what the Azure clients in use send. */
export const VIRTUAL_MACHINE_API_VERSION = "2026-03-01";
/** Of disks, snapshots and disk encryption sets. */
const DISK_API_VERSION = "2025-01-02";

const ofDisks = { apiVersion: DISK_API_VERSION, operation: "disk lists" };
const ofVirtualMachines = { apiVersion: VIRTUAL_MACHINE_API_VERSION, operation: "VM lists" };

export const diskList: FleetList<Unfinished<InventoriedDisk>> = {
  ...ofDisks,
  kind: "disks",
  words: "disks",
  path: "disks?",
  rowOf: diskRow,
};

export const virtualMachineList: FleetList<VirtualMachineRow> = {
  ...ofVirtualMachines,
  kind: "virtualMachines",
  words: "VMs",
  path: "virtualMachines?",
  rowOf: virtualMachineRow,
};

/** Of the instance views only whether each VM runs. Much of the model is left out of this form of the list. */
export const powerStateList: FleetList<VirtualMachineRow> = {
  ...ofVirtualMachines,
  kind: "instanceViews",
  words: "power states of the VMs",
  path: "virtualMachines?statusOnly=true&",
  rowOf: (body, pool) => {
    const row: VirtualMachineRow | undefined = resourceRow(body, pool);
    const powerState = powerStateOf(recordAt(body, "properties"));
    if (row !== undefined && powerState !== undefined) row.powerState = pool.shared(powerState);
    return row;
  },
};

export const snapshotList: FleetList<Unfinished<InventoriedSnapshot>> = {
  ...ofDisks,
  kind: "snapshots",
  words: "snapshots",
  path: "snapshots?",
  rowOf: snapshotRow,
};

export const imageList: FleetList<Unfinished<InventoriedImage>> = {
  kind: "images",
  words: "images",
  path: "images?",
  apiVersion: VIRTUAL_MACHINE_API_VERSION,
  operation: "image lists",
  rowOf: imageRow,
};

export const diskEncryptionSetList: FleetList<Unfinished<InventoriedDiskEncryptionSet>> = {
  ...ofDisks,
  kind: "diskEncryptionSets",
  words: "disk encryption sets",
  path: "diskEncryptionSets?",
  rowOf: diskEncryptionSetRow,
};
