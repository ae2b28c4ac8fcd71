import assert from "node:assert/strict";

import { memory } from "../../../lib/disk-encryption/checks/memory";
import {
  aLinuxGuest,
  aLinuxVirtualMachine,
  aSize,
  aVirtualMachine,
  aWindowsGuest,
  facts,
  notRead,
} from "../../builders";

const noProbe = notRead("no Run Command probe was run in the guest");

describe("memory", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [memoryInGB, expected] of [
      [0.75, "fail"],
      [1.75, "fail"],
      [2, "pass"],
      [3.5, "pass"],
    ] as const) {
      it(`of ${memoryInGB} GB comes to ${expected} for a Windows VM in the ${edition} edition`, () => {
        const values = { virtualMachine: aVirtualMachine(), size: aSize({ memoryInGB }) };
        assert.equal(memory(facts(values), edition).outcome, expected);
      });
    }

    it(`is unknown in the ${edition} edition where the size does not state it`, () => {
      assert.equal(memory(facts({ size: aSize({ memoryInGB: Number.NaN }) }), edition).outcome, "unknown");
    });
  }

  const linux = aLinuxVirtualMachine();

  for (const [memoryInGB, rootUsageInGB, expected] of [
    [4, 1, "fail"],
    [8, 4, "pass"],
    [8, 4.1, "fail"],
    [16, 8, "pass"],
    [16, 16, "fail"],
    [32, 16, "pass"],
  ] as const) {
    for (const volumeType of ["OS", "All"] as const) {
      it(`of ${memoryInGB} GB with ${rootUsageInGB} GB on / comes to ${expected} for ${volumeType} on Linux`, () => {
        const values = { size: aSize({ memoryInGB }), guest: aLinuxGuest({ rootUsageInGB }) };
        assert.equal(
          memory(facts({ virtualMachine: linux, volumeType, ...values }), "current").outcome,
          expected,
        );
      });
    }
  }

  it("of 2 GB is enough for the data volumes of a Linux VM", () => {
    const values = { virtualMachine: linux, volumeType: "Data", size: aSize({ memoryInGB: 2 }) } as const;
    assert.equal(memory(facts(values), "current").outcome, "pass");
  });

  it("of 2 GB is enough for a Linux OS volume in the module edition", () => {
    const values = { virtualMachine: linux, size: aSize({ memoryInGB: 2 }) };
    assert.equal(memory(facts(values), "module").outcome, "pass");
  });

  it("below 8 GB fails for a Linux OS volume without a probe", () => {
    const values = { virtualMachine: linux, size: aSize({ memoryInGB: 7 }), guest: noProbe };
    assert.equal(memory(facts(values), "current").outcome, "fail");
  });

  for (const [what, guest] of [
    ["without a probe", noProbe],
    ["where the probe saw Windows", aWindowsGuest()],
  ] as const) {
    it(`of 64 GB is unknown for a Linux OS volume ${what}, and names the root usage`, () => {
      const values = { virtualMachine: linux, size: aSize({ memoryInGB: 64 }), guest };
      const verdict = memory(facts(values), "current");
      assert.ok(verdict.outcome === "unknown");
      assert.match(verdict.missing, /root usage/);
    });
  }
});
