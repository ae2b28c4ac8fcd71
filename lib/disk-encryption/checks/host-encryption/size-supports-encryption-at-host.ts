import type { Check } from "../check";
import { fail, MODULE_STATES_NO_RULE, pass, whenKnown } from "../verdict";
import type { EncryptionAtHostFacts } from "./facts";

/**
 * The VM's size has the capability `EncryptionAtHostSupported` in its region. The module does not know encryption at host.
 *
 * @see "Enable end-to-end encryption using encryption at host", Supported VM sizes, 2024-10-22
 */
export const sizeSupportsEncryptionAtHost: Check<EncryptionAtHostFacts> = (
  { virtualMachine: vm, size },
  edition,
) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenKnown(
        size,
        `whether size ${vm.vmSize} supports encryption at host`,
        `See that the subscription may read Microsoft.Compute/skus, and that ${vm.location} offers the size.`,
        ({ name, encryptionAtHostSupported }) =>
          encryptionAtHostSupported
            ? pass(`Size ${name} supports encryption at host.`)
            : fail(
                `Size ${name} does not support encryption at host.`,
                "Resize the VM to a size that does, such as Standard_D2s_v5.",
              ),
      );
