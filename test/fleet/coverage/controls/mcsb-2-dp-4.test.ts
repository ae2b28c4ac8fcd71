import { mcsb2Dp4 } from "../../../../lib/fleet/coverage/controls/mcsb-2-dp-4";
import { aVirtualMachine } from "./facts";
import { evaluates } from "./evaluates";

const atHost = { encryptionAtHost: "yes" } as const;

describe("mcsb-2-dp-4", () => {
  evaluates(mcsb2Dp4, [
    ["encryption at host and disks that name no set", aVirtualMachine(atHost), "compliant"],
    [
      "encryption at host and disks with both keys",
      aVirtualMachine({ ...atHost, doubleEncryption: "compliant" }),
      "compliant",
    ],
    [
      "encryption at host and a disk with a customer's key alone",
      aVirtualMachine({ ...atHost, doubleEncryption: "non-compliant" }),
      "non-compliant",
    ],
    ["disks with both keys alone", aVirtualMachine({ doubleEncryption: "compliant" }), "non-compliant"],
    [
      "encryption at host and a set that was not read",
      aVirtualMachine({ ...atHost, doubleEncryption: "unknown" }),
      "unknown",
    ],
    [
      "Azure Disk Encryption, which one of the four does not count",
      aVirtualMachine({ azureDiskEncryption: "yes" }),
      "non-compliant",
    ],
  ]);
});
