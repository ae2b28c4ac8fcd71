import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { controlsLeftOut, fleetControls } from "../../../lib/fleet/coverage/controls-catalogue";
import { diskControlIds, virtualMachineControlIds } from "../../../lib/fleet/coverage/controls/control";
import {
  diskControls,
  diskOutcomes,
  virtualMachineControls,
} from "../../../lib/fleet/coverage/controls/evaluate";
import { aDisk, customerKeyDisk } from "./controls/facts";

const library = join(__dirname, "..", "..", "..", "lib", "fleet", "coverage", "controls");

describe("The catalogue of controls", () => {
  it("has one record for each control, those on VMs first", () => {
    assert.deepEqual(
      fleetControls().map(({ id }) => id),
      [...virtualMachineControlIds, ...diskControlIds],
    );
  });

  it("says of each control whether it looks at VMs or disks, as the code does", () => {
    const of = (looksAt: string): readonly string[] =>
      fleetControls()
        .filter((control) => control.looksAt === looksAt)
        .map(({ id }) => id);
    assert.deepEqual(of("virtual-machine"), Object.keys(virtualMachineControls));
    assert.deepEqual(of("disk"), Object.keys(diskControls));
  });

  it("says of each control that is left out why", () => {
    const ids = fleetControls().flatMap(({ policyId }) => policyId?.slice(0, 8) ?? []);
    for (const { title, reason } of controlsLeftOut()) {
      assert.ok(reason.endsWith("."));
      assert.ok(!ids.some((id) => title.includes(id)), title);
    }
  });

  it("has every policy on disks that the benchmarks' initiatives name, as a column or as left out", () => {
    const text = JSON.stringify([fleetControls(), controlsLeftOut()]);
    for (const id of ["3dc5edcd", "ca88aadc", "fc4d8e41", "0961003e", "702dd420", "ca91455f", "d461a302"])
      assert.ok(text.includes(id), id);
    for (const id of ["2c89a2e5", "06a78e20", "8405fdab"]) assert.ok(text.includes(id), id);
  });

  for (const { id, kind, policyId, effect, version, source, tests } of fleetControls()) {
    it(`${id} has a file and a test of its name`, () => {
      assert.ok(existsSync(join(library, `${id}.ts`)));
      assert.ok(existsSync(join(__dirname, "controls", `${id}.test.ts`)));
    });

    it(`${id} says what it tests, and where that was read`, () => {
      assert.ok(tests.endsWith("."));
      assert.match(source.date, /\d{4}-\d{2}-\d{2}$/);
    });

    it(`${id} names policy, effect and version together, or none of them`, () => {
      const named = [policyId, effect, version].filter((value) => value !== undefined).length;
      assert.equal(named, kind === "policy" || policyId !== undefined ? 3 : 0);
    });
  }
});

describe("The controls' outcomes", () => {
  it("are one object for all disks of which the controls say the same", () => {
    const outcomes = diskOutcomes();
    assert.equal(outcomes(aDisk()), outcomes(aDisk({ diskState: "Reserved" })));
    assert.notEqual(outcomes(aDisk()), outcomes(aDisk(customerKeyDisk)));
  });

  it("disagree on a disk with a customer's key alone", () => {
    assert.deepEqual(diskOutcomes()(aDisk(customerKeyDisk)), {
      "customer-key": "compliant",
      "double-encryption": "non-compliant",
      "unattached-ade-settings": "not-applicable",
      "managed-disks": "not-applicable",
      "cis-2-0-0-7-2": "compliant",
      "cis-2-0-0-7-4": "non-compliant",
      "cis-3-0-0-8-3": "compliant",
      "cis-3-0-0-8-4": "not-applicable",
    });
  });
});
