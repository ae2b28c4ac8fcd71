import assert from "node:assert/strict";

import { vmGeneration } from "../../../lib/disk-encryption/checks/vm-generation";
import { aDisk, aSize, aVirtualMachine, facts } from "../../builders";

describe("vm-generation", () => {
  for (const [hyperVGeneration, module] of [
    ["V1", "pass"],
    ["V2", "fail"],
  ] as const) {
    const values = { virtualMachine: aVirtualMachine({ hyperVGeneration }) };

    it(`of ${hyperVGeneration} comes to ${module} in the module edition`, () => {
      assert.equal(vmGeneration(facts(values), "module").outcome, module);
    });

    it(`of ${hyperVGeneration} passes in the current edition`, () => {
      assert.equal(vmGeneration(facts(values), "current").outcome, "pass");
    });
  }

  const untold = aVirtualMachine({ hyperVGeneration: undefined });

  it("comes from the OS disk where the instance view does not tell", () => {
    const disks = [aDisk({ hyperVGeneration: "V2" })];
    assert.equal(vmGeneration(facts({ virtualMachine: untold, disks }), "module").outcome, "fail");
  });

  it("comes from a size that runs one generation only where nothing else tells", () => {
    const size = aSize({ hyperVGenerations: ["V1"] });
    assert.equal(vmGeneration(facts({ virtualMachine: untold, size }), "module").outcome, "pass");
  });

  it("is unknown in the module edition where nothing tells", () => {
    assert.equal(vmGeneration(facts({ virtualMachine: untold }), "module").outcome, "unknown");
  });

  it("passes in the current edition where nothing tells, since both are supported", () => {
    assert.equal(vmGeneration(facts({ virtualMachine: untold }), "current").outcome, "pass");
  });
});
