import assert from "node:assert/strict";

import {
  evaluateCustomerKey,
  evaluatePlatformKey,
} from "../../../../lib/disk-encryption/checks/customer-key/evaluate";
import { customerKeyRequirementIds } from "../../../../lib/disk-encryption/checks/customer-key/requirement";
import { readiness } from "../../../../lib/disk-encryption/checks/readiness";
import { aDisk, aKeyVault, notRead } from "../../../builders";
import { aDiskTarget, aSnapshot, customerKeyFacts, underTheSet } from "../../../customer-key-builders";

describe("The findings of customer-managed keys", () => {
  it("are one for each requirement, in their order", () => {
    assert.deepEqual(
      evaluateCustomerKey(customerKeyFacts()).map(({ requirement }) => requirement),
      [...customerKeyRequirementIds],
    );
  });

  it("make a VM ready where neither edition forbids it", () => {
    assert.equal(readiness(evaluateCustomerKey(customerKeyFacts())).outcome, "ready");
  });

  it("differ between the editions for a vault in another subscription, which the module alone forbids", () => {
    const keyVault = aKeyVault({ subscriptionId: "99999999-9999-9999-9999-999999999999" });
    const findings = evaluateCustomerKey(customerKeyFacts({ keyVault }));
    assert.deepEqual(
      findings.filter(({ editionsDiffer }) => editionsDiffer).map(({ requirement }) => requirement),
      ["vault-subscription"],
    );
    assert.equal(readiness(findings).outcome, "not-ready");
    assert.equal(readiness(findings, "current").outcome, "ready");
  });

  it("never throw, and are never ready, where nothing could be read", () => {
    const missing = notRead("no rights");
    const facts = customerKeyFacts({
      targets: [aDiskTarget(missing, missing)],
      diskEncryptionSet: missing,
      keyVault: missing,
      key: missing,
      newestKey: missing,
      keyRotationPolicy: missing,
      grants: [missing],
    });
    const findings = evaluateCustomerKey(facts);
    assert.equal(readiness(findings).outcome, "unknown");
    assert.deepEqual(
      findings.filter(({ outcome }) => outcome === "fail"),
      [],
    );
  });
});

describe("The findings on a return to the platform's key", () => {
  const missing = notRead("no rights");

  it("ask nothing of set, vault and key", () => {
    const facts = customerKeyFacts({
      targets: [aDiskTarget(aDisk(underTheSet))],
      diskEncryptionSet: missing,
      keyVault: missing,
      key: missing,
    });
    assert.equal(readiness(evaluatePlatformKey(facts)).outcome, "ready");
  });

  it("are not ready for a disk with incremental snapshots", () => {
    const incremental = aSnapshot({ incremental: true, ...underTheSet });
    const facts = customerKeyFacts({ targets: [aDiskTarget(aDisk(underTheSet), [incremental])] });
    assert.deepEqual(
      readiness(evaluatePlatformKey(facts)).blockers.map(({ requirement }) => requirement),
      ["incremental-snapshots"],
    );
  });
});
