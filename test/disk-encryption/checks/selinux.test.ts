import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import { selinux } from "../../../lib/disk-encryption/checks/selinux";
import { aLinuxVolume } from "../../builders";
import { describeLinuxGuestCheck, verdictOn } from "./linux-volumes.cases";

describe("selinux", () => {
  describeLinuxGuestCheck(selinux, "Data");

  for (const [distribution, mode, expected] of [
    ["rhel", "enforcing", "fail"],
    ["centos", "enforcing", "fail"],
    ["ol", "enforcing", "fail"],
    ["rhel", "permissive", "pass"],
    ["rhel", "disabled", "pass"],
    ["ubuntu", "enforcing", "fail"],
  ] as const) {
    it(`comes to ${expected} where SELinux is ${mode} on ${distribution}`, () => {
      const guest = { distribution, selinux: known(mode, "a test") };
      assert.equal(verdictOn(selinux, guest, "OS").outcome, expected);
    });
  }

  it("asks nothing more once the OS volume is encrypted", () => {
    const guest = {
      selinux: known<"enforcing">("enforcing", "a test"),
      volumes: [aLinuxVolume({ state: "encrypted" })],
    } as const;
    assert.equal(verdictOn(selinux, guest, "All").outcome, "pass");
  });

  it("is unknown where the probe could not read it", () => {
    assert.equal(verdictOn(selinux, { selinux: missing("permission denied") }, "OS").outcome, "unknown");
  });
});
