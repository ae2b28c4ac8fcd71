import { cis200Section72 } from "../../../../lib/fleet/coverage/controls/cis-2-0-0-7-2";
import { aDisk, unattachedDisk, unmanagedDisk } from "./facts";
import { evaluates } from "./evaluates";

describe("cis-2-0-0-7-2", () => {
  evaluates(cis200Section72, [
    ["a managed data disk", aDisk(), "compliant"],
    ["an unmanaged data disk, which the policy passes over", aDisk(unmanagedDisk), "non-compliant"],
    ["an unmanaged OS disk", aDisk({ ...unmanagedDisk, role: "os" }), "non-compliant"],
    ["a temporary disk", aDisk({ role: "temporary", managed: "no" }), "not-applicable"],
    ["an unattached disk", aDisk(unattachedDisk), "not-applicable"],
    ["a disk of which it was not told", aDisk({ managed: "unknown" }), "unknown"],
  ]);
});
