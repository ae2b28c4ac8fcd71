import { managedDisks } from "../../../../lib/fleet/coverage/controls/managed-disks";
import { aDisk, unattachedDisk, unmanagedDisk } from "./facts";
import { evaluates } from "./evaluates";

describe("managed-disks", () => {
  evaluates(managedDisks, [
    ["a managed OS disk", aDisk({ role: "os" }), "compliant"],
    ["an unmanaged OS disk", aDisk({ ...unmanagedDisk, role: "os" }), "non-compliant"],
    ["an unmanaged data disk, which it does not look at", aDisk(unmanagedDisk), "not-applicable"],
    ["an unattached disk", aDisk(unattachedDisk), "not-applicable"],
    ["an OS disk of which it was not told", aDisk({ role: "os", managed: "unknown" }), "unknown"],
  ]);
});
