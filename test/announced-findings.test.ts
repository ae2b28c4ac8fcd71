import assert from "node:assert/strict";

import type { Finding, Verdict } from "../lib/disk-encryption/checks/finding";
import type { RequirementId } from "../lib/disk-encryption/checks/requirement";
import { RunbookError } from "../lib/azure/errors";
import { outcomesToAnnounce, parseAnnouncedFindings } from "./announced-findings";

const source = { title: "", section: "", date: "2026-11-24" };
const passed: Verdict = { outcome: "pass", evidence: "" };
const failed: Verdict = { outcome: "fail", evidence: "", fix: "" };
const finding = (requirement: RequirementId, module: Verdict, current: Verdict): Finding => ({
  requirement,
  title: "",
  outcome: module.outcome === "fail" || current.outcome === "fail" ? "fail" : "pass",
  module,
  current,
  sources: { module: source, current: source },
  editionsDiffer: module.outcome !== current.outcome,
});

describe("announced findings", () => {
  it("are what fails or is unknown in an edition, with both editions' outcomes", () => {
    const findings = [finding("vm-size", passed, passed), finding("vm-generation", failed, passed)];
    assert.deepEqual(outcomesToAnnounce(findings), { "vm-generation": { module: "fail", current: "pass" } });
  });

  const bad: readonly (readonly [what: string, value: unknown, named: RegExp])[] = [
    ["nothing at all", undefined, /can't be read/],
    ["one half only", { findings: {} }, /findingsWithProbe/],
    [
      "a requirement that is none",
      { findings: { "vm-colour": { module: "fail", current: "fail" } }, findingsWithProbe: {} },
      /findings/,
    ],
    [
      "an outcome that is none",
      { findings: { "vm-size": { module: "maybe", current: "fail" } }, findingsWithProbe: {} },
      /findings\.vm-size\.module/,
    ],
    [
      "a requirement that both editions let pass",
      { findings: { "vm-size": { module: "pass", current: "pass" } }, findingsWithProbe: {} },
      /only a requirement that fails or is unknown/,
    ],
  ];
  for (const [what, value, named] of bad) {
    it(`are refused where they are ${what}`, () => {
      assert.throws(
        () => parseAnnouncedFindings(value),
        (error) =>
          error instanceof RunbookError && error.code === "FileUnreadable" && named.test(error.message),
      );
    });
  }
});
