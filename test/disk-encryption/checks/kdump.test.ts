import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import { kdump } from "../../../lib/disk-encryption/checks/kdump";
import { aLinuxVolume } from "../../builders";
import { describeLinuxGuestCheck, verdictOn } from "./linux-volumes.cases";

describe("kdump", () => {
  describeLinuxGuestCheck(kdump);

  for (const [volumeType, expected] of [
    ["OS", "fail"],
    ["All", "fail"],
    ["Data", "unknown"],
  ] as const) {
    it(`comes to ${expected} for ${volumeType} where a crash kernel is loaded`, () => {
      assert.equal(
        verdictOn(kdump, { crashKernelLoaded: known(true, "a test") }, volumeType).outcome,
        expected,
      );
    });
  }

  it("asks nothing more once the OS volume is encrypted", () => {
    const guest = {
      crashKernelLoaded: known(true, "a test"),
      volumes: [aLinuxVolume({ state: "encrypted" })],
    };
    assert.equal(verdictOn(kdump, guest, "All").outcome, "pass");
  });

  it("is unknown where the probe could not read it", () => {
    assert.equal(verdictOn(kdump, { crashKernelLoaded: missing("permission denied") }).outcome, "unknown");
  });
});
