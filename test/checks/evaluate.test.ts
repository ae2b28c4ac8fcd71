import assert from "node:assert/strict";

import { missing } from "../../lib/azure/fact";
import { evaluate } from "../../lib/checks/evaluate";
import type { Finding } from "../../lib/checks/finding";
import { requirementIds, type RequirementId } from "../../lib/checks/requirement";
import { stricter, strictest, fail, notApplicable, pass, unknown } from "../../lib/checks/verdict";
import { aKey, aKeyVault, aLinuxVirtualMachine, aVirtualMachine, facts, type FactValues } from "../builders";

function finding(requirement: RequirementId, values: FactValues): Finding {
  const found = evaluate(facts(values)).find((one) => one.requirement === requirement);
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

  for (const [what, requirement, values, expected] of [
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
      true,
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
      { disks: [missing<never>("no rights")] },
      true,
    ],
    ["neither knows", "group-policy-tpm", { guest: missing<never>("no probe") }, false],
  ] as const) {
    it(`say that the editions ${expected ? "differ" : "don't differ"} where ${what}`, () => {
      assert.equal(finding(requirement, values).editionsDiffer, expected);
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
