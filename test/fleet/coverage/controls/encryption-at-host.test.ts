import { encryptionAtHost } from "../../../../lib/fleet/coverage/controls/encryption-at-host";
import { aVirtualMachine } from "./facts";
import { evaluates } from "./evaluates";

describe("encryption-at-host", () => {
  evaluates(encryptionAtHost, [
    ["a VM that has it", aVirtualMachine({ encryptionAtHost: "yes" }), "compliant"],
    ["a VM with Azure Disk Encryption", aVirtualMachine({ azureDiskEncryption: "yes" }), "non-compliant"],
    ["a confidential VM without it", aVirtualMachine({ securityType: "ConfidentialVM" }), "non-compliant"],
    ["a VM of which it was not told", aVirtualMachine({ encryptionAtHost: "unknown" }), "unknown"],
  ]);
});
