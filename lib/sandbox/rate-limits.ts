/**
 * The counters of the rate-limit headers.
 *
 * The names and full values are those of recorded answers of 2024 (Azure CLI test recordings, July and August 2024); a bucket refills
 * completely each minute of the sandbox's clock. The sandbox counts but does not refuse: no 429 comes from here.
 */
const capacities: Readonly<Record<string, number>> = {
  LowCostGetSubscriptionMaximum: 24000,
  LowCostGetResource: 36,
  HighCostGetSubscriptionMaximum: 900,
  UpdateVMSubscriptionMaximum: 1500,
  UpdateVMResource: 12,
  PutVMSubscriptionMaximum: 1500,
  PutVMResource: 12,
  DeleteVMSubscriptionMaximum: 1500,
  DeleteVMResource: 12,
  GetOperationSubscriptionMaximum: 15000,
  GetOperationResource: 45,
  LowCostGet3Min: 15000,
  LowCostGet30Min: 120000,
  HighCostGet3Min: 240,
  HighCostGet30Min: 1200,
  CreateUpdateDisks3Min: 3000,
  CreateUpdateDisks30Min: 24000,
  DeleteDisks3Min: 3000,
  DeleteDisks30Min: 24000,
  HighCostDiskHydrate3Min: 1000,
  HighCostDiskHydrate30Min: 8000,
  HighCostSnapshotCreateHydrate3Min: 1000,
  HighCostSnapshotCreateHydrate30Min: 8000,
  CreateUpdateHighCostDiskEncryptionSet3Min: 100,
  CreateUpdateHighCostDiskEncryptionSet30Min: 300,
  HighCostDiskEncryptionSet3Min: 100,
  HighCostDiskEncryptionSet30Min: 300,
  GetImagesSubscriptionMaximum: 360,
  CreateImagesSubscriptionMaximum: 60,
  GetOperation3Min: 50000,
  GetOperation30Min: 400000,
  reads: 250,
  writes: 200,
  deletes: 200,
  "global-reads": 3750,
  "global-writes": 3000,
  "global-deletes": 3000,
};

/** Counts requests and answers what is left. */
export interface RateLimits {
  /** What is left of a bucket after this request; `key` is the subscription or the resource that the bucket belongs to. */
  take(bucket: string, key: string, now: Date): number;
}

/** Makes the counters of one sandbox. */
export function createRateLimits(): RateLimits {
  const used = new Map<string, { minute: number; count: number }>();
  return {
    take: (bucket, key, now) => {
      const minute = Math.floor(now.getTime() / 60_000);
      const entry = used.get(`${bucket}/${key}`);
      const count = entry?.minute === minute ? entry.count + 1 : 1;
      used.set(`${bucket}/${key}`, { minute, count });
      return Math.max(0, (capacities[bucket] ?? 0) - count);
    },
  };
}
