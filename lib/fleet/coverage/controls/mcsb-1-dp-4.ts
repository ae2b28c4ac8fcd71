import { strictest, type VirtualMachineControl } from "./control";
import { encryptionAtHost } from "./encryption-at-host";
import { linuxAdeOrEncryptionAtHost } from "./linux-ade-or-encryption-at-host";
import { windowsAdeOrEncryptionAtHost } from "./windows-ade-or-encryption-at-host";

/**
 * DP-4 of the Microsoft cloud security benchmark v1, as its initiative 1f3afdf9-d0c9-4c3d-847f-89da613e70a8 measures it: all three policies. So a
 * VM with Azure Disk Encryption does not comply, for one of the three asks for encryption at host.
 */
export const mcsb1Dp4: VirtualMachineControl = (facts) =>
  strictest(
    [windowsAdeOrEncryptionAtHost, linuxAdeOrEncryptionAtHost, encryptionAtHost].map((policy) =>
      policy(facts),
    ),
  );
