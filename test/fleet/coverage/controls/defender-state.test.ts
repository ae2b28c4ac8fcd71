import { defenderState } from "../../../../lib/fleet/coverage/controls/defender-state";
import { aLinuxVirtualMachine, aVirtualMachine } from "./facts";
import { evaluates } from "./evaluates";

describe("defender-state", () => {
  evaluates(defenderState, [
    ["server-side encryption alone, whosever key", aVirtualMachine(), "non-compliant"],
    ["a Linux VM alike", aLinuxVirtualMachine(), "non-compliant"],
    ["Azure Disk Encryption", aVirtualMachine({ azureDiskEncryption: "yes" }), "compliant"],
    ["encryption at host", aVirtualMachine({ encryptionAtHost: "yes" }), "compliant"],
    [
      "a deallocated VM, even with encryption at host",
      aVirtualMachine({ deallocated: "yes", encryptionAtHost: "yes" }),
      "unknown",
    ],
    [
      "a VM of which it is not known whether it is deallocated",
      aVirtualMachine({ deallocated: "unknown" }),
      "unknown",
    ],
    [
      "a confidential VM, also where it is deallocated",
      aVirtualMachine({ securityType: "ConfidentialVM", deallocated: "yes" }),
      "not-applicable",
    ],
    ["a security type that was not told", aVirtualMachine({ securityType: undefined }), "unknown"],
  ]);
});
