import assert from "node:assert/strict";

import { volumeLayout } from "../../../lib/disk-encryption/checks/volume-layout";
import { aLinuxVolume } from "../../builders";
import { dataAt, describeLinuxGuestCheck, root, verdictOn, volumeOn } from "./linux-volumes.cases";

const lvm = { layers: ["lvm", "part", "disk"], disks: ["sda"] };
const lvmRoot = volumeOn({ ...lvm, device: "rootvg-rootlv" }, { mountPoint: "/", role: "os" });
const azureVolumes = ["rootlv", "usrlv", "varlv", "homelv", "tmplv"].map((name) => `rootvg-${name}`);

describe("volume-layout", () => {
  describeLinuxGuestCheck(volumeLayout);

  for (const [what, storage, expected] of [
    ["a partition", {}, "pass"],
    ["a whole disk", { layers: ["disk"] }, "pass"],
    ["a logical volume", { layers: ["lvm", "part", "disk"] }, "unknown"],
    ["a RAID", { layers: ["raid0", "part", "disk"], disks: ["sdc", "sdd"] }, "unknown"],
    ["multipath", { layers: ["mpath", "disk"] }, "unknown"],
    ["an NVMe disk", { disks: ["nvme0n1"] }, "fail"],
    ["an iSCSI disk", { transports: ["iscsi"] }, "unknown"],
    ["a linear md device", { device: "md0", layers: ["linear", "disk"] }, "unknown"],
    ["a disk of a storage network", { transports: ["fc"] }, "unknown"],
    ["bcache", { device: "bcache0", layers: ["disk"], disks: ["bcache0", "sdc"] }, "unknown"],
    ["VDO", { device: "vdo0", layers: ["vdo", "disk"] }, "unknown"],
    ["a mapped device of no known kind", { device: "x", layers: ["dm", "disk"] }, "unknown"],
    ["a Ceph block device", { device: "rbd0", layers: ["disk"], disks: ["rbd0"] }, "unknown"],
    ["a crypt device that encrypts nothing", { device: "c1", layers: ["crypt", "disk"] }, "unknown"],
  ] as const) {
    it(`comes to ${expected} for a data volume on ${what}`, () => {
      assert.equal(verdictOn(volumeLayout, { volumes: [root, volumeOn(storage)] }).outcome, expected);
    });

    it(`asks nothing of a data volume on ${what} where OS alone is asked for`, () => {
      assert.equal(verdictOn(volumeLayout, { volumes: [root, volumeOn(storage)] }, "OS").outcome, "pass");
    });
  }

  it("is unknown for a data volume of which the probe did not see what it lies on", () => {
    const volumes = [root, dataAt("/data", { storage: undefined })];
    assert.equal(verdictOn(volumeLayout, { volumes }).outcome, "unknown");
  });

  for (const fileSystem of ["gfs2", "ocfs2", "acfs"]) {
    it(`fails for a data volume of the cluster file system ${fileSystem}`, () => {
      assert.equal(
        verdictOn(volumeLayout, { volumes: [root, dataAt("/data", { fileSystem })] }).outcome,
        "fail",
      );
    });
  }

  it("is unknown for a mounted network share, except where OS alone is asked for", () => {
    const networkShares = [{ mountPoint: "/share", fileSystem: "nfs4" }];
    assert.deepEqual(
      [
        verdictOn(volumeLayout, { networkShares }, "Data").outcome,
        verdictOn(volumeLayout, { networkShares }, "OS").outcome,
      ],
      ["unknown", "pass"],
    );
  });

  for (const volumeType of ["OS", "Data", "All"] as const) {
    it(`fails for ${volumeType} where / was extended onto a data disk`, () => {
      const extended = volumeOn({ ...lvm, disks: ["sda", "sdc"] }, { mountPoint: "/", role: "os" });
      const verdict = verdictOn(
        volumeLayout,
        { volumes: [extended], logicalVolumes: azureVolumes },
        volumeType,
      );
      assert.ok(verdict.outcome === "fail");
      assert.match(verdict.evidence, /sda and sdc/);
    });
  }

  for (const [distribution, version, logicalVolumes, volumeType, expected] of [
    ["rhel", "7.9", azureVolumes, "OS", "pass"],
    ["rhel", "7.9", ["vg0-root"], "OS", "fail"],
    ["rhel", "7.9", ["vg0-root"], "Data", "pass"],
    ["rhel", "8.6", ["vg0-root"], "OS", "pass"],
    ["ubuntu", "22.04", ["vg0-root"], "OS", "fail"],
    ["ubuntu", "24.04", ["vg0-root"], "OS", "pass"],
    ["ol", "8.6", ["vg0-root"], "OS", "fail"],
  ] as const) {
    it(`comes to ${expected} for ${volumeType} of ${distribution} ${version} with the logical volumes ${logicalVolumes.join(", ")}`, () => {
      const guest = { distribution, distributionVersion: version, volumes: [lvmRoot], logicalVolumes };
      assert.equal(verdictOn(volumeLayout, guest, volumeType).outcome, expected);
    });
  }

  it("fails for an OS volume on a software RAID, and not where data volumes alone are asked for", () => {
    const volumes = [
      volumeOn({ layers: ["raid1", "part", "disk"], disks: ["sda"] }, { mountPoint: "/", role: "os" }),
    ];
    assert.deepEqual(
      [
        verdictOn(volumeLayout, { volumes }, "OS").outcome,
        verdictOn(volumeLayout, { volumes }, "Data").outcome,
      ],
      ["fail", "pass"],
    );
  });

  it("is unknown for an OS volume that somebody else encrypted", () => {
    const volumes = [aLinuxVolume({ state: "encrypted" })];
    assert.equal(verdictOn(volumeLayout, { volumes }, "OS").outcome, "unknown");
  });

  it("is unknown where the probe did not see what / lies on", () => {
    const volumes = [aLinuxVolume({ storage: undefined })];
    assert.equal(verdictOn(volumeLayout, { volumes }).outcome, "unknown");
  });
});
