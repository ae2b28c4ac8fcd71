import assert from "node:assert/strict";

import fc from "fast-check";

import { allocatedRanges, sha256, type AllocatedRange } from "../../lib/vhd";
import { countingSource, piece, sparse, toBuffer, type SparseBytes } from "./build/sparse-bytes";
import { fixedVhd, MiB } from "./build/vhd";
import { createHash } from "node:crypto";

async function rangesOf(file: SparseBytes, fromOffsetInBytes = 0): Promise<readonly AllocatedRange[]> {
  const ranges: AllocatedRange[] = [];
  for await (const range of allocatedRanges(countingSource(file), { fromOffsetInBytes })) ranges.push(range);
  return ranges;
}

const places = (ranges: readonly AllocatedRange[]): unknown =>
  ranges.map(({ offsetInBytes, lengthInBytes }) => [offsetInBytes, lengthInBytes]);

describe("What has to be uploaded of a fixed VHD", () => {
  it("is its footer alone where the disk is zeros", async () => {
    assert.deepEqual(places(await rangesOf(fixedVhd(sparse(24 * MiB)))), [[24 * MiB, 512]]);
  });

  it("is nothing of the zeros between, to 64 KiB", async () => {
    const disk = sparse(
      24 * MiB,
      piece(0, Buffer.from("a")),
      piece(100_000, Buffer.from("b")),
      piece(10 * MiB, Buffer.from("c")),
    );
    assert.deepEqual(places(await rangesOf(fixedVhd(disk))), [
      [0, 2 * 65536],
      [10 * MiB, 65536],
      [24 * MiB, 512],
    ]);
  });

  it("comes in pieces of 4 MiB at most", async () => {
    const ranges = await rangesOf(fixedVhd(sparse(10 * MiB, piece(0, Buffer.alloc(10 * MiB, 7)))));
    assert.deepEqual(places(ranges), [
      [0, 4 * MiB],
      [4 * MiB, 4 * MiB],
      [8 * MiB, 2 * MiB + 512],
    ]);
  });

  it("goes on from where it was left", async () => {
    const disk = sparse(24 * MiB, piece(0, Buffer.from("a")), piece(10 * MiB, Buffer.from("c")));
    assert.deepEqual(places(await rangesOf(fixedVhd(disk), 4 * MiB)), [
      [10 * MiB, 65536],
      [24 * MiB, 512],
    ]);
  });

  it("is the whole file, where it is put back among zeros", async () => {
    const pieces = fc.array(
      fc
        .tuple(fc.nat(3 * MiB), fc.uint8Array({ minLength: 1, maxLength: 200 }))
        .map(([at, bytes]) => piece(at, bytes)),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (some) => {
        const file = sparse(5 * MiB, ...some);
        const target = Buffer.alloc(file.sizeInBytes);
        for (const { offsetInBytes, lengthInBytes, bytes } of await rangesOf(file)) {
          assert.equal(bytes.length, lengthInBytes);
          assert.equal(offsetInBytes % 512, 0);
          assert.equal(lengthInBytes % 512, 0);
          target.set(bytes, offsetInBytes);
        }
        assert.ok(target.equals(toBuffer(file)));
      }),
      { numRuns: 25 },
    );
  });

  it("is refused where the file can't be divided into pages", async () => {
    await assert.rejects(rangesOf(sparse(1000)), { code: "ArgumentInvalid" });
    await assert.rejects(rangesOf(sparse(1024), 100), { code: "ArgumentInvalid" });
  });
});

describe("The SHA-256 of a file", () => {
  it("is computed piece by piece", async () => {
    const file = sparse(9 * MiB + 5, piece(5 * MiB, Buffer.from("middle")));
    const source = countingSource(file);
    assert.equal(await sha256(source), createHash("sha256").update(toBuffer(file)).digest("hex"));
    assert.equal(source.longestReadInBytes, 4 * MiB);
  });

  it("of nothing is the one of no bytes", async () => {
    assert.match(await sha256(countingSource(sparse(0))), /^e3b0c44298fc1c149afbf4c8996fb924/);
  });
});
