import { strictest, type VirtualMachineControl } from "./control";
import { mcsb1Dp4 } from "./mcsb-1-dp-4";

/**
 * DP-4 of the Microsoft cloud security benchmark v2 (preview), as its initiative e3ec7e09-768c-4b64-882c-fcada3772047 measures it: the three policies of
 * v1, and the one on double encryption, which looks at the sets of the VM's disks. So a VM whose disks have a customer's key alone does not comply,
 * and one whose disks name no set can.
 */
export const mcsb2Dp4: VirtualMachineControl = (facts) =>
  strictest([mcsb1Dp4(facts), facts.doubleEncryption]);
