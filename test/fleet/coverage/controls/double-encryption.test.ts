import { doubleEncryption } from "../../../../lib/fleet/coverage/controls/double-encryption";
import { aDisk, confidentialDisk, customerKeyDisk, doubleDisk, unmanagedDisk } from "./facts";
import { evaluates } from "./evaluates";

describe("double-encryption", () => {
  evaluates(doubleEncryption, [
    ["a disk whose set is for both keys", aDisk(doubleDisk), "compliant"],
    ["a disk whose set is for a customer's key alone", aDisk(customerKeyDisk), "non-compliant"],
    ["a confidential disk with a set", aDisk(confidentialDisk), "non-compliant"],
    ["a disk that may be confidential", aDisk({ hasConfidentialSet: "unknown" }), "unknown"],
    ["a disk without a set, which it does not look at", aDisk(), "not-applicable"],
    ["an unmanaged disk", aDisk({ ...unmanagedDisk, hasSet: "unknown" }), "not-applicable"],
    ["a set of a type that was not read", aDisk({ serverSide: "unknown", hasSet: "yes" }), "unknown"],
    ["a disk of which no set was told", aDisk({ hasSet: "unknown" }), "unknown"],
  ]);
});
