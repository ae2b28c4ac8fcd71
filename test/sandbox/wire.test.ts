import assert from "node:assert/strict";

import { finance, items, production, startContoso } from "./contoso";
import { generatedBench } from "./fleet/generated/generated-bench";

const disksUrl = `${production}/providers/Microsoft.Compute/disks?api-version=2025-01-02`;

describe("The pages of Compute's lists", () => {
  it("are as long as the sandbox is told", async () => {
    assert.equal(items(await startContoso({ pageSize: 3 }).get(disksUrl)).length, 3);
  });

  it("have 50 items unless it is said, and 1,000 of a generated fleet", async () => {
    assert.ok(items(await startContoso().get(disksUrl)).length < 50);
    const { pages, subscriptions } = generatedBench({ virtualMachines: 360, subscriptions: 1 });
    const disks = await pages(subscriptions[0] ?? "", "disks");
    assert.deepEqual(
      disks.map(({ length }) => length),
      [1000, disks.flat().length - 1000],
    );
    const small = generatedBench({ virtualMachines: 60, subscriptions: 1 }, { pageSize: 50 });
    assert.equal((await small.pages(small.subscriptions[0] ?? "", "disks"))[0]?.length, 50);
  });
});

describe("The latency of a request", () => {
  /** Waits that are over when the test says so. */
  function waits(): {
    readonly wait: (durationInMs: number) => Promise<void>;
    readonly durations: number[];
    readonly end: () => void;
  } {
    const durations: number[] = [];
    const endings: (() => void)[] = [];
    return {
      durations,
      wait: (durationInMs) =>
        new Promise((resolve) => {
          durations.push(durationInMs);
          endings.push(resolve);
        }),
      end: () => {
        for (const ending of endings.splice(0)) ending();
      },
    };
  }

  it("is waited for once a request, and requests that are sent together wait together", async () => {
    const { wait, durations, end } = waits();
    const contoso = startContoso({ latencyInMs: 20, wait });
    const answers = [production, finance].map((scope) => contoso.get(`${scope}?api-version=2022-12-01`));
    await Promise.resolve();
    assert.deepEqual(durations, [20, 20]);
    assert.equal(contoso.sandbox.requests.total, 0);
    end();
    assert.deepEqual(
      (await Promise.all(answers)).map(({ status }) => status),
      [200, 200],
    );
    assert.equal(contoso.sandbox.requests.total, 2);
  });

  it("is none unless it is asked for", async () => {
    const { wait, durations } = waits();
    const contoso = startContoso({ wait });
    await contoso.get(`${production}?api-version=2022-12-01`);
    assert.deepEqual(durations, []);
  });
});
