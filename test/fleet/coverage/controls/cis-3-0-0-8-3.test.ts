import { cis300Section83 } from "../../../../lib/fleet/coverage/controls/cis-3-0-0-8-3";
import { aDisk, customerKeyDisk, doubleDisk, unattachedDisk, unmanagedDisk } from "./facts";
import { evaluates } from "./evaluates";

describe("cis-3-0-0-8-3", () => {
  evaluates(cis300Section83, [
    ["a disk with the platform's key", aDisk(), "non-compliant"],
    ["a disk with a customer's key", aDisk(customerKeyDisk), "compliant"],
    ["a disk with both keys", aDisk(doubleDisk), "compliant"],
    ["Azure Disk Encryption", aDisk({ azureDiskEncryption: "yes", adeStamp: "on" }), "compliant"],
    ["a stamp that did not come true", aDisk({ azureDiskEncryption: "no", adeStamp: "on" }), "non-compliant"],
    ["an unknown state of Azure Disk Encryption", aDisk({ azureDiskEncryption: "unknown" }), "unknown"],
    [
      "a customer's key, whatever is unknown of Azure Disk Encryption",
      aDisk({ ...customerKeyDisk, azureDiskEncryption: "unknown" }),
      "compliant",
    ],
    [
      "a confidential disk, of which the key is not told",
      aDisk({ role: "os", serverSide: "confidential" }),
      "unknown",
    ],
    ["an unmanaged disk", aDisk(unmanagedDisk), "non-compliant"],
    ["an unattached disk", aDisk(unattachedDisk), "not-applicable"],
    ["a temporary disk", aDisk({ role: "temporary", managed: "no" }), "not-applicable"],
  ]);
});
