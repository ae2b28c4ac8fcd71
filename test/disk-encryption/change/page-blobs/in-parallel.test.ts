import assert from "node:assert/strict";

import { inParallel } from "../../../../lib/disk-encryption/change/page-blobs/in-parallel";

/** A task that ends when it is told to. */
function aTask(): { readonly run: () => Promise<void>; readonly end: () => void; readonly fail: () => void } {
  let end = (): void => undefined;
  let fail = (): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = () => {
      reject(new Error("refused"));
    };
  });
  return { run: () => promise, end, fail };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("Tasks side by side", () => {
  it("are so many at once and no more", async () => {
    const tasks = inParallel(2);
    const [one, two, three] = [aTask(), aTask(), aTask()];
    const begun: number[] = [];
    const begin = async (number: number, run: () => Promise<void>): Promise<void> => {
      await tasks.begin(run);
      begun.push(number);
    };
    const all = Promise.all([begin(1, one.run), begin(2, two.run), begin(3, three.run)]);
    await turn();
    assert.deepEqual(begun, [1, 2]);
    two.end();
    await all;
    assert.deepEqual(begun, [1, 2, 3]);
    one.end();
    three.end();
    await tasks.settled();
  });

  it("stop at the first failure, and are waited for", async () => {
    const tasks = inParallel(2);
    const [one, two] = [aTask(), aTask()];
    await tasks.begin(one.run);
    await tasks.begin(two.run);
    one.fail();
    await turn();
    await assert.rejects(
      tasks.begin(() => assert.fail("begun")),
      /refused/,
    );
    let isEnded = false;
    const ended = tasks.ended().then(() => (isEnded = true));
    await turn();
    assert.equal(isEnded, false);
    two.end();
    await ended;
    await assert.rejects(tasks.settled(), /refused/);
  });
});
