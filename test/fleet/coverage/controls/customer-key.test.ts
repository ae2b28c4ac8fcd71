import { customerKey } from "../../../../lib/fleet/coverage/controls/customer-key";
import { aDisk, confidentialDisk, customerKeyDisk, doubleDisk, unattachedDisk, unmanagedDisk } from "./facts";
import { evaluates } from "./evaluates";

describe("customer-key", () => {
  evaluates(customerKey, [
    ["a disk with the platform's key", aDisk(), "non-compliant"],
    ["a disk with a set", aDisk(customerKeyDisk), "compliant"],
    ["a disk with a set for both keys", aDisk(doubleDisk), "compliant"],
    [
      "Azure Disk Encryption, which it does not count",
      aDisk({ azureDiskEncryption: "yes", adeStamp: "on" }),
      "non-compliant",
    ],
    ["an unattached disk with a set", aDisk({ ...customerKeyDisk, ...unattachedDisk }), "compliant"],
    [
      "a confidential disk, whose security profile names a set and whose encryption settings don't",
      aDisk(confidentialDisk),
      "non-compliant",
    ],
    ["an unmanaged disk", aDisk(unmanagedDisk), "non-compliant"],
    ["a temporary disk", aDisk({ role: "temporary", managed: "no" }), "not-applicable"],
    ["a disk of which no set was told", aDisk({ hasSet: "unknown" }), "unknown"],
    ["a disk that may be unmanaged", aDisk({ managed: "unknown" }), "unknown"],
  ]);
});
