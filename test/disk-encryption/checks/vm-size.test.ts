import assert from "node:assert/strict";

import type { Edition, Verdict } from "../../../lib/disk-encryption/checks/finding";
import { vmSize } from "../../../lib/disk-encryption/checks/vm-size";
import { aLinuxVirtualMachine, aSize, aVirtualMachine, facts, notRead } from "../../builders";

const outcome = (family: string, edition: Edition): Verdict["outcome"] =>
  vmSize(facts({ size: aSize({ family }) }), edition).outcome;

describe("vm-size", () => {
  for (const [family, module, current] of [
    ["standardDSv5Family", "pass", "pass"],
    ["standardA0_A7Family", "fail", "fail"],
    ["standardAv2Family", "fail", "fail"],
    ["standardLSv2Family", "fail", "fail"],
    ["standardLSv3Family", "pass", "fail"],
    ["standardLaosv4Family", "pass", "fail"],
    ["StandardDdsv6Family", "pass", "fail"],
    ["StandardDsv6Family", "pass", "fail"],
    ["StandardEasv7Family", "pass", "fail"],
    ["StandardNVadsV710v5Family", "pass", "pass"],
    ["StandardNGADSV620v1Family", "pass", "pass"],
    ["STANDARDDSV5FAMILY", "pass", "pass"],
  ] as const) {
    it(`of family ${family}: module ${module}, current ${current}`, () => {
      assert.deepEqual([outcome(family, "module"), outcome(family, "current")], [module, current]);
    });
  }

  for (const edition of ["module", "current"] as const) {
    it(`fails in the ${edition} edition for a size of the Basic tier`, () => {
      const size = aSize({ name: "Basic_A1", tier: "Basic", family: "basicAFamily" });
      assert.equal(vmSize(facts({ size }), edition).outcome, "fail");
    });

    it(`is unknown in the ${edition} edition for a family that nobody has looked up, and says how to`, () => {
      const verdict = vmSize(facts({ size: aSize({ family: "standardZv9Family" }) }), edition);
      assert.ok(verdict.outcome === "unknown");
      assert.match(verdict.missing, /standardZv9Family/);
      assert.match(verdict.hint ?? "", /vm-families\.json/);
    });

    it(`is unknown in the ${edition} edition without the size's facts`, () => {
      assert.equal(vmSize(facts({ size: notRead("no rights") }), edition).outcome, "unknown");
    });
  }

  for (const [osType, virtualMachine, expected] of [
    ["Windows", aVirtualMachine(), "pass"],
    ["Linux", aLinuxVirtualMachine(), "fail"],
  ] as const) {
    it(`with local NVMe disks comes to ${expected} on ${osType}`, () => {
      const size = aSize({ family: "StandardNCADSA100v4Family", nvmeDiskSizeInMiB: 915_527 });
      assert.equal(vmSize(facts({ virtualMachine, size }), "current").outcome, expected);
    });
  }

  it("fails on Linux for a size that attaches disks as NVMe alone", () => {
    const size = aSize({ diskControllerTypes: ["NVMe"] });
    assert.equal(vmSize(facts({ virtualMachine: aLinuxVirtualMachine(), size }), "current").outcome, "fail");
  });

  it("fails on Linux where the VM chose NVMe on a size that offers both", () => {
    const virtualMachine = aLinuxVirtualMachine({ diskControllerType: "NVMe" });
    const size = aSize({ family: "standardEBDSv5Family", diskControllerTypes: ["SCSI", "NVMe"] });
    assert.equal(vmSize(facts({ virtualMachine, size }), "current").outcome, "fail");
  });
});
