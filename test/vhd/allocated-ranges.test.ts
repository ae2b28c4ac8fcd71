import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";

import { allocatedRanges, openVhd, type AllocatedRange } from "../../lib/vhd/index";
import { sha256 } from "../../lib/vhd/sha256";
import { type VhdFile } from "../../lib/vhd/vhd-file";
import { nextDataIn, parseDataMap } from "../../lib/vhd/data-map";
import { readVhdImage } from "../../lib/vhd/image";
import { diskInside } from "../../lib/vhd/parent-chain";
import { countingSource, piece, sparse, toBuffer, writeSparse, type SparseBytes } from "./build/sparse-bytes";
import { dynamicVhd, fixedVhd, MiB } from "./build/vhd";
import { itWith } from "./tools";

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

describe("A sparse file", () => {
  let folder: string;
  let path: string;
  const TIB = 1024 ** 4;
  const pieces = [piece(0, Buffer.from("a")), piece(TIB / 2 + 5 * MiB, Buffer.alloc(9 * MiB, 7))];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sparse-"));
    path = join(folder, "sparse.vhd");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function readsOf(file: VhdFile): Promise<{ readonly ranges: unknown; readonly bytesRead: number }> {
    let bytesRead = 0;
    const counted = {
      ...file,
      read: async (offset: number, length: number): Promise<Uint8Array> => {
        bytesRead += length;
        return file.read(offset, length);
      },
    };
    const ranges: AllocatedRange[] = [];
    for await (const range of allocatedRanges(counted)) ranges.push(range);
    await file.close();
    return { ranges: places(ranges), bytesRead };
  }

  itWith(
    ["python3"],
    "of 1 TiB is read where its file system says that it has data, and nowhere else",
    async () => {
      writeSparse(path, fixedVhd(sparse(TIB, ...pieces)));
      const { ranges, bytesRead } = await readsOf(await openVhd(path));
      assert.deepEqual(ranges, [
        [0, 65536],
        [TIB / 2 + 5 * MiB, 3 * MiB],
        [TIB / 2 + 8 * MiB, 4 * MiB],
        [TIB / 2 + 12 * MiB, 2 * MiB],
        [TIB, 512],
      ]);
      assert.ok(bytesRead <= 32 * MiB, `${bytesRead} bytes read`);
    },
  );

  itWith(["python3"], "gives the same ranges with and without what its file system says", async () => {
    const file = sparse(
      200 * MiB,
      ...[0, 3, 70, 71, 130, 199].map((at) => piece(at * MiB + 12_345, Buffer.from(`at ${at}`))),
    );
    writeSparse(path, fixedVhd(file));
    const asked = await readsOf(await openVhd(path));
    const read = await readsOf(await openVhd(path, { python: join(folder, "no-python") }));
    assert.deepEqual(asked.ranges, read.ranges);
    assert.equal(read.bytesRead, 200 * MiB + 512);
    assert.ok(asked.bytesRead < 40 * MiB, `${asked.bytesRead} bytes read`);
  });

  for (const [what, text] of [
    ["that is cut off", "0 4096\n8192 "],
    ["without its last line", "0 4096\n"],
    ["out of order", "8192 12288\n0 4096\nend\n"],
    ["of nothing", ""],
    ["beyond the file", "0 4096\n8192 999999\nend\n"],
    ["of something else", "Traceback\nend\n"],
  ] as const) {
    it(`is read from end to end where a map ${what} comes back`, () => {
      assert.equal(parseDataMap(text, 16384), undefined);
    });
  }

  it("has its next data where the map says", () => {
    const map = parseDataMap("4096 8192\n12288 16384\nend\n", 20480);
    assert.ok(map);
    assert.deepEqual(
      [0, 4096, 5000, 8192, 12288, 16384, 20000].map((at) => nextDataIn(map, at, 20480)),
      [4096, 4096, 5000, 12288, 12288, 20480, 20480],
    );
    assert.deepEqual(parseDataMap("end\n", 4096), []);
  });
});

describe("A dynamic disk", () => {
  it("has its next data in the next block that its file has", async () => {
    const disk = sparse(24 * MiB, piece(5 * MiB, Buffer.from("a")), piece(20 * MiB, Buffer.from("b")));
    const source = countingSource(dynamicVhd(disk));
    const image = await readVhdImage(source);
    assert.ok(image);
    const inside = await diskInside(source, image, async () => Promise.resolve(undefined));
    const next = async (at: number): Promise<number | undefined> => inside.disk?.nextData?.(at);
    assert.deepEqual(
      [await next(0), await next(5 * MiB), await next(6 * MiB), await next(22 * MiB)],
      [4 * MiB, 5 * MiB, 20 * MiB, 24 * MiB],
    );
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
