import assert from "node:assert/strict";

import { nestedMounts } from "../../../lib/disk-encryption/checks/nested-mounts";
import { dataAt, describeLinuxGuestCheck, root, verdictOn } from "./linux-volumes.cases";

const temporary = { ...root, mountPoint: "/mnt", role: "temporary" } as const;
const osVolumeAt = (mountPoint: string) => ({ ...root, mountPoint });

describe("nested-mounts", () => {
  describeLinuxGuestCheck(nestedMounts);

  for (const [what, volumes, expected] of [
    ["side by side", [root, dataAt("/data1"), dataAt("/data2")], "pass"],
    ["with names that begin alike", [root, dataAt("/data"), dataAt("/data2")], "pass"],
    ["one below the other", [root, dataAt("/data"), dataAt("/data/archive")], "fail"],
    ["below the temporary disk", [root, temporary, dataAt("/mnt/data")], "fail"],
    ["below /mnt, where nothing is mounted", [root, dataAt("/mnt/data")], "unknown"],
    ["at /mnt, where Azure mounts the temporary disk", [root, dataAt("/mnt")], "unknown"],
    ["at a path that begins like /mnt", [root, dataAt("/mnt1")], "pass"],
    ["below a volume of the OS disk", [root, osVolumeAt("/var"), dataAt("/var/lib/mysql")], "fail"],
    ["over /var", [root, dataAt("/var")], "fail"],
    ["over /home", [root, dataAt("/home")], "fail"],
    ["over /opt", [root, dataAt("/opt")], "fail"],
    ["in a folder below /var", [root, dataAt("/var/lib/mysql")], "unknown"],
    ["at /srv", [root, dataAt("/srv")], "pass"],
    ["over /var, encrypted already", [root, dataAt("/var", { state: "encrypted" })], "pass"],
  ] as const) {
    it(`comes to ${expected} for data volumes ${what}`, () => {
      assert.equal(verdictOn(nestedMounts, { volumes }).outcome, expected);
    });
  }

  it("fails for a network share that is mounted below a data volume", () => {
    const networkShares = [{ mountPoint: "/data/share", fileSystem: "nfs4" }];
    assert.equal(verdictOn(nestedMounts, { networkShares }).outcome, "fail");
  });

  it("does not take the volumes of the OS disk for nested", () => {
    const volumes = [root, osVolumeAt("/var"), osVolumeAt("/var/log")];
    assert.equal(verdictOn(nestedMounts, { volumes }).outcome, "pass");
  });
});
