import type { Check } from "../check";
import type { NewVirtualMachineDeployment } from "./facts";

/** Evaluates one requirement of a VM that is still to be made. Pure. */
export type NewVirtualMachineCheck = Check<NewVirtualMachineDeployment>;
