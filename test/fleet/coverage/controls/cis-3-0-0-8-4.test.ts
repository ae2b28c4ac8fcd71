import { cis300Section84 } from "../../../../lib/fleet/coverage/controls/cis-3-0-0-8-4";
import { aDisk, customerKeyDisk, doubleDisk, unattachedDisk } from "./facts";
import { evaluates } from "./evaluates";

describe("cis-3-0-0-8-4", () => {
  evaluates(cis300Section84, [
    ["an unattached disk with the platform's key", aDisk(unattachedDisk), "non-compliant"],
    [
      "an unattached disk with a customer's key",
      aDisk({ ...unattachedDisk, ...customerKeyDisk }),
      "compliant",
    ],
    ["an unattached disk with both keys", aDisk({ ...unattachedDisk, ...doubleDisk }), "compliant"],
    [
      "an unattached disk with Azure Disk Encryption",
      aDisk({ ...unattachedDisk, azureDiskEncryption: "yes", adeStamp: "on" }),
      "non-compliant",
    ],
    [
      "an unattached disk of which the encryption was not told",
      aDisk({ ...unattachedDisk, serverSide: "unknown" }),
      "unknown",
    ],
    ["an attached disk", aDisk(), "not-applicable"],
  ]);
});
