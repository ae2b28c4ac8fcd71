import type { DiskEncryptionStateName } from "./disk-encryption-states";
import type { Shared } from "./draws";

/**
 * What a generated fleet is made of.
 *
 * The shares are invented: nobody publishes how the VMs of companies are encrypted. They are chosen so that each case comes up in 200 VMs, and
 * so that the usual ones are most. Azure's own names throughout.
 */
export interface VirtualMachineKind {
  readonly name: string;
  /** How many of each 200 VMs. */
  readonly of200: number;
  readonly osType: "Windows" | "Linux" | "either";
  readonly sizes: SizeShareName;
  /** `customer-key` and `platform-and-customer-key`: with a disk encryption set. */
  readonly serverSide: "platform-key" | "customer-key" | "platform-and-customer-key";
  readonly encryptionAtHost?: true;
  /** What of a confidential VM's OS disk is encrypted, and with whose key. */
  readonly confidential?:
    | "DiskEncryptedWithPlatformKey"
    | "DiskEncryptedWithCustomerKey"
    | "VMGuestStateOnlyEncryptedWithPlatformKey";
  readonly diskEncryption?: DiskEncryptionStateName;
  /** `managed` unless said; `ephemeral`: the OS disk alone. */
  readonly disks?: "ephemeral" | "unmanaged";
  /** Made from a disk of its own rather than from a Marketplace image. */
  readonly ownImage?: true;
}

const platform = { serverSide: "platform-key" } as const;
const windows = { ...platform, osType: "Windows", sizes: "disk-encryption" } as const;
const linux = { ...platform, osType: "Linux", sizes: "disk-encryption" } as const;
const either = { osType: "either", sizes: "any" } as const;
const confidential = { ...platform, osType: "either", sizes: "confidential" } as const;

/** How much Azure Disk Encryption there is: `common`: every fifth VM met it, in every state and both releases; `rare`: one in a hundred, through and well. */
export type DiskEncryptionShare = "common" | "rare";

const rareKinds: readonly string[] = ["Windows, all", "Linux, all"];

/** Every kind of VM; the numbers add up to 200. */
export function kindsWith(share: DiskEncryptionShare): readonly VirtualMachineKind[] {
  if (share === "common") return virtualMachineKinds;
  const rare = virtualMachineKinds
    .filter(({ diskEncryption, name }) => diskEncryption === undefined || rareKinds.includes(name))
    .map((kind) => (kind.diskEncryption === undefined ? kind : { ...kind, of200: 1 }));
  const left = 200 - rare.reduce((sum, { of200 }) => sum + of200, 0);
  return rare.map((kind, index) => (index === 0 ? { ...kind, of200: kind.of200 + left } : kind));
}

const virtualMachineKinds: readonly VirtualMachineKind[] = [
  { name: "platform key", of200: 69, ...either, ...platform },
  { name: "Windows, dual pass", of200: 1, ...windows, diskEncryption: "windows-dual-pass" },
  { name: "Linux, dual pass", of200: 1, ...linux, diskEncryption: "linux-dual-pass" },
  {
    name: "unmanaged, encrypted",
    of200: 1,
    ...platform,
    osType: "either",
    sizes: "disk-encryption",
    disks: "unmanaged",
    diskEncryption: "unmanaged",
    ownImage: true,
  },
  { name: "own image", of200: 4, ...either, ...platform, ownImage: true },
  { name: "customer key", of200: 34, ...either, serverSide: "customer-key" },
  { name: "double encryption", of200: 6, ...either, serverSide: "platform-and-customer-key" },
  { name: "host", of200: 22, osType: "either", sizes: "host", ...platform, encryptionAtHost: true },
  {
    name: "host with customer key",
    of200: 10,
    osType: "either",
    sizes: "host",
    serverSide: "customer-key",
    encryptionAtHost: true,
  },
  { name: "confidential", of200: 2, ...confidential, confidential: "DiskEncryptedWithPlatformKey" },
  {
    name: "confidential with customer key",
    of200: 1,
    ...confidential,
    confidential: "DiskEncryptedWithCustomerKey",
  },
  {
    name: "confidential, guest state only",
    of200: 1,
    ...confidential,
    confidential: "VMGuestStateOnlyEncryptedWithPlatformKey",
  },
  { name: "ephemeral", of200: 5, osType: "Linux", sizes: "ephemeral", ...platform, disks: "ephemeral" },
  {
    name: "ephemeral, host",
    of200: 1,
    osType: "Linux",
    sizes: "ephemeral",
    ...platform,
    disks: "ephemeral",
    encryptionAtHost: true,
  },
  { name: "unmanaged", of200: 1, ...either, ...platform, disks: "unmanaged" },

  { name: "Windows, all", of200: 12, ...windows, diskEncryption: "windows-all" },
  { name: "Windows, OS", of200: 2, ...windows, diskEncryption: "windows-os" },
  { name: "Windows, deallocated", of200: 2, ...windows, diskEncryption: "windows-deallocated" },
  { name: "Windows, failed", of200: 2, ...windows, diskEncryption: "windows-failed" },
  { name: "Windows, refused", of200: 1, ...windows, diskEncryption: "windows-refused" },
  { name: "Windows, extension gone", of200: 1, ...windows, diskEncryption: "windows-extension-gone" },
  { name: "Windows, switched off", of200: 2, ...windows, diskEncryption: "windows-switched-off" },
  { name: "Linux, all", of200: 5, ...linux, diskEncryption: "linux-all" },
  { name: "Linux, data", of200: 3, ...linux, diskEncryption: "linux-data" },
  { name: "Linux, formatted", of200: 1, ...linux, diskEncryption: "linux-formatted" },
  { name: "Linux, at work", of200: 2, ...linux, diskEncryption: "linux-in-progress" },
  { name: "Linux, restart pending", of200: 1, ...linux, diskEncryption: "linux-restart-pending" },
  { name: "Linux, just stamped", of200: 1, ...linux, diskEncryption: "linux-just-stamped" },
  { name: "Linux, failed", of200: 1, ...linux, diskEncryption: "linux-failed" },
  { name: "Linux, deallocated", of200: 1, ...linux, diskEncryption: "linux-deallocated" },
  { name: "Linux, extension gone", of200: 1, ...linux, diskEncryption: "linux-extension-gone" },
  { name: "Linux, decrypting", of200: 1, ...linux, diskEncryption: "linux-decrypting" },
  { name: "Linux, switched off", of200: 2, ...linux, diskEncryption: "linux-switched-off" },
];

/** What lies beside the VMs, of each 200. */
export type ExtraName =
  | "left-os-disk"
  | "left-data-disk"
  | "left-encrypted-os-disk"
  | "left-once-encrypted-disk"
  | "left-customer-key-disk"
  | "disk-being-exported"
  | "disk-to-be-uploaded"
  | "snapshot"
  | "incremental-snapshot"
  | "snapshot-of-nothing"
  | "image"
  | "monitoring-agent";

/** No more than one of them comes with a VM. */
export const extrasOf200: readonly (readonly [name: ExtraName, of200: number])[] = [
  ["left-os-disk", 4],
  ["left-data-disk", 5],
  ["left-encrypted-os-disk", 2],
  ["left-once-encrypted-disk", 1],
  ["left-customer-key-disk", 3],
  ["disk-being-exported", 1],
  ["disk-to-be-uploaded", 1],
  ["snapshot", 10],
  ["incremental-snapshot", 4],
  ["snapshot-of-nothing", 2],
  ["image", 2],
  // The extension of a VM that has nothing to do with encryption.
  ["monitoring-agent", 120],
];

export interface SizeShare extends Shared {
  /** Of `data/vm-sizes.json`. */
  readonly vmSize: string;
}

const sizes = (shares: Readonly<Record<string, number>>): readonly SizeShare[] =>
  Object.entries(shares).map(([name, share]) => ({ vmSize: `Standard_${name}`, share }));

/** What a size has to go with. */
export type SizeShareName = "any" | "disk-encryption" | "host" | "confidential" | "ephemeral";

/** Sizes by what has to go with them. */
export const sizeShares: Readonly<Record<SizeShareName, readonly SizeShare[]>> = {
  any: sizes({
    D2s_v5: 18,
    D4s_v5: 14,
    D8s_v5: 4,
    D2ds_v5: 6,
    D4ds_v5: 5,
    E4ds_v5: 5,
    D2s_v3: 10,
    D4s_v3: 6,
    B2ms: 8,
    B2s: 6,
    B1ms: 2,
    F2s_v2: 3,
    F4s_v2: 3,
    DS2_v2: 3,
    D2s_v6: 3,
    D2as_v6: 2,
    E4d_v5: 1,
    D2_v2: 1,
    L8s_v2: 1,
    A2_v2: 1,
  }),
  // At least 8 GB of memory, no Basic, A and L series, nothing from version 6 on.
  "disk-encryption": sizes({
    D2s_v3: 25,
    D4s_v3: 20,
    D2s_v5: 15,
    D4s_v5: 15,
    D4ds_v5: 5,
    E4ds_v5: 10,
    B2ms: 5,
    F4s_v2: 5,
  }),
  host: sizes({
    D2s_v5: 25,
    D4s_v5: 20,
    D2ds_v5: 10,
    D4ds_v5: 10,
    E4ds_v5: 10,
    D2s_v3: 10,
    D2s_v6: 10,
    F4s_v2: 5,
  }),
  confidential: sizes({ DC2as_v5: 1 }),
  ephemeral: sizes({ D4s_v3: 3, DS2_v2: 2, D2ds_v5: 4, D4ds_v5: 3 }),
};

export interface ImageShare extends Shared {
  /** Publisher, offer and SKU, of `data/virtual-machine-images.json`. */
  readonly image: readonly [publisher: string, offer: string, sku: string];
}

const windowsServer = (sku: string, share: number): ImageShare => ({
  image: ["MicrosoftWindowsServer", "WindowsServer", sku],
  share,
});
const ubuntu22 = "0001-com-ubuntu-server-jammy";

/** Marketplace images, all of which Azure Disk Encryption takes. */
export const imageShares: Readonly<
  Record<"Windows" | "Linux", Readonly<Record<"V1" | "V2", readonly ImageShare[]>>>
> = {
  Windows: {
    V1: [
      windowsServer("2016-Datacenter", 10),
      windowsServer("2019-Datacenter", 40),
      windowsServer("2022-datacenter", 50),
    ],
    V2: [
      windowsServer("2019-datacenter-gensecond", 25),
      windowsServer("2022-datacenter-g2", 60),
      windowsServer("2025-datacenter-g2", 15),
    ],
  },
  Linux: {
    V1: [
      { image: ["Canonical", ubuntu22, "22_04-lts"], share: 50 },
      { image: ["RedHat", "RHEL", "8_8"], share: 30 },
      { image: ["RedHat", "RHEL", "9_4"], share: 20 },
    ],
    V2: [
      { image: ["Canonical", ubuntu22, "22_04-lts-gen2"], share: 45 },
      { image: ["Canonical", "ubuntu-24_04-lts", "server"], share: 25 },
      { image: ["RedHat", "RHEL", "94_gen2"], share: 30 },
    ],
  },
};

/** Shares in percent. */
export const percent = {
  /** Of the VMs that may be either. */
  windows: 55,
  /** Of the VMs whose size has both generations. */
  secondGeneration: 60,
  /** Of the VMs of generation 2 that are not confidential. */
  trustedLaunch: 50,
  /** Ids with the resource group in upper case, as Azure gives some of them: of VMs, of the VM that a disk names, of the disk that a VM names. */
  upperCaseVirtualMachineId: 12,
  upperCaseManagedBy: 40,
  upperCaseDiskId: 10,
  /** Of the vault's key encryption keys in use, where Azure Disk Encryption is on. */
  keyEncryptionKey: 70,
  /** Resource groups outside of their subscription's first region. */
  secondRegion: 30,
  /** Resource groups without tags, and those whose tags begin with a capital letter. */
  untagged: 10,
  capitalTags: 10,
} as const;

export const powerStateShares = [
  { powerState: "running", share: 82 },
  { powerState: "stopped", share: 4 },
  { powerState: "deallocated", share: 14 },
] as const;

export const dataDiskSizeShares = [
  { diskSizeGB: 32, share: 20 },
  { diskSizeGB: 64, share: 20 },
  { diskSizeGB: 128, share: 25 },
  { diskSizeGB: 256, share: 15 },
  { diskSizeGB: 512, share: 12 },
  { diskSizeGB: 1024, share: 8 },
] as const;

/** Of data disks; sizes without Premium storage have standard disks alone. */
export const dataDiskSkuShares = [
  { sku: "Premium_LRS", share: 60 },
  { sku: "StandardSSD_LRS", share: 30 },
  { sku: "Standard_LRS", share: 6 },
  { sku: "PremiumV2_LRS", share: 4 },
] as const;

export const regionShares = [
  { location: "westeurope", code: "weu", share: 35 },
  { location: "northeurope", code: "neu", share: 20 },
  { location: "swedencentral", code: "sdc", share: 15 },
  { location: "germanywestcentral", code: "gwc", share: 15 },
  { location: "eastus2", code: "eus2", share: 15 },
] as const;

/** What a resource group is for, and its tags. */
export const workloadShares = [
  { workload: "web", environment: "production", costCenter: "CC-1204", share: 20 },
  { workload: "app", environment: "production", costCenter: "CC-1310", share: 20 },
  { workload: "sql", environment: "production", costCenter: "CC-1422", share: 12 },
  { workload: "sap", environment: "production", costCenter: "CC-2001", share: 8 },
  { workload: "avd", environment: "production", costCenter: "CC-3107", share: 10 },
  { workload: "dev", environment: "development", costCenter: "CC-9001", share: 15 },
  { workload: "test", environment: "test", costCenter: "CC-9002", share: 15 },
] as const;

/** How many VMs the resource groups of a subscription hold, one after the other and then again from the first. */
export const virtualMachinesInGroups: readonly number[] = [24, 96, 8, 60, 40, 172];
