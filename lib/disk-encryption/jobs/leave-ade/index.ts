/** From Azure Disk Encryption to encryption at host: the inventory, the new VM, and the old one removed. */
export { adeInventory as inventory } from "./inventory";
export { observeLeaveAde as observe } from "./observe";
export { planLeaveAde as plan } from "./plan";
export { planRemoveOldVirtualMachine } from "./remove";
export { verifyLeaveAde as verify } from "./verify";
