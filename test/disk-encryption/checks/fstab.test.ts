import assert from "node:assert/strict";

import { fstab } from "../../../lib/disk-encryption/checks/fstab";
import { dataAt, describeLinuxGuestCheck, root, verdictOn } from "./linux-volumes.cases";

const entry = (device: string, hasNofail = true, mountPoint = "/data") => ({ device, mountPoint, hasNofail });

describe("fstab", () => {
  describeLinuxGuestCheck(fstab, "OS");

  for (const [what, line, expected] of [
    ["its UUID and nofail", entry("UUID=uuid-of-sdc1"), "pass"],
    ["its UUID in quotes", entry('UUID="UUID-of-sdc1"'), "pass"],
    ["its label", entry("LABEL=data"), "pass"],
    ["a link that lasts", entry("/dev/disk/azure/scsi1/lun0-part1"), "pass"],
    ["the name of a logical volume", entry("/dev/datavg/datalv"), "pass"],
    ["a slash at the end of its mount point", entry("UUID=uuid-of-sdc1", true, "/data/"), "pass"],
    ["a device name", entry("/dev/sdc1"), "fail"],
    ["the UUID of another volume", entry("UUID=another"), "fail"],
    ["its UUID and without nofail", entry("UUID=uuid-of-sdc1", false), "fail"],
    ["another mount point", entry("UUID=uuid-of-sdc1", true, "/data2"), "fail"],
  ] as const) {
    it(`comes to ${expected} for a data volume that is listed with ${what}`, () => {
      assert.equal(verdictOn(fstab, { volumes: [root, dataAt("/data")], fstab: [line] }).outcome, expected);
    });
  }

  it("asks nothing of a data volume that is encrypted: the extension has its line", () => {
    const volumes = [root, dataAt("/data", { state: "encrypted" })];
    assert.equal(verdictOn(fstab, { volumes, fstab: [] }).outcome, "pass");
  });

  it("does not read the lines of the OS volume", () => {
    const volumes = [root];
    assert.equal(verdictOn(fstab, { volumes, fstab: [entry("/dev/sda1", false, "/")] }).outcome, "pass");
  });
});
