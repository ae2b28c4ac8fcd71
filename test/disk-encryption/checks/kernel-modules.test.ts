import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import { requiredKernelModules } from "../../../lib/disk-encryption/nouns/guest";
import { kernelModules } from "../../../lib/disk-encryption/checks/kernel-modules";
import { aLinuxGuest } from "../../builders";
import { describeLinuxGuestCheck, verdictOn } from "./linux-volumes.cases";

describe("kernel-modules", () => {
  describeLinuxGuestCheck(kernelModules);

  for (const name of requiredKernelModules) {
    for (const [state, expected] of [
      ["blocked", "fail"],
      ["missing", "fail"],
      ["not read", "unknown"],
    ] as const) {
      it(`comes to ${expected} where ${name} is ${state}, and names it`, () => {
        const fact = state === "not read" ? missing<never>("no modprobe") : known(state, "a test");
        const verdict = verdictOn(kernelModules, {
          kernelModules: { ...aLinuxGuest().kernelModules, [name]: fact },
        });
        assert.equal(verdict.outcome, expected);
        assert.match(JSON.stringify(verdict), new RegExp(name));
      });
    }
  }
});
