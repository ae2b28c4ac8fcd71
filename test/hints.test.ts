import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { evaluateCustomerKey } from "../lib/disk-encryption/checks/customer-key/evaluate";
import { evaluate } from "../lib/disk-encryption/checks/evaluate";
import type { Finding } from "../lib/disk-encryption/checks/finding";
import { connect, observe } from "@runbooks/disk-encryption";
import { evaluateEncryptionAtHost } from "../lib/disk-encryption/checks/host-encryption/evaluate";
import { observeCustomerKey } from "../lib/disk-encryption/jobs/encrypt-with-customer-key/observe";
import { observeEncryptionAtHost } from "../lib/disk-encryption/jobs/encrypt-at-host/observe";
import { planText } from "../lib/disk-encryption/change/plan";
import { planEncryption } from "../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import { planEncryptionAtHost } from "../lib/disk-encryption/jobs/encrypt-at-host/plan";
import { readContoso } from "./sandbox/contoso";

/** A command of the Azure CLI that is not said to be for live Azure: the sandbox has no server that the CLI could reach. */
const strayCommand = (text: string): string | undefined =>
  text
    .split(/(?<=[.;]) /)
    .find((sentence) => /(?<![\w-])az [a-z]+ [a-z-]+/.test(sentence.split(/live Azure/)[0] ?? ""));

const hintsOf = (findings: readonly Finding<string>[]): readonly string[] =>
  findings.flatMap(({ module, current }) =>
    [module, current].flatMap((verdict) =>
      verdict.outcome === "fail" ? [verdict.fix] : verdict.outcome === "unknown" ? [verdict.hint ?? ""] : [],
    ),
  );

const contosoIds = readContoso().virtualMachines.map(
  ({ subscriptionId, resourceGroupName, name }) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/virtualMachines/${name}`,
);

describe("A hint fits the place", () => {
  it("of the findings and plans of every Contoso VM: a command of the Azure CLI is for live Azure", async () => {
    const azure = await connect();
    const texts: string[] = [];
    for (const id of contosoIds) {
      const facts = await observe(azure, id);
      const host = await observeEncryptionAtHost(azure, id);
      const customerKey = await observeCustomerKey(azure, { virtualMachine: id });
      texts.push(
        ...hintsOf(evaluate(facts)),
        ...hintsOf(evaluateEncryptionAtHost(host)),
        ...hintsOf(evaluateCustomerKey(customerKey)),
        planText(planEncryptionAtHost(host)),
        ...(facts.keyVault.kind === "known" ? [planText(planEncryption(facts))] : []),
      );
    }
    assert.ok(
      texts.some((text) => text.includes("on live Azure az ")),
      "no hint names a command",
    );
    assert.deepEqual(
      texts.filter((text) => strayCommand(text) !== undefined),
      [],
    );
  });

  for (const file of readdirSync(join(__dirname, "..", "data")).filter((name) =>
    name.endsWith("requirements.json"),
  )) {
    it(`in data/${file}: a fix that names a command of the Azure CLI says that it is for live Azure`, () => {
      const fixes = [
        ...readFileSync(join(__dirname, "..", "data", file), "utf8").matchAll(/"fix": "((?:[^"\\]|\\.)*)"/g),
      ];
      assert.ok(fixes.length > 0);
      assert.deepEqual(
        fixes.flatMap(([, fix = ""]) => strayCommand(fix) ?? []),
        [],
      );
    });
  }
});
