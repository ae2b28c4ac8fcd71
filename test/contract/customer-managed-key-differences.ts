import type { ExplainedDifferences } from "./differences";

/** Differences in the sessions of customer-managed-key-replays.ts. */
export const customerManagedKeyDifferences: readonly ExplainedDifferences[] = [
  {
    reason:
      "The recorder of the Azure CLI strips this header; a recording of another client has it on a disk's PUT.",
    found: {
      "disk encryption set: PUT encrypted disk": ["ours only: header retry-after"],
      "changing a disk's encryption: PUT disk from an image": ["ours only: header retry-after"],
      "changing a disk's encryption: PUT disk, with a customer-managed key": [
        "ours only: header retry-after",
      ],
      "changing a disk's encryption: PUT disk, a copy with the platform key": [
        "ours only: header retry-after",
      ],
      "changing a disk's encryption: PUT disk, with the platform key": ["ours only: header retry-after"],
      "disk encryption set for confidential VMs: PUT confidential disk": ["ours only: header retry-after"],
    },
  },
  {
    reason:
      "In the region of this recording a change of a set counted in another bucket than in the other regions.",
    found: {
      "disk encryption set for confidential VMs: PUT set": [
        "recorded only: bucket Microsoft.Compute/HighCostDiskEncryptionSet3Min",
        "recorded only: bucket Microsoft.Compute/HighCostDiskEncryptionSet30Min",
        "ours only: bucket Microsoft.Compute/CreateUpdateHighCostDiskEncryptionSet3Min",
        "ours only: bucket Microsoft.Compute/CreateUpdateHighCostDiskEncryptionSet30Min",
      ],
    },
  },
  {
    reason: "The sandbox's images tell less of what their VMs are capable of.",
    found: {
      "changing a disk's encryption: operation of a disk from an image, over": [
        "recorded only: properties.output.properties.supportsHibernation (boolean)",
        "recorded only: properties.output.properties.supportedCapabilities.diskControllerTypes (string)",
        "recorded only: properties.output.properties.supportedCapabilities.acceleratedNetwork (boolean)",
      ],
    },
  },
];
