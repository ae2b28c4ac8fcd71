import assert from "node:assert/strict";

import { fileSystems } from "../../../lib/disk-encryption/checks/file-systems";
import { aLinuxGuest, aLinuxVirtualMachine, aLinuxVolume, facts } from "../../builders";
import { dataAt, describeLinuxGuestCheck, root, verdictOn } from "./linux-volumes.cases";

describe("file-systems", () => {
  describeLinuxGuestCheck(fileSystems, "OS");

  for (const [fileSystem, expected] of [
    ["ext2", "pass"],
    ["ext3", "pass"],
    ["ext4", "pass"],
    ["xfs", "fail"],
    ["btrfs", "fail"],
    ["zfs", "fail"],
    ["ntfs", "fail"],
    [undefined, "unknown"],
  ] as const) {
    it(`comes to ${expected} for a data volume of ${fileSystem ?? "a file system that the probe did not see"}`, () => {
      const volumes = [root, dataAt("/data", { fileSystem })];
      assert.equal(verdictOn(fileSystems, { volumes }).outcome, expected);
    });
  }

  it("offers EncryptFormatAll where that takes the file system, and says that the data is lost", () => {
    const fixOf = (fileSystem: string): string => {
      const verdict = verdictOn(fileSystems, { volumes: [root, dataAt("/data", { fileSystem })] });
      return verdict.outcome === "fail" ? verdict.fix : "";
    };
    assert.match(fixOf("xfs"), /EncryptFormatAll.*lost/);
    assert.doesNotMatch(fixOf("zfs"), /EncryptFormatAll/);
  });

  for (const [fileSystem, expected] of [
    ["xfs", "pass"],
    ["ext4", "pass"],
    ["zfs", "fail"],
  ] as const) {
    it(`comes to ${expected} for a data volume of ${fileSystem} that is to be formatted`, () => {
      const guest = aLinuxGuest({ volumes: [root, dataAt("/data", { fileSystem })] });
      const known = facts({ virtualMachine: aLinuxVirtualMachine(), guest, volumeType: "Data" });
      assert.equal(fileSystems({ ...known, formatsDataVolumes: true }, "current").outcome, expected);
    });
  }

  it("does not mind an XFS OS volume, nor a data volume that is encrypted already", () => {
    const volumes = [
      aLinuxVolume({ fileSystem: "xfs" }),
      dataAt("/data", { fileSystem: "xfs", state: "encrypted" }),
    ];
    assert.equal(verdictOn(fileSystems, { volumes }).outcome, "pass");
  });
});
