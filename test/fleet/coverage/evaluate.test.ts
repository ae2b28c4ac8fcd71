import assert from "node:assert/strict";

import { known } from "../../../lib/azure/fact";
import { knownSizes } from "../../../lib/fleet/nouns/known-sizes";
import type { RequirementId } from "../../../lib/disk-encryption/checks/requirement";
import {
  evaluateMechanisms,
  requirementOutcomes,
  type RequirementOutcome,
} from "../../../lib/fleet/coverage/evaluate";
import type { EvaluatedDisk, EvaluatedVirtualMachine } from "../../../lib/fleet/coverage/evaluated-facts";
import { worldsOf } from "../../../lib/fleet/coverage/worlds";
import { aSize } from "../../builders";
import { anEvaluatedDisk, anEvaluatedVirtualMachine } from "./evaluated-builders";

const size = known(aSize(), "a test");

const outcomeOf = (id: RequirementId, vm: EvaluatedVirtualMachine): RequirementOutcome | undefined =>
  requirementOutcomes([id], vm, size)[0];

describe("A requirement", () => {
  const table: readonly (readonly [
    RequirementId,
    Partial<EvaluatedVirtualMachine>,
    Partial<EvaluatedVirtualMachine>,
    Partial<EvaluatedVirtualMachine>,
  ])[] = [
    // what passes, what fails, what was not told
    ["encryption-at-host", {}, { encryptionAtHost: true }, { encryptionAtHost: undefined }],
    ["memory", { vmSize: "standard_d2s_v5" }, { osType: "Linux", disks: [] }, { osType: undefined }],
    [
      "disk-types",
      {},
      { disks: [{ ...anEvaluatedDisk, isShared: true }] },
      { disks: [{ ...anEvaluatedDisk, isShared: undefined }] },
    ],
    [
      "disk-types",
      {},
      { disks: [{ ...anEvaluatedDisk, sku: "ultrassd_lrs" }] },
      { disks: [{ ...anEvaluatedDisk, sku: undefined }] },
    ],
    ["vm-generation", {}, { hyperVGeneration: "V2" }, { hyperVGeneration: undefined }],
    [
      "customer-managed-key",
      {},
      { disks: [{ ...anEvaluatedDisk, encryptionType: "EncryptionAtRestWithCustomerKey" }] },
      { disks: [{ ...anEvaluatedDisk, encryptionType: undefined }] },
    ],
    ["vm-agent", {}, { powerState: "deallocated" }, { powerState: undefined }],
    [
      "managed-disks",
      {},
      { disks: [{ ...anEvaluatedDisk, kind: "unmanaged", isRead: false }] },
      { disks: [{ ...anEvaluatedDisk, kind: "unclear", isRead: false }] },
    ],
  ];
  for (const [id, passes, fails, untold] of table) {
    it(`${id} passes or fails by what was told, and is unknown where ${JSON.stringify(Object.keys(untold))} was not`, () => {
      const small = known(aSize({ memoryInGB: 4 }), "a test");
      const of = (changes: Partial<EvaluatedVirtualMachine>): RequirementOutcome | undefined =>
        id === "memory"
          ? requirementOutcomes([id], { ...anEvaluatedVirtualMachine, ...changes }, small)[0]
          : outcomeOf(id, { ...anEvaluatedVirtualMachine, ...changes });
      assert.deepEqual([of(passes), of(fails), of(untold)], ["pass", "fail", "unknown"]);
    });
  }

  it("operating-system is unknown where the image was not told, and fails where there is none", () => {
    assert.equal(
      outcomeOf("operating-system", {
        ...anEvaluatedVirtualMachine,
        osType: "Linux",
        imageReference: undefined,
      }),
      "unknown",
    );
    assert.equal(
      outcomeOf("operating-system", { ...anEvaluatedVirtualMachine, osType: "Linux", imageReference: null }),
      "fail",
    );
  });

  it("that only a vault or the guest can answer is never met by an inventory", () => {
    for (const id of ["vault-region", "networking", "group-policy-tpm", "key-encryption-key"] as const) {
      assert.equal(outcomeOf(id, anEvaluatedVirtualMachine), "unknown");
    }
  });
});

describe("The worlds that an inventory leaves open", () => {
  it("are one where all is told, and two for each thing that is not", () => {
    const count = (changes: Partial<EvaluatedVirtualMachine>): number =>
      [...worldsOf({ ...anEvaluatedVirtualMachine, ...changes }, size)].length;
    assert.equal(count({}), 1);
    assert.equal(count({ encryptionAtHost: undefined }), 2);
    assert.equal(count({ encryptionAtHost: undefined, extension: undefined }), 4);
    assert.equal(count({ disks: [{ ...anEvaluatedDisk, stamp: undefined }] }), 2);
  });

  it("are none for what a disk that was not read does not tell", () => {
    const unread: EvaluatedDisk = {
      role: "os",
      kind: "managed",
      isRead: false,
      ephemeral: false,
      writeAccelerator: false,
      hasSet: false,
    };
    assert.equal([...worldsOf({ ...anEvaluatedVirtualMachine, disks: [unread] }, size)].length, 1);
  });

  for (const [diskState, states] of [
    ["Attached", ["running", "stopped"]],
    ["Reserved", ["deallocated"]],
    [undefined, ["running", "stopped", "deallocated"]],
  ] as const) {
    it(`leave these power states where a disk is ${diskState ?? "in a state that was not told"}: ${states.join(", ")}`, () => {
      const vm = {
        ...anEvaluatedVirtualMachine,
        powerState: undefined,
        disks: [{ ...anEvaluatedDisk, diskState }],
      };
      assert.deepEqual(
        [...worldsOf(vm, size)].map(({ evaluated }) => evaluated.powerState),
        states,
      );
    });
  }
});

describe("The recommendation for a fleet's VM", () => {
  const recommended = (changes: Partial<EvaluatedVirtualMachine>): string => {
    const vm = { ...anEvaluatedVirtualMachine, ...changes };
    const of = knownSizes().get(vm.vmSize ?? "");
    return evaluateMechanisms(
      vm,
      of === undefined ? { kind: "missing", reason: "not known" } : known(of, "a test"),
    ).recommended;
  };
  it("is encryption at host where that is open", () => {
    assert.equal(recommended({}), "encryption-at-host");
  });
  it("is what is there where nothing better is open", () => {
    assert.equal(recommended({ vmSize: "standard_d2_v3" }), "platform-key");
    const key = { ...anEvaluatedDisk, encryptionType: "EncryptionAtRestWithCustomerKey", hasSet: true };
    assert.equal(recommended({ vmSize: "standard_d2_v3", disks: [key] }), "customer-key");
    assert.equal(recommended({ disks: [{ ...anEvaluatedDisk, stamp: "on" }] }), "azure-disk-encryption");
  });
  it("is unknown where more knowledge would change it", () => {
    assert.equal(recommended({ vmSize: "standard_unheard_v9" }), "unknown");
    assert.equal(recommended({ extension: {} }), "unknown");
  });
  it("is none where everything is closed", () => {
    const blob: EvaluatedDisk = { ...anEvaluatedDisk, kind: "unmanaged", isRead: false };
    assert.equal(recommended({ powerState: "deallocated", disks: [blob] }), "none");
  });
});
