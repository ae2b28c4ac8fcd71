import { askedFor, type DiskControl } from "./control";

/**
 * CIS Microsoft Azure Foundations Benchmark 2.0.0, 7.2 "Ensure Virtual Machines are utilizing Managed Disks": by its text every OS and data disk of a
 * VM. Azure's initiative measures it by policy 06a78e20, which looks at OS disks alone (`managed-disks`).
 */
export const cis200Section72: DiskControl = ({ role, managed }) =>
  role === "os" || role === "data" ? askedFor(managed) : "not-applicable";
