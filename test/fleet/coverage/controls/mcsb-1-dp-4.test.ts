import { mcsb1Dp4 } from "../../../../lib/fleet/coverage/controls/mcsb-1-dp-4";
import { aLinuxVirtualMachine, aVirtualMachine } from "./facts";
import { evaluates } from "./evaluates";

describe("mcsb-1-dp-4", () => {
  evaluates(mcsb1Dp4, [
    ["encryption at host", aVirtualMachine({ encryptionAtHost: "yes" }), "compliant"],
    [
      "Azure Disk Encryption, which one of the three policies does not count",
      aLinuxVirtualMachine({ azureDiskEncryption: "yes" }),
      "non-compliant",
    ],
    ["neither", aVirtualMachine(), "non-compliant"],
    ["an unknown encryption at host", aVirtualMachine({ encryptionAtHost: "unknown" }), "unknown"],
  ]);
});
