import assert from "node:assert/strict";

import { Redacted } from "../../../lib/azure/redacted";
import { secretsNeededBy } from "../../../lib/disk-encryption/change/actions";
import {
  assertSecretsGiven,
  secretText,
  type PlanSecrets,
} from "../../../lib/disk-encryption/change/secrets";
import { planNewVirtualMachine } from "../../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { RunbookError } from "../../../lib/azure/errors";
import { newLinuxFacts, newVirtualMachineFacts } from "../../new-vm-builders";

const windows = planNewVirtualMachine(newVirtualMachineFacts());
const given = (secrets?: PlanSecrets): void => {
  assertSecretsGiven(windows, ({ action }) => secretsNeededBy(action), secrets);
};
const withCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof RunbookError && error.code === code;

describe("The secrets of a plan", () => {
  it("are asked for before anything is sent", () => {
    assert.throws(() => {
      given();
    }, withCode("SecretMissing"));
    given({ adminPassword: new Redacted("Correct-horse-1") });
  });

  it("are refused where Azure would refuse them, without repeating them", () => {
    const adminPassword = new Redacted("correcthorse");
    assert.throws(
      () => {
        given({ adminPassword });
      },
      (error: unknown) =>
        error instanceof RunbookError &&
        error.code === "ArgumentInvalid" &&
        !error.toString().includes("correcthorse"),
    );
  });

  it("are none where the administrator of a Linux VM has a key", () => {
    const plan = planNewVirtualMachine(newLinuxFacts());
    assert.deepEqual(
      plan.steps.flatMap(({ action }) => secretsNeededBy(action)),
      [],
    );
  });

  it("are opened by name, as text or as bytes of a text", () => {
    const secrets = { text: new Redacted("abc"), bytes: new Redacted(Buffer.from("abc")) };
    assert.equal(secretText(secrets, "text"), "abc");
    assert.equal(secretText(secrets, "bytes"), "abc");
    assert.throws(() => secretText(secrets, "other"), withCode("SecretMissing"));
  });
});
