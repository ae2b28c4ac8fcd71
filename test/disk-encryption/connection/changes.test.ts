import assert from "node:assert/strict";

import {
  createChangeGate,
  createChangeLog,
  performChange,
  type ChangeIntent,
} from "../../../lib/disk-encryption/connection/changes";
import { RestError } from "@azure/core-rest-pipeline";

import { RunbookError } from "../../../lib/azure/errors";
import { probeScript } from "../../../lib/disk-encryption/probe/scripts";

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
    await performChange(gate, intent, () => {
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
      await performChange(gate, intent, () => {
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
    await performChange(gate, intent, () => Promise.resolve());
    assert.equal(outside(), "ChangeOutsidePlan");
  });

  it("does not let through on another connection what was announced to one", async () => {
    const [one, other] = [createChangeGate(log), createChangeGate(log)];
    await performChange(one, intent, () => {
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
    await performChange(gate, intent, () => {
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
      performChange(gate, intent, () => Promise.reject(failure)),
      failure,
    );
    assert.deepEqual(failures.entries[0]?.outcome, {
      kind: "failed",
      code: "AzureOperationFailed",
      message: "No.",
    });
  });

  it("compares with what was announced, whatever becomes of the announcement's object afterwards", async () => {
    const gate = createChangeGate(log);
    const body = { commandId: "RunPowerShellScript", script: [...probeScript("Windows").lines] };
    const path =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm/runCommand";
    await gate.ask({ method: "POST", path, body }, () => {
      body.script = ["manage-bde -off C:"];
      assert.equal(
        codeOf(() => {
          gate.assertAnnounced("POST", path, body);
        }),
        "ChangeOutsidePlan",
      );
      return Promise.resolve();
    });
  });

  it("records what Azure refused with Azure's own code", async () => {
    const changes = createChangeLog(() => new Date(0));
    const gate = createChangeGate(changes);
    const refusal = new RestError("No rights.", { code: "AuthorizationFailed", statusCode: 403 });
    await assert.rejects(performChange(gate, intent, () => Promise.reject(refusal)));
    assert.deepEqual(
      changes.entries.map(({ outcome }) => [outcome?.kind, outcome?.kind === "failed" ? outcome.code : ""]),
      [["failed", "AuthorizationFailed"]],
    );
  });

  for (const [what, answered, error] of [
    [
      "what Azure accepted and whose end nobody saw",
      201,
      new RestError("Bad gateway.", { code: "BadGateway", statusCode: 502 }),
    ],
    ["what Azure accepted where the network was lost afterwards", 202, new RestError("read ECONNRESET")],
    [
      "what Azure accepted where nobody was signed in any more afterwards",
      202,
      new RunbookError("CredentialUnavailable", "The sign-in has ended.", "Sign in again."),
    ],
    ["what was sent and whose answer was lost", undefined, new RestError("read ECONNRESET")],
    [
      "what was answered with a server's own error",
      503,
      new RestError("Try later.", { code: "ServiceUnavailable", statusCode: 503 }),
    ],
  ] as const) {
    it(`records as unknown ${what}, and says that Azure may be at it`, async () => {
      const changes = createChangeLog(() => new Date(0));
      const gate = createChangeGate(changes);
      await assert.rejects(
        performChange(gate, intent, () => {
          gate.noteAnswer(answered);
          return Promise.reject(error);
        }),
        (thrown: unknown) => thrown instanceof RunbookError && thrown.hint.includes("may be at it"),
      );
      assert.equal(changes.entries[0]?.outcome?.kind, "unknown");
    });
  }

  it("does not let a caller who holds the gate change Azure with it", () => {
    assert.deepEqual(Object.keys(createChangeGate(log)).sort(), [
      "ask",
      "assertAnnounced",
      "noteAnswer",
      "shownBody",
    ]);
  });
});
