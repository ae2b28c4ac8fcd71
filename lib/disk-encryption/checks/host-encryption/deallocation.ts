import type { Check } from "../check";
import { ofVirtualMachine } from "../customer-key/deallocation";
import { MODULE_STATES_NO_RULE } from "../verdict";
import type { EncryptionAtHostFacts } from "./facts";

/**
 * Encryption at host is switched while the VM is deallocated; one that runs is deallocated by the plan, where it can be. The module does not
 * know encryption at host.
 *
 * @see "Server-side encryption of Azure managed disks", Encryption at host restrictions, 2023-11-02
 */
export const deallocation: Check<EncryptionAtHostFacts> = ({ virtualMachine }, edition) =>
  edition === "module" ? MODULE_STATES_NO_RULE : ofVirtualMachine(virtualMachine);
