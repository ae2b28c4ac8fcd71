import { askedFor, type DiskControl } from "./control";

/**
 * "OS and data disks should be encrypted with a customer-managed key", policy 702dd420-7fcc-42c5-afe8-4026edd20fe0: whether a disk's
 * encryption settings name a disk encryption set. It takes no account of Azure Disk Encryption, nor of a set that a confidential disk's security
 * profile names, and unattached disks count as the others do. A VM's unmanaged disk names no set.
 */
export const customerKey: DiskControl = ({ role, managed, hasSet }) => {
  if (role === "temporary") return "not-applicable";
  return managed === "no" ? "non-compliant" : askedFor(managed === "yes" ? hasSet : "unknown");
};
