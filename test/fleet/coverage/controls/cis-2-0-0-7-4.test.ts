import { cis200Section74 } from "../../../../lib/fleet/coverage/controls/cis-2-0-0-7-4";
import { aDisk, customerKeyDisk, doubleDisk, unattachedDisk } from "./facts";
import { evaluates } from "./evaluates";

describe("cis-2-0-0-7-4", () => {
  evaluates(cis200Section74, [
    [
      "an unattached disk with a customer's key alone",
      aDisk({ ...unattachedDisk, ...customerKeyDisk }),
      "non-compliant",
    ],
    ["an unattached disk with both keys", aDisk({ ...unattachedDisk, ...doubleDisk }), "compliant"],
    [
      "an attached disk with a customer's key, though its title says unattached",
      aDisk(customerKeyDisk),
      "non-compliant",
    ],
    ["an unattached disk with the platform's key", aDisk(unattachedDisk), "not-applicable"],
  ]);
});
