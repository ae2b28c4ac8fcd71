import assert from "node:assert/strict";

import { dataVolumes } from "../../../lib/disk-encryption/checks/data-volumes";
import { aLinuxExtension, aLinuxGuest, aLinuxVirtualMachine, facts } from "../../builders";
import { dataAt, describeLinuxGuestCheck, root, verdictOn } from "./linux-volumes.cases";

describe("data-volumes", () => {
  describeLinuxGuestCheck(dataVolumes, "OS");

  for (const volumeType of ["Data", "All"] as const) {
    it(`fails for ${volumeType} where no data volume is mounted, and says what to do`, () => {
      const verdict = verdictOn(dataVolumes, { volumes: [root] }, volumeType);
      assert.ok(verdict.outcome === "fail");
      assert.match(verdict.fix, /mount/);
    });
  }

  it("fails where one of several data disks has nothing mounted, and names it", () => {
    const verdict = verdictOn(dataVolumes, { unmountedDisks: ["sdd"] });
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /sdd/);
  });

  it("passes for All of a VM without data disks", () => {
    const virtualMachine = aLinuxVirtualMachine({ dataDisks: [] });
    const known = facts({ virtualMachine, guest: aLinuxGuest({ volumes: [root] }) });
    assert.equal(dataVolumes(known, "current").outcome, "pass");
  });

  it("counts a volume that Azure Disk Encryption encrypted as mounted", () => {
    const virtualMachine = aLinuxVirtualMachine({ extensions: [aLinuxExtension({})] });
    const guest = aLinuxGuest({ volumes: [root, dataAt("/data", { state: "encrypted" })] });
    assert.equal(dataVolumes(facts({ virtualMachine, guest }), "current").outcome, "pass");
  });

  it("is unknown for a volume that somebody else encrypted: no document says what the extension makes of it", () => {
    const verdict = verdictOn(dataVolumes, { volumes: [root, dataAt("/data", { state: "encrypted" })] });
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /who encrypted \/data/);
  });

  it("fails where a partition beside a mounted one is not mounted, and names it", () => {
    const verdict = verdictOn(dataVolumes, { unmountedDevices: ["sdc2"] });
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /sdc2/);
  });

  for (const [what, dataDisks] of [
    ["fewer", []],
    ["more", ["sdc", "sdd"]],
  ] as const) {
    it(`is unknown where the guest shows ${what} data disks than the VM has`, () => {
      const verdict = verdictOn(dataVolumes, { dataDisks });
      assert.ok(verdict.outcome === "unknown");
      assert.match(verdict.missing, new RegExp(`it has 1, and its guest shows ${dataDisks.length}`));
    });
  }
});
