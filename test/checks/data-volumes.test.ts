import assert from "node:assert/strict";

import { dataVolumes } from "../../lib/checks/data-volumes";
import { aLinuxGuest, aLinuxVirtualMachine, facts } from "../builders";
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

  it("counts an encrypted volume as mounted", () => {
    assert.equal(
      verdictOn(dataVolumes, { volumes: [root, dataAt("/data", { state: "encrypted" })] }).outcome,
      "pass",
    );
  });
});
