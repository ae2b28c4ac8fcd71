import type { JsonObject } from "../json";

/** The first part of a disk's sku name, as `sku.tier` answers it: `Premium` for `Premium_LRS`. */
export function skuTier(sku: string): string {
  const tiers: Readonly<Record<string, string>> = { UltraSSD_LRS: "Ultra", StandardSSD_LRS: "Standard" };
  return tiers[sku] ?? sku.replace(/_.*$/, "");
}

/** Upper size in GB, IOPS and MB/s of each Premium SSD tier: Azure documentation, "Azure managed disk types". */
const premiumTiers: readonly (readonly [
  name: string,
  sizeInGB: number,
  iops: number,
  megabytesPerSecond: number,
])[] = [
  ["P1", 4, 120, 25],
  ["P2", 8, 120, 25],
  ["P3", 16, 120, 25],
  ["P4", 32, 120, 25],
  ["P6", 64, 240, 50],
  ["P10", 128, 500, 100],
  ["P15", 256, 1100, 125],
  ["P20", 512, 2300, 150],
  ["P30", 1024, 5000, 200],
  ["P40", 2048, 7500, 250],
  ["P50", 4096, 7500, 250],
  ["P60", 8192, 16000, 500],
  ["P70", 16384, 18000, 750],
  ["P80", 32767, 20000, 900],
];

/**
 * `creationData` of a disk that is made empty: ultra disks and Premium SSD v2 have sectors of 4096 bytes unless 512 was asked for.
 * DiskRP 2025-01-02, `creationData.logicalSectorSize`.
 */
export function emptyCreationData(sku: string): JsonObject {
  const hasSectorSize = sku === "UltraSSD_LRS" || sku === "PremiumV2_LRS";
  return { createOption: "Empty", ...(hasSectorSize ? { logicalSectorSize: 4096 } : {}) };
}

/** `diskIOPSReadWrite`, `diskMBpsReadWrite` and `tier`, as the recordings have them for the same sku and size. */
export function diskPerformance(sku: string, diskSizeGB: number): JsonObject {
  switch (sku) {
    case "Premium_LRS": {
      const [tier, , iops, megabytesPerSecond] = premiumTiers.find(([, size]) => diskSizeGB <= size) ?? [];
      return { diskIOPSReadWrite: iops, diskMBpsReadWrite: megabytesPerSecond, tier };
    }
    case "UltraSSD_LRS":
      return {
        diskIOPSReadWrite: 500,
        diskMBpsReadWrite: 8,
        readOnly: false,
        diskIOPSReadOnly: 500,
        diskMBpsReadOnly: 8,
      };
    case "PremiumV2_LRS":
      return { diskIOPSReadWrite: 3000, diskMBpsReadWrite: 125 };
    default:
      return { diskIOPSReadWrite: 500, diskMBpsReadWrite: 60 };
  }
}
