import type { Told } from "../../nouns/told";
import type { InventoryGap } from "../../nouns/inventory";
import type {
  CopyCoverage,
  CoverageServerSide,
  CountedMechanism,
  DiskCoverage,
  Eligibility,
  VirtualMachineCoverage,
} from "../../coverage/coverage";
import { columnsOf, type Column } from "./columns";
import { columnsOfControls, type ControlColumn } from "./controls";
import {
  oneOf,
  optionalText,
  ownText,
  requiredText,
  text,
  textOrNone,
  texts,
  textsByName,
  wholeNumber,
  wholeNumberOrNone,
  type Field,
  type Fields,
} from "./fields";

/** The tables of a snapshot, each a file of its own. */
export const tableNames = ["disks", "virtual_machines", "copies", "gaps"] as const;
export type TableName = (typeof tableNames)[number];

/** The Parquet file of each table. */
export const tableFiles: Readonly<Record<TableName, string>> = {
  disks: "disks.parquet",
  virtual_machines: "virtual-machines.parquet",
  copies: "copies.parquet",
  gaps: "gaps.parquet",
};

/** What of a row stands in columns of its own names; the controls' columns come on top. */
export type WithoutControls<Row> = Omit<Row, "controls">;

const yesNoUnknown = (column: string, meaning: string): Field<Told> =>
  oneOf(column, ["yes", "no", "unknown"], meaning);

const eligibility = (column: string, mechanism: string): Field<Eligibility> =>
  oneOf(column, ["in-use", "open", "closed", "unknown"], `Whether the disk could have ${mechanism}`);

const mechanism = (meaning: string): Field<CountedMechanism> =>
  oneOf(
    "mechanism",
    [
      "confidential",
      "azure-disk-encryption",
      "encryption-at-host",
      "platform-and-customer-key",
      "customer-key",
      "local-encryption",
      "platform-key",
      "none",
      "unknown",
    ],
    meaning,
  );

const serverSide: Field<CoverageServerSide> = oneOf(
  "server_side",
  [
    "platform-key",
    "customer-key",
    "platform-and-customer-key",
    "confidential",
    "local-encryption",
    "none",
    "unknown",
  ],
  "How Storage encrypts it at rest",
);

const osType: Field<"Windows" | "Linux" | "unknown"> = oneOf(
  "os_type",
  ["Windows", "Linux", "unknown"],
  "Operating system",
);

const subscriptionId: Field<string> = requiredText("subscription_id", "Subscription's id, in lower case.");
const subscriptionName: Field<string> = text("subscription_name", "Subscription's name.");
const resourceGroup: Field<string> = requiredText("resource_group", "Resource group's name, in lower case.");
const location: Field<string> = text("location", "Region, as westeurope.");
const tags: Field<Readonly<Record<string, string>>> = textsByName(
  "tags",
  "Tags by name: tags['environment'].",
);
const diskEncryptionSet: Field<string | null> = textOrNone(
  "disk_encryption_set",
  "The disk encryption set whose key it is under; empty without one.",
);

/** Everything of a disk but what the controls say. */
export const diskFields: Fields<WithoutControls<DiskCoverage>> = {
  subscriptionId,
  subscriptionName,
  resourceGroup,
  diskId: {
    ...textOrNone("disk_id", "Resource id; empty for a temporary or an unmanaged disk."),
    isOwn: true,
  },
  diskName: ownText("disk_name", "Disk's name."),
  role: oneOf("role", ["os", "data", "temporary", "unattached"], "What the disk is to its VM"),
  vmId: textOrNone("vm_id", "Resource id of the VM that holds it; empty without one."),
  vmName: textOrNone("vm_name", "Name of the VM that holds it; empty without one."),
  location,
  osType,
  vmSize: textOrNone("vm_size", "Size of the VM, as Standard_D2s_v5; empty without a VM."),
  sizeFamily: textOrNone("size_family", "Series of the VM's size, as Dsv5; empty without a VM."),
  sku: text("sku", "Storage type, as Premium_LRS."),
  diskSizeGB: wholeNumberOrNone("disk_size_gb", "Size in GB; empty where it is not known."),
  diskState: text("disk_state", "State, as Attached, Unattached, Reserved."),
  managed: yesNoUnknown("managed", "Whether it is a managed disk"),
  serverSide,
  diskEncryptionSet,
  encryptionAtHost: yesNoUnknown("encryption_at_host", "Whether its VM has encryption at host"),
  azureDiskEncryption: oneOf(
    "azure_disk_encryption",
    [
      "none",
      "asked-for",
      "stamped",
      "in-progress",
      "reboot-pending",
      "encrypted",
      "decrypting",
      "stale",
      "once",
      "unknown",
    ],
    "How far Azure Disk Encryption is",
  ),
  mechanism: mechanism("The one mechanism that the disk counts for"),
  recommended: textOrNone("recommended", "What its VM is recommended to have; empty without a VM."),
  eligibleAde: eligibility("eligible_ade", "Azure Disk Encryption"),
  eligibleHost: eligibility("eligible_host", "encryption at host"),
  eligibleCustomerKey: eligibility("eligible_customer_key", "a customer-managed key"),
  exposed2028: yesNoUnknown(
    "exposed_2028",
    "Whether it stops unlocking after Azure Disk Encryption retires on 2028-09-15",
  ),
  tags,
};

/** Everything of a VM but what the controls say. */
export const virtualMachineFields: Fields<WithoutControls<VirtualMachineCoverage>> = {
  vmId: ownText("vm_id", "Resource id."),
  vmName: ownText("vm_name", "VM's name."),
  subscriptionId,
  subscriptionName,
  resourceGroup,
  location,
  osType,
  vmSize: text("vm_size", "Size, as Standard_D2s_v5."),
  sizeFamily: text("size_family", "Series of the size, as Dsv5."),
  powerState: text("power_state", "Power state, as running, deallocated."),
  mechanism: mechanism("The weakest mechanism of its OS and data disks"),
  recommended: text("recommended", "What it is recommended to have."),
  failedRequirements: texts(
    "failed_requirements",
    "Requirements of Azure Disk Encryption that it fails, as a list: list_contains(failed_requirements, 'vm-size').",
  ),
  exposed2028: yesNoUnknown(
    "exposed_2028",
    "Whether a disk of it stops unlocking after Azure Disk Encryption retires on 2028-09-15",
  ),
  diskCount: wholeNumber("disk_count", "How many disks it has."),
  tags,
};

/** A snapshot of a disk, or an image. */
export const copyFields: Fields<CopyCoverage> = {
  kind: oneOf("kind", ["snapshot", "image"], "What it is"),
  id: ownText("id", "Resource id."),
  name: ownText("name", "Name of the snapshot or the image."),
  subscriptionId,
  subscriptionName,
  resourceGroup,
  location,
  serverSide,
  diskEncryptionSet,
  azureDiskEncryption: oneOf(
    "azure_disk_encryption",
    ["none", "asked-for", "once", "unknown"],
    "What the mark of Azure Disk Encryption says",
  ),
  source: oneOf(
    "source",
    ["there", "gone", "unknown"],
    "Whether the disk that it was taken of is still there",
  ),
};

/** What could not be read. */
export const gapFields: Fields<InventoryGap> = {
  subscriptionId: optionalText(
    "subscription_id",
    "Subscription's id, in lower case; empty where it is no single one.",
  ),
  scope: requiredText("scope", "The subscription's name, the file or the VM that could not be read."),
  kind: oneOf(
    "kind",
    ["virtualMachines", "disks", "snapshots", "images", "diskEncryptionSets", "instanceViews", "all"],
    "What could not be read of it",
  ),
  code: text("code", "Azure's error code."),
  reason: text("reason", "Why it could not be read."),
  readBefore: wholeNumber("read_before", "How many of the kind were read before it failed."),
};

/** The columns of each table, for rows that these controls have a word on. */
export interface TableColumns {
  readonly disks: readonly Column<DiskCoverage>[];
  readonly virtual_machines: readonly Column<VirtualMachineCoverage>[];
  readonly copies: readonly Column<CopyCoverage>[];
  readonly gaps: readonly Column<InventoryGap>[];
}

export function tableColumns(controls: readonly ControlColumn[]): TableColumns {
  const ofControls = columnsOfControls(controls);
  return {
    disks: [...columnsOf(diskFields), ...ofControls],
    virtual_machines: [...columnsOf(virtualMachineFields), ...ofControls],
    copies: columnsOf(copyFields),
    gaps: columnsOf(gapFields),
  };
}

/** What stands behind FROM to have a table. */
export type Relations = Readonly<Record<TableName, string>>;
