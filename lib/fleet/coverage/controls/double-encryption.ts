import type { DiskControl } from "./control";

/**
 * "Managed disks should be double encrypted with both platform-managed and customer-managed keys", policy ca91455f-eace-4f96-be59-e6e2c35b4816. It
 * looks at disk encryption sets and not at disks: here the disk's set is evaluated, by the type that it gave the disk, and a disk without a set is
 * not looked at.
 */
export const doubleEncryption: DiskControl = ({ managed, hasSet, hasConfidentialSet, serverSide }) => {
  const sets = [hasSet, hasConfidentialSet];
  const hasNone = sets.every((told) => told === "no");
  if (managed === "no" || hasNone) return "not-applicable";
  if (managed === "unknown" || !sets.includes("yes")) return "unknown";
  switch (serverSide) {
    case "platform-and-customer-key":
      return "compliant";
    // A set for confidential disks is of a type of its own.
    case "customer-key":
    case "confidential":
      return "non-compliant";
    case "platform-key":
    case "local-encryption":
    case "none":
    case "unknown":
      return "unknown";
  }
};
