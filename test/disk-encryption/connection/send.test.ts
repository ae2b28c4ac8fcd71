import assert from "node:assert/strict";

import { createHttpHeaders, type HttpClient, type PipelineRequest } from "@azure/core-rest-pipeline";

import { drivenClock } from "../../../lib/disk-encryption/connection/clock";
import {
  finish,
  type FinishOptions,
  type OperationProgress,
} from "../../../lib/disk-encryption/connection/long-running-operation";
import { createSender } from "../../../lib/disk-encryption/connection/send";
import { type Send } from "../../../lib/disk-encryption/connection/sending";
import { azureError, httpStatus } from "../../../lib/disk-encryption/connection/azure-error";
import { RunbookError } from "@runbooks/azure";

const ARM = "https://management.azure.com";
const DISK =
  "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-web/providers/Microsoft.Compute/disks/disk-1";
const OPERATION = `${ARM}/subscriptions/c0015001/providers/Microsoft.Compute/locations/westeurope/DiskOperations/1?api-version=2025-01-02`;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** As it comes, where it is no JSON. */
  readonly text?: string;
}

/** A sender to an Azure that answers so, the last answer for good; with what it was asked and for whom the tokens were. */
function sender(...answers: Answer[]): {
  readonly send: Send;
  readonly requests: PipelineRequest[];
  readonly audiences: string[];
} {
  const requests: PipelineRequest[] = [];
  const audiences: string[] = [];
  const client: HttpClient = {
    sendRequest: (request) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      assert.ok(answer !== undefined);
      requests.push(request);
      const { status, headers = {}, body, text = body === undefined ? "" : JSON.stringify(body) } = answer;
      return Promise.resolve({ request, status, headers: createHttpHeaders(headers), bodyAsText: text });
    },
  };
  const credential = {
    getToken: (scopes: string | string[]) => {
      audiences.push(String(scopes));
      return Promise.resolve({ token: "token", expiresOnTimestamp: Number.MAX_SAFE_INTEGER });
    },
  };
  return { send: createSender({ resourceManagerEndpoint: ARM }, credential, client), requests, audiences };
}

/** Waits by a clock that jumps. */
function waiting(options: Omit<FinishOptions, "clock"> = {}): FinishOptions {
  let nowInMs = 0;
  const clock = drivenClock({
    now: () => new Date(nowInMs),
    advance: (durationInMs) => {
      nowInMs += durationInMs;
    },
  });
  return { clock, ...options };
}

const put = { method: "PUT", path: DISK, body: { location: "westeurope" } } as const;
const running = { status: 202, headers: { "azure-asyncoperation": OPERATION } };
const lost = { status: 503, headers: { "retry-after": "0" } };

describe("A planned request", () => {
  it("goes out as it stands in the plan, with the api-version and the token of Resource Manager", async () => {
    const { send, requests, audiences } = sender({ status: 200, body: { name: "disk-1" } });
    assert.deepEqual(await finish(() => send(put), waiting()), { name: "disk-1" });
    const [request] = requests;
    assert.equal(request?.method, "PUT");
    assert.equal(request.url, `${ARM}${DISK}?api-version=2025-01-02`);
    assert.equal(request.body, '{"location":"westeurope"}');
    assert.deepEqual(audiences, [`${ARM}/.default`]);
  });

  it("goes to a vault with a token that is for vaults", async () => {
    const { send, requests, audiences } = sender({ status: 200, body: {} });
    const endpoint = "https://kv-contoso.vault.azure.net";
    await finish(() => send({ method: "POST", endpoint, path: "/keys/kek/rotate" }), waiting());
    assert.equal(requests[0]?.url, `${endpoint}/keys/kek/rotate?api-version=2025-07-01`);
    assert.deepEqual(audiences, ["https://vault.azure.net/.default"]);
  });

  it("carries the secrets that stand in no plan", async () => {
    const { send, requests } = sender({ status: 200, body: {} });
    await finish(() => send(put, { body: { adminPassword: "secret" } }), waiting());
    assert.equal(requests[0]?.body, '{"adminPassword":"secret"}');
  });

  it("is followed to the end of its operation, which tells its state and what Azure is at", async () => {
    const { send, requests } = sender(
      running,
      { status: 200, body: { status: "InProgress" } },
      { status: 200, body: { status: "Succeeded" } },
      { status: 200, body: { name: "disk-1" } },
    );
    const told: OperationProgress[] = [];
    const options = waiting({
      onProgress: (progress) => told.push(progress),
      describe: () => Promise.resolve("copying"),
    });
    assert.deepEqual(await finish(() => send(put), options), { name: "disk-1" });
    assert.deepEqual(told, [
      { status: "running", elapsedInMs: 0, detail: "copying" },
      { status: "succeeded", elapsedInMs: 10_000, detail: "copying" },
    ]);
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`),
      [`PUT ${DISK}`, ...Array<string>(2).fill(`GET ${new URL(OPERATION).pathname}`), `GET ${DISK}`],
    );
  });

  it("is done where Azure says where the new resource is, and that nothing goes on", async () => {
    const made = { status: 201, headers: { location: DISK }, body: { name: "disk-1" } };
    const { send, requests } = sender(made, { status: 400 });
    assert.deepEqual(await finish(() => send(put), waiting()), { name: "disk-1" });
    assert.equal(requests.length, 1);
  });

  it("is looked at with its api-version where Azure's address of the operation has none", async () => {
    const bare = { status: 202, headers: { location: `${DISK}/operations/1` } };
    const { send, requests } = sender(bare, { status: 200, body: { name: "disk-1" } });
    await finish(() => send(put), waiting());
    assert.match(requests[1]?.url ?? "", /\/operations\/1\?api-version=2025-01-02$/);
  });

  it("keeps Azure's refusal where the waiting is stopped in the same moment", async () => {
    const stop = new AbortController();
    stop.abort();
    const { send } = sender({ status: 403, body: { error: { code: "Forbidden", message: "No." } } });
    await assert.rejects(
      finish(() => send(put), waiting({ signal: stop.signal })),
      (thrown) => azureError(thrown, "making").code === "Forbidden",
    );
  });

  it("fails with Azure's code where its operation fails", async () => {
    const error = { code: "DiskBusy", message: "The disk is busy." };
    const { send } = sender(running, { status: 200, body: { status: "Failed", error } });
    await assert.rejects(
      finish(() => send(put), waiting()),
      (thrown) => azureError(thrown, "making").code === "DiskBusy",
    );
  });

  it("fails with Azure's code and status where it is refused", async () => {
    const { send } = sender({ status: 409, body: { error: { code: "Conflict", message: "In use." } } });
    await assert.rejects(
      finish(() => send(put), waiting()),
      (thrown) => azureError(thrown, "making").code === "Conflict" && httpStatus(thrown) === 409,
    );
  });

  it("is not followed to another host, which the token is not for", async () => {
    const elsewhere = { status: 202, headers: { "azure-asyncoperation": "https://example.org/1" } };
    const { send, requests } = sender(elsewhere);
    await assert.rejects(
      finish(() => send(put), waiting()),
      (thrown) => thrown instanceof RunbookError && thrown.message.includes("example.org"),
    );
    assert.equal(requests.length, 1);
  });

  it("has no end where the answer can't be read, and the answer is not shown", async () => {
    const { send } = sender({ status: 200, text: '{"value": "s3cret' });
    await assert.rejects(
      finish(() => send(put), waiting()),
      (thrown) => {
        const known = azureError(thrown, "making the disk");
        return known.code === "AzureOperationFailed" && !JSON.stringify(known).includes("s3cret");
      },
    );
  });

  it("is sent again where its answer was lost, but not where each time makes something new", async () => {
    for (const [once, times] of [
      [false, 4],
      [true, 1],
    ] as const) {
      const { send, requests } = sender(lost);
      await assert.rejects(finish(() => send(put, { once }), waiting()));
      assert.equal(requests.length, times, `once: ${once}`);
    }
  });

  it("is stopped waiting for where the signal says so", async () => {
    const { send } = sender(running, { status: 200, body: { status: "InProgress" } });
    const stop = new AbortController();
    const options = waiting({
      signal: stop.signal,
      onProgress: ({ elapsedInMs }) => {
        if (elapsedInMs >= 20_000) stop.abort();
      },
    });
    await assert.rejects(
      finish(() => send(put), options),
      (thrown) => thrown instanceof RunbookError && thrown.code === "Interrupted",
    );
  });
});
