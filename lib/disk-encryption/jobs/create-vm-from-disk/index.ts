/** A VM from an OS disk that is there. */
export { observeVirtualMachineFromDisk as observe } from "./observe";
export { planVirtualMachineFromDisk as plan } from "./plan";
