import assert from "node:assert/strict";

import { isJsonObject, listAt, textAt, type JsonObject } from "../../lib/sandbox/json";
import { finance, production, startContoso, type Answer, type Contoso } from "./contoso";

const groups = `${production}/resourceGroups?api-version=2021-04-01`;
const machines = `${production}/providers/Microsoft.Compute/virtualMachines?api-version=2026-03-01`;
const disks = `${production}/providers/Microsoft.Compute/disks?api-version=2025-01-02`;
const newDisk = `${production}/resourceGroups/rg-web-weu/providers/Microsoft.Compute/disks/disk-new`;
const machine = `${production}/resourceGroups/rg-web-weu/providers/Microsoft.Compute/virtualMachines/vm-web-01?api-version=2026-03-01`;

async function times(count: number, contoso: Contoso, url: string, as?: string): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let sent = 0; sent < count; sent++)
    answers.push(await contoso.get(url, as === undefined ? {} : { as }));
  return answers;
}

const reads = ({ headers }: Answer): number =>
  Number(headers.get("x-ms-ratelimit-remaining-subscription-reads"));
const left = ({ headers }: Answer, bucket: string): number =>
  Number(
    new RegExp(`Microsoft\\.Compute/${bucket};(\\d+)`).exec(
      headers.get("x-ms-ratelimit-remaining-resource") ?? "",
    )?.[1],
  );
const statuses = (answers: readonly Answer[]): ReadonlySet<number> =>
  new Set(answers.map(({ status }) => status));

describe("Azure's throttling", () => {
  it("is off unless it is asked for: the buckets are counted, and nobody is refused", async () => {
    const contoso = startContoso();
    const answers = await times(260, contoso, groups);
    assert.deepEqual([...statuses(answers)], [200]);
    assert.equal(reads(answers.at(-1) ?? assert.fail()), 0);
    assert.equal(contoso.sandbox.requests.refused, 0);
  });

  it("lets 250 reads through at once, and 25 more each second", async () => {
    const contoso = startContoso({ throttling: true });
    const answers = await times(250, contoso, groups);
    assert.deepEqual([...statuses(answers)], [200]);
    assert.deepEqual(
      [answers[0], answers[249]].map((answer) => reads(answer ?? assert.fail())),
      [249, 0],
    );
    const [refused] = await times(1, contoso, groups);
    assert.equal(refused?.status, 429);
    contoso.sandbox.clock.advance(2_000);
    const more = await times(51, contoso, groups);
    assert.deepEqual(
      more.map(({ status }) => status),
      [...Array.from({ length: 50 }, () => 200), 429],
    );
  });

  it("refuses at the front door with a time to wait, after which it lets one through", async () => {
    const contoso = startContoso({ throttling: true });
    await times(250, contoso, groups);
    const refused = await contoso.get(groups);
    assert.equal(refused.status, 429);
    assert.equal(textAt(refused.body, "error", "code"), "SubscriptionRequestsThrottled");
    assert.match(textAt(refused.body, "error", "message") ?? "", /try again after '1' seconds/);
    assert.equal(reads(refused), 0);
    contoso.sandbox.clock.advance(Number(refused.headers.get("retry-after")) * 1000);
    assert.equal((await contoso.get(groups)).status, 200);
  });

  it("counts each caller and each subscription apart", async () => {
    const contoso = startContoso({ throttling: true });
    await times(250, contoso, groups);
    assert.equal((await contoso.get(groups)).status, 429);
    assert.equal((await contoso.get(groups, { as: "lena@contoso.example" })).status, 200);
    assert.equal((await contoso.get(groups.replace(production, finance))).status, 200);
  });

  it("counts reads, writes and deletions apart", async () => {
    const contoso = startContoso({ throttling: true });
    await times(250, contoso, groups);
    const put = await contoso.send("PUT", `${production}/resourceGroups/rg-new?api-version=2021-04-01`, {
      body: { location: "westeurope" },
    });
    assert.equal(put.status, 201);
    assert.equal(put.headers.get("x-ms-ratelimit-remaining-subscription-writes"), "199");
    assert.equal(put.headers.get("x-ms-ratelimit-remaining-subscription-global-writes"), "2999");
  });

  it("lets 36 reads of one VM through, and 12 more each minute", async () => {
    const contoso = startContoso({ throttling: true });
    const answers = await times(37, contoso, machine);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...Array.from({ length: 36 }, () => 200), 429],
    );
    assert.equal(left(answers[35] ?? assert.fail(), "LowCostGetResource"), 0);
    contoso.sandbox.clock.advance(60_000);
    assert.deepEqual(
      (await times(13, contoso, machine)).map(({ status }) => status),
      [...Array.from({ length: 12 }, () => 200), 429],
    );
  });

  it("is Compute's own where Compute refuses: without the wrapper, with the bucket and its window", async () => {
    const contoso = startContoso({ throttling: true });
    const [refused] = (await times(37, contoso, machine)).slice(-1);
    const body = refused?.body;
    assert.ok(isJsonObject(body));
    assert.equal(body["error"], undefined);
    assert.equal(textAt(body, "code"), "OperationNotAllowed");
    assert.match(textAt(body, "message") ?? "", /too many requests/);
    const [detail] = listAt(body, "details");
    assert.equal(textAt(detail, "code"), "TooManyRequests");
    assert.equal(textAt(detail, "target"), "LowCostGetResource");
    const told = JSON.parse(textAt(detail, "message") ?? "") as JsonObject;
    assert.deepEqual(
      [told["operationGroup"], told["allowedRequestCount"], told["measuredRequestCount"]],
      ["LowCostGetResource", 36, 37],
    );
    const waitInMs = Date.parse(textAt(told, "endTime") ?? "") - Date.parse(textAt(told, "startTime") ?? "");
    assert.equal(Number(refused?.headers.get("retry-after")), waitInMs / 1000);
    assert.equal(waitInMs, 5_000);
  });

  it("lets 240 lists of disks through in a window of three minutes, and all of them again in the next", async () => {
    const contoso = startContoso({ throttling: true });
    contoso.sandbox.clock.advance(60_000);
    const answers = await times(241, contoso, disks);
    assert.deepEqual([...statuses(answers.slice(0, 240))], [200]);
    const refused = answers[240];
    assert.equal(refused?.status, 429);
    assert.equal(refused.headers.get("retry-after"), "120");
    // What another bucket has left was not drawn on.
    assert.equal(left(refused, "HighCostGet30Min"), 1680);
    contoso.sandbox.clock.advance(119_000);
    assert.equal((await contoso.get(disks)).status, 429);
    contoso.sandbox.clock.advance(1_000);
    const [again] = await times(1, contoso, disks);
    assert.equal(again?.status, 200);
    assert.equal(left(again, "HighCostGet3Min"), 239);
    assert.equal(left(again, "HighCostGet30Min"), 1679);
  });

  it("leaves as much of a disk's buckets after the first request as Azure was recorded to leave", async () => {
    const contoso = startContoso();
    const listed = await contoso.get(disks);
    assert.deepEqual(
      ["HighCostGet3Min", "HighCostGet30Min"].map((bucket) => left(listed, bucket)),
      [239, 1919],
    );
    const made = await contoso.send("PUT", `${newDisk}?api-version=2025-01-02`, {
      body: {
        location: "westeurope",
        properties: { creationData: { createOption: "Empty" }, diskSizeGB: 32 },
      },
    });
    assert.equal(made.status, 202);
    assert.deepEqual(
      ["CreateUpdateDisks3Min", "CreateUpdateDisks30Min"].map((bucket) => left(made, bucket)),
      [2999, 24999],
    );
  });

  it("does not take disks' lists for VMs' lists", async () => {
    const contoso = startContoso({ throttling: true });
    await times(241, contoso, disks);
    assert.equal((await contoso.get(machines)).status, 200);
  });
});

describe("The sandbox's count of requests", () => {
  it("tells all of them, and by bucket those that came and those that were refused", async () => {
    const contoso = startContoso({ throttling: true });
    await times(38, contoso, machine);
    await contoso.get(groups);
    const { total, refused, buckets } = contoso.sandbox.requests;
    assert.deepEqual([total, refused], [39, 2]);
    const bucket = (name: string): readonly (readonly [number, number])[] =>
      buckets.filter((one) => one.bucket === name).map((one) => [one.requests, one.refused] as const);
    assert.deepEqual(bucket("LowCostGetResource"), [[38, 2]]);
    assert.deepEqual(bucket("reads"), [[39, 0]]);
  });

  it("does not change under whoever holds it", async () => {
    const contoso = startContoso();
    const before = contoso.sandbox.requests;
    await contoso.get(groups);
    assert.equal(before.total, 0);
    assert.equal(contoso.sandbox.requests.total, 1);
  });
});
