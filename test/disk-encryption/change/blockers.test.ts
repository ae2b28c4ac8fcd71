import assert from "node:assert/strict";

import { evaluate } from "../../../lib/disk-encryption/checks/evaluate";
import { evaluateEncryptionAtHost } from "../../../lib/disk-encryption/checks/host-encryption/evaluate";
import { planEncryption } from "../../../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import { blockersOf, objectionsTo } from "../../../lib/disk-encryption/change/blockers";
import { fixWords, planText } from "../../../lib/disk-encryption/change/plan";
import { planView } from "../../../lib/disk-encryption/presentation/plan-view";
import { aSize, aStampedDisk, aVirtualMachine, facts } from "../../builders";
import { encryptionAtHostFacts } from "../../customer-key-builders";

const generation2 = facts({ virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) });
const smallMemory = facts({ size: aSize({ memoryInGB: 1 }) });

describe("What stands against a plan", () => {
  it("names the parameter to set where one edition alone forbids it, in a notebook and on the command line", () => {
    const [blocker] = blockersOf(evaluate(generation2), "both", []);
    assert.ok(blocker);
    assert.equal(blocker.permittedBy, "current");
    assert.match(fixWords(blocker), /set edition to "current" \(command line: --edition current\)\.$/);
  });

  it("names no edition where both forbid it", () => {
    const [blocker] = blockersOf(evaluate(smallMemory), "both", []);
    assert.ok(blocker);
    assert.equal(blocker.permittedBy, undefined);
    assert.doesNotMatch(fixWords(blocker), /edition/);
  });

  it("does not offer the module's edition where the current documents alone forbid it: Azure goes by these", () => {
    const findings = evaluateEncryptionAtHost(encryptionAtHostFacts({ disks: [aStampedDisk()] }));
    const [blocker] = blockersOf(findings, "both", []);
    assert.equal(blocker?.requirement, "azure-disk-encryption");
    assert.doesNotMatch(fixWords(blocker), /edition/);
  });

  it("is nothing by the edition that permits it; the other one's objection is a note", () => {
    const findings = evaluate(generation2);
    assert.deepEqual(blockersOf(findings, "current", []), []);
    const [objection, ...others] = objectionsTo(findings, "current");
    assert.match(
      objection ?? "",
      /^Only a note, it blocks nothing: the training module objects to vm-generation: .*Generation 2/,
    );
    assert.deepEqual(others, []);
  });

  it("has no notes where both editions count, nor where the other edition forbids what this one forbids too", () => {
    assert.deepEqual(objectionsTo(evaluate(generation2), "both"), []);
    assert.deepEqual(objectionsTo(evaluate(smallMemory), "current"), []);
  });

  it("stands in the plan's text and view: the way on where it blocks, the note where it does not", () => {
    const blocked = planEncryption(generation2);
    for (const text of [planText(blocked), planView(blocked).html]) assert.match(text, /--edition current/);
    const free = planEncryption(generation2, { edition: "current" });
    for (const text of [planText(free), planView(free).html])
      assert.match(text, /training module objects to vm-generation/);
  });
});
