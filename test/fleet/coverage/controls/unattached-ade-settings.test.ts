import { unattachedAdeSettings } from "../../../../lib/fleet/coverage/controls/unattached-ade-settings";
import { aDisk, customerKeyDisk, unattachedDisk, unmanagedDisk } from "./facts";
import { evaluates } from "./evaluates";

describe("unattached-ade-settings", () => {
  evaluates(unattachedAdeSettings, [
    ["an unattached disk with the settings on", aDisk({ ...unattachedDisk, adeStamp: "on" }), "compliant"],
    [
      "an unattached disk with the settings switched off",
      aDisk({ ...unattachedDisk, adeStamp: "off" }),
      "non-compliant",
    ],
    [
      "an unattached disk with a customer's key",
      aDisk({ ...unattachedDisk, ...customerKeyDisk }),
      "non-compliant",
    ],
    ["an attached disk", aDisk(), "not-applicable"],
    [
      "a disk that is to be uploaded",
      aDisk({ role: "unattached", diskState: "ReadyToUpload" }),
      "not-applicable",
    ],
    ["a disk of which the state was not told", aDisk({ diskState: "unknown" }), "unknown"],
    [
      "an unattached disk of which the settings were not told",
      aDisk({ ...unattachedDisk, adeStamp: undefined }),
      "unknown",
    ],
    ["an unmanaged disk", aDisk(unmanagedDisk), "not-applicable"],
  ]);
});
