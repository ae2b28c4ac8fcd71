import assert from "node:assert/strict";

import fc from "fast-check";

import { known, missing } from "../../../lib/azure/fact";
import { knownSizes } from "../../../lib/fleet/nouns/known-sizes";
import { contextOf } from "../../../lib/fleet/coverage/context";
import { coverageWith } from "../../../lib/fleet/coverage/coverage-of";
import { evaluateUnattachedDisk, evaluateVirtualMachine } from "../../../lib/fleet/coverage/evaluate";
import type { EvaluatedDisk, EvaluatedVirtualMachine } from "../../../lib/fleet/coverage/evaluated-facts";
import { memoisedEvaluation, type Evaluator } from "../../../lib/fleet/coverage/memoised-evaluate";
import { arbitraryInventory } from "./arbitrary-inventory";
import { anEvaluatedDisk, anEvaluatedVirtualMachine } from "./evaluated-builders";

const aDataDisk: EvaluatedDisk = { ...anEvaluatedDisk, role: "data" };
const aVirtualMachine: EvaluatedVirtualMachine = {
  ...anEvaluatedVirtualMachine,
  disks: [anEvaluatedDisk, aDataDisk, aDataDisk],
};

/** One thing that is otherwise with a VM, or not told of it. */
const ofVirtualMachine: readonly Partial<EvaluatedVirtualMachine>[] = [
  { osType: "Linux" },
  { osType: undefined },
  ...["standard_d2_v3", "standard_d2s_v6", "standard_a2_v2", "standard_b1s", "unheard", undefined].map(
    (vmSize) => ({ vmSize }),
  ),
  { hyperVGeneration: "V2" },
  { hyperVGeneration: undefined },
  { powerState: "deallocated" },
  { powerState: undefined },
  { encryptionAtHost: true },
  { encryptionAtHost: undefined },
  { securityType: "ConfidentialVM" },
  { securityType: undefined },
  { imageReference: null },
  { imageReference: undefined },
  { imageReference: { publisher: "RedHat", offer: "RHEL", sku: "6.8" } },
  { diskControllerType: "NVMe" },
  { extension: {} },
  { extension: undefined },
  { extension: { provisioningState: "Updating", operation: "EnableEncryption", volumeType: "Data" } },
  { extension: { provisioningState: "Succeeded", operation: "DisableEncryption", volumeType: "All" } },
  { extension: { provisioningState: "Succeeded", operation: "EnableEncryption", volumeType: "Data" } },
];
const ofDisk: readonly Partial<EvaluatedDisk>[] = [
  { kind: "unmanaged", isRead: false },
  { kind: "unclear", isRead: false },
  { isRead: false },
  { ephemeral: true },
  { writeAccelerator: true },
  { hasSet: true },
  { sku: "ultrassd_lrs" },
  { sku: "standardssd_lrs" },
  { sku: undefined },
  { encryptionType: "EncryptionAtRestWithCustomerKey" },
  { encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" },
  { encryptionType: undefined },
  { stamp: "on" },
  { stamp: "off" },
  { stamp: undefined },
  { securityType: "ConfidentialVM_DiskEncryptedWithPlatformKey" },
  { securityType: undefined },
  { diskState: "Reserved" },
  { diskState: "ActiveSAS" },
  { diskState: undefined },
  { isShared: true },
  { isShared: undefined },
  { hyperVGeneration: "V2" },
  { hasIncrementalSnapshots: true },
  { hasIncrementalSnapshots: undefined },
];

const variant: fc.Arbitrary<EvaluatedVirtualMachine> = fc
  .record({
    machine: fc.subarray([...ofVirtualMachine], { maxLength: 2 }),
    disks: fc.array(fc.tuple(fc.nat({ max: 2 }), fc.constantFrom(...ofDisk)), { maxLength: 2 }),
    kept: fc.subarray([0, 1, 2]),
  })
  .map(({ machine, disks, kept }) => {
    const vm = machine.reduce<EvaluatedVirtualMachine>(
      (made, change) => ({ ...made, ...change }),
      aVirtualMachine,
    );
    const changed = vm.disks.map((disk, index) =>
      disks
        .filter(([at]) => at === index)
        .reduce<EvaluatedDisk>((made, [, change]) => ({ ...made, ...change }), disk),
    );
    return { ...vm, disks: changed.filter((_, index) => kept.includes(index)) };
  });

const sizes = knownSizes();

/** Evaluates each anew. */
const directEvaluate = (of: typeof sizes): Evaluator => ({
  virtualMachine: (vm) => {
    const size = vm.vmSize === undefined ? undefined : of.get(vm.vmSize);
    return evaluateVirtualMachine(
      vm,
      size === undefined ? missing("not known") : known(size, "data/vm-sizes.json"),
    );
  },
  unattachedDisk: evaluateUnattachedDisk,
});

describe("A judgement that is kept", () => {
  it("is the one that a VM would get by itself, whichever VMs were judged before it", () => {
    fc.assert(
      fc.property(fc.array(variant, { minLength: 2, maxLength: 12 }), (machines) => {
        const kept = memoisedEvaluation(sizes);
        const direct = directEvaluate(sizes);
        for (const vm of machines) assert.deepEqual(kept.virtualMachine(vm), direct.virtualMachine(vm));
      }),
      { numRuns: 60, seed: 20261124 },
    );
  });

  it("is the one that a VM would get by itself after the one that can have every mechanism, for each thing that is otherwise", () => {
    const kept = memoisedEvaluation(sizes);
    const direct = directEvaluate(sizes);
    const [os, ...data] = aVirtualMachine.disks;
    const ofOsDisk = ofDisk.map((change) => ({ disks: [{ ...aDataDisk, ...os, ...change }, ...data] }));
    const ofDataDisk = ofDisk.map((change) => ({
      disks: [...aVirtualMachine.disks, { ...aDataDisk, ...change }],
    }));
    for (const change of [{}, ...ofVirtualMachine, ...ofOsDisk, ...ofDataDisk]) {
      const vm = { ...aVirtualMachine, ...change };
      assert.deepEqual(kept.virtualMachine(vm), direct.virtualMachine(vm), JSON.stringify(change));
    }
  });

  it("is the one that a disk without a VM would get by itself", () => {
    const kept = memoisedEvaluation(sizes);
    const direct = directEvaluate(sizes);
    for (const change of [{}, ...ofDisk, ...ofDisk]) {
      const disk = { ...aDataDisk, ...change };
      assert.equal(kept.unattachedDisk(disk), direct.unattachedDisk(disk), JSON.stringify(change));
    }
  });

  it("makes the rows of any inventory as judging each anew would", () => {
    fc.assert(
      fc.property(arbitraryInventory, (inventory) => {
        assert.deepEqual(
          coverageWith(contextOf(inventory)),
          coverageWith(contextOf(inventory, [], directEvaluate)),
        );
      }),
      { numRuns: 25, seed: 20261124 },
    );
  });
});
