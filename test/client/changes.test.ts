import assert from "node:assert/strict";

import { createChangeGate, createChangeLog, type ChangeIntent } from "../../lib/client/changes";
import { RunbookError } from "../../lib/errors";

const request = {
  method: "PATCH",
  path: "/subscriptions/s/x/vault",
  body: { properties: { on: true } },
} as const;
const intent: ChangeIntent = { planHash: "abc", stepId: "1-update-key-vault", title: "Enable", request };
const log = createChangeLog(() => new Date(0));

const codeOf = (action: () => void): string => {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error.code;
  }
  return "nothing thrown";
};

describe("The gate that every change of Azure goes through", () => {
  it("lets a GET through without a plan", () => {
    createChangeGate(log).assertAnnounced("GET", "/subscriptions/s", undefined);
  });

  it("refuses a change outside of a plan", () => {
    const gate = createChangeGate(log);
    assert.equal(
      codeOf(() => {
        gate.assertAnnounced("PATCH", request.path, request.body);
      }),
      "ChangeOutsidePlan",
    );
  });

  it("lets the planned request through, with its path in any case", async () => {
    const gate = createChangeGate(log);
    await gate.perform(intent, () => {
      gate.assertAnnounced("PATCH", request.path.toUpperCase(), { properties: { on: true } });
      return Promise.resolve();
    });
  });

  for (const [what, method, path, body] of [
    ["another method", "PUT", request.path, request.body],
    ["another path", "PATCH", `${request.path}2`, request.body],
    ["another body", "PATCH", request.path, { properties: { on: false } }],
  ] as const) {
    it(`refuses ${what} than the plan's while the plan is applied`, async () => {
      const gate = createChangeGate(log);
      await gate.perform(intent, () => {
        assert.equal(
          codeOf(() => {
            gate.assertAnnounced(method, path, body);
          }),
          "ChangeOutsidePlan",
        );
        return Promise.resolve();
      });
    });
  }

  it("does not let one plan's request through beside another's", async () => {
    const gate = createChangeGate(log);
    const outside = (): string =>
      codeOf(() => {
        gate.assertAnnounced("PATCH", request.path, request.body);
      });
    await gate.perform(intent, () => Promise.resolve());
    assert.equal(outside(), "ChangeOutsidePlan");
  });

  it("does not let through on another connection what was announced to one", async () => {
    const [one, other] = [createChangeGate(log), createChangeGate(log)];
    await one.perform(intent, () => {
      assert.equal(
        codeOf(() => {
          other.assertAnnounced("PATCH", request.path, request.body);
        }),
        "ChangeOutsidePlan",
      );
      return Promise.resolve();
    });
  });

  it("has the intent on record before the request is sent, and the outcome after", async () => {
    const order: string[] = [];
    const gate = createChangeGate({
      before: ({ stepId }) => {
        order.push(`before ${stepId}`);
        return Promise.resolve();
      },
      after: (_, { kind }) => {
        order.push(`after ${kind}`);
        return Promise.resolve();
      },
    });
    await gate.perform(intent, () => {
      order.push("sent");
      return Promise.resolve();
    });
    assert.deepEqual(order, ["before 1-update-key-vault", "sent", "after done"]);
  });

  it("records a failure with its code and passes it on", async () => {
    const failures = createChangeLog(() => new Date(0));
    const gate = createChangeGate(failures);
    const failure = new RunbookError("AzureOperationFailed", "No.", "Try.");
    await assert.rejects(
      gate.perform(intent, () => Promise.reject(failure)),
      failure,
    );
    assert.deepEqual(failures.entries[0]?.outcome, {
      kind: "failed",
      code: "AzureOperationFailed",
      message: "No.",
    });
  });
});
