import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import fc from "fast-check";

import { recordOf } from "./record-of";
import { evaluate } from "../../../lib/disk-encryption/checks/evaluate";
import type { Finding } from "../../../lib/disk-encryption/checks/finding";
import { requirementIds, type RequirementId } from "../../../lib/disk-encryption/checks/requirement";
import {
  stricter,
  strictest,
  fail,
  notApplicable,
  pass,
  unknown,
} from "../../../lib/disk-encryption/checks/verdict";
import {
  aKey,
  aKeyVault,
  aLinuxVirtualMachine,
  aVirtualMachine,
  facts,
  type FactValues,
  notRead,
} from "../../builders";
import { arbitraryFacts } from "./arbitrary-facts";

function finding(id: RequirementId, values: FactValues): Finding {
  const found = evaluate(facts(values)).find((one) => one.requirement === id);
  assert.ok(found);
  return found;
}

describe("The findings on a VM", () => {
  it("cover every requirement once, in the order an operator meets them", () => {
    assert.deepEqual(
      evaluate(facts()).map(({ requirement }) => requirement),
      [...requirementIds],
    );
  });

  for (const [what, virtualMachine] of [
    ["Windows", aVirtualMachine()],
    ["Linux", aLinuxVirtualMachine()],
  ] as const) {
    it(`let a ${what} VM through that meets every requirement`, () => {
      const open = evaluate(facts({ virtualMachine })).filter(
        ({ outcome }) => outcome === "fail" || outcome === "unknown",
      );
      assert.deepEqual(open, []);
    });
  }

  it("are the same for the same facts", () => {
    assert.deepEqual(evaluate(facts()), evaluate(facts()));
  });

  it("take the stricter of the two editions", () => {
    const { outcome, module, current } = finding("vm-generation", {
      virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }),
    });
    assert.deepEqual([outcome, module.outcome, current.outcome], ["fail", "fail", "pass"]);
  });

  it("name the document of each edition, as the catalogue has it", () => {
    for (const { requirement: id, sources } of evaluate(facts())) {
      const { module, current } = recordOf(id);
      assert.deepEqual(sources, { module: module.source, current: current.source });
    }
  });

  for (const [what, id, values, expected] of [
    [
      "one forbids what the other permits",
      "vm-generation",
      { virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) },
      true,
    ],
    [
      "one states no rule and the other forbids",
      "key-encryption-key",
      { keyEncryptionKey: aKey({ enabled: false }) },
      false,
    ],
    ["one states no rule and the other passes", "vault-firewall", {}, false],
    [
      "both forbid",
      "vault-disk-encryption",
      { keyVault: aKeyVault({ enabledForDiskEncryption: false }) },
      false,
    ],
    [
      "one states no rule and the other does not know",
      "disk-types",
      { disks: [notRead("no rights")] },
      false,
    ],
    ["neither knows", "group-policy-tpm", { guest: notRead("no probe") }, false],
  ] as const) {
    it(`say that the editions ${expected ? "differ" : "don't differ"} where ${what}`, () => {
      assert.equal(finding(id, values).editionsDiffer, expected);
    });
  }
});

describe("Two outcomes", () => {
  for (const [a, b, expected] of [
    ["fail", "unknown", "fail"],
    ["unknown", "pass", "unknown"],
    ["pass", "not-applicable", "pass"],
    ["not-applicable", "fail", "fail"],
  ] as const) {
    it(`${a} and ${b} come to ${expected}, in either order`, () => {
      assert.deepEqual([stricter(a, b), stricter(b, a)], [expected, expected]);
    });
  }

  it("keep the first of several equally strict verdicts", () => {
    const first = fail("first", "fix");
    assert.equal(
      strictest(pass("fine"), unknown("what", "how"), first, fail("second", "fix"), notApplicable("no")),
      first,
    );
  });
});

/** Freezes a value with all that is in it, so that a change to it throws. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  }
  return value;
}

describe("The checks, whatever the facts", () => {
  it("answer without an error, and leave the facts as they are", () => {
    fc.assert(
      fc.property(arbitraryFacts, (values) => {
        assert.equal(evaluate(deepFreeze(facts(values))).length, requirementIds.length);
      }),
      { numRuns: 500 },
    );
  });

  it("say the same of the same facts", () => {
    fc.assert(
      fc.property(arbitraryFacts, (values) =>
        isDeepStrictEqual(evaluate(facts(values)), evaluate(facts(values))),
      ),
    );
  });

  it("say what shows it, what to do or what is missing", () => {
    fc.assert(
      fc.property(arbitraryFacts, (values) => {
        const verdicts = evaluate(facts(values)).flatMap(({ module, current }) => [module, current]);
        return verdicts.every((verdict) => Object.values(verdict).every((words) => words.trim() !== ""));
      }),
    );
  });

  const groupPolicy: readonly RequirementId[] = [
    "group-policy-tpm",
    "group-policy-recovery-key",
    "group-policy-compatible",
    "group-policy-aes-cbc",
  ];
  const vault: readonly RequirementId[] = [
    "vault-region",
    "vault-subscription",
    "vault-disk-encryption",
    "vault-firewall",
  ];
  for (const [what, unread, requirements] of [
    ["the size", { size: notRead("x") }, ["vm-size", "memory"]],
    ["the guest", { guest: notRead("x") }, ["networking", ...groupPolicy]],
    ["the vault", { keyVault: notRead("x") }, vault],
    ["the key", { keyEncryptionKey: notRead("x") }, ["key-encryption-key"]],
    ["the policy assignments", { secretLifetimePolicies: notRead("x") }, ["secret-lifetime-policy"]],
    [
      "a disk",
      { virtualMachine: aVirtualMachine(), disks: [notRead("x")] },
      ["disk-types", "customer-managed-key"],
    ],
  ] as const satisfies readonly (readonly [string, FactValues, readonly RequirementId[]])[]) {
    it(`never let through what depends on ${what} where that was not read`, () => {
      fc.assert(
        fc.property(arbitraryFacts, (values) => {
          const passed = evaluate(facts({ ...values, ...unread }))
            .filter(({ requirement }) => requirements.some((id) => id === requirement))
            .filter(({ module, current }) => module.outcome === "pass" || current.outcome === "pass");
          assert.deepEqual(passed, []);
        }),
      );
    });
  }
});
