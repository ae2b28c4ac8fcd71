import { askedFor, type DiskControl } from "./control";

/**
 * "Audit VMs that do not use managed disks", policy 06a78e20-9358-41c9-923c-fb736d382a4d: whether a VM's OS disk is a blob. Data disks are not looked
 * at; what it says of the VM stands at its OS disk.
 */
export const managedDisks: DiskControl = ({ role, managed }) =>
  role === "os" ? askedFor(managed) : "not-applicable";
