import assert from "node:assert/strict";

import fc from "fast-check";

import type { ByteSource } from "../../lib/vhd/byte-source";
import { BlockAllocationTable } from "../../lib/vhd/block-allocation-table";
import { readVhdImage } from "../../lib/vhd/image";
import { diskInside, type FindParent } from "../../lib/vhd/parent-chain";
import { DiskPieceMissing } from "../../lib/vhd/virtual-disk";
import { countingSource, overwritten, piece, sparse, toBuffer, type SparseBytes } from "./build/sparse-bytes";
import { dynamicVhd, fixedVhd, MiB } from "./build/vhd";
import { ext, ntfs } from "./build/volumes";
import { inspectBytes, problemOf } from "./inspect-bytes";

const PARENT_ID = "aa".repeat(16);
const CHILD_ID = "bb".repeat(16);

/** The disk inside a VHD made of pieces. */
async function openDisk(
  file: SparseBytes,
  findParent: FindParent = async () => Promise.resolve(undefined),
): Promise<ByteSource> {
  const source = countingSource(file);
  const image = await readVhdImage(source);
  assert.ok(image);
  const { disk } = await diskInside(source, image, findParent);
  assert.ok(disk);
  return disk;
}

const words = (text: string, at: number): ReturnType<typeof piece> => piece(at, Buffer.from(text));

describe("The disk inside a dynamic VHD", () => {
  const disk = sparse(
    9 * MiB + 512,
    words("first", 10),
    words("across", 2 * MiB - 3),
    words("last", 9 * MiB + 508),
  );

  for (const blockSizeInBytes of [512, 4096, 512 * 1024, 2 * MiB, 16 * MiB]) {
    it(`is the same, byte for byte, in blocks of ${blockSizeInBytes} bytes`, async () => {
      const inside = await openDisk(dynamicVhd(disk, { blockSizeInBytes }));
      assert.deepEqual(Buffer.from(await inside.read(0, inside.sizeInBytes)), toBuffer(disk));
    });
  }

  it("has zeros where a sector's bit is not set, whatever lies in the block", async () => {
    const inside = await openDisk(dynamicVhd(disk, { hasSector: (sector) => sector !== 0 }));
    const start = Buffer.from(await inside.read(0, 1024));
    assert.deepEqual(start, Buffer.alloc(1024));
    assert.equal(Buffer.from(await inside.read(2 * MiB - 3, 6)).toString(), "across");
  });

  it("is read rightly from any place on, however its sectors are strewn", async () => {
    const full = sparse(
      40 * 1024,
      piece(0, Buffer.from(Array.from({ length: 40 * 1024 }, (_, at) => (at % 255) + 1))),
    );
    const hasSector = (sector: number): boolean => sector % 5 !== 1 && sector % 7 !== 3;
    const inside = await openDisk(dynamicVhd(full, { blockSizeInBytes: 8192, hasSector }));
    const expected = toBuffer(full).map((byte, at) => (hasSector(Math.floor(at / 512)) ? byte : 0));
    await fc.assert(
      fc.asyncProperty(fc.nat(40 * 1024 - 1), fc.nat(20_000), async (from, length) => {
        const to = Math.min(from + length, 40 * 1024);
        assert.deepEqual(
          Buffer.from(await inside.read(from, to - from)),
          Buffer.from(expected.subarray(from, to)),
        );
      }),
    );
  });

  it("can't be read outside of itself", async () => {
    const inside = await openDisk(dynamicVhd(disk));
    await assert.rejects(inside.read(inside.sizeInBytes - 1, 2), RangeError);
    await assert.rejects(inside.read(-1, 1), RangeError);
    await assert.rejects(inside.read(0.5, 1), RangeError);
  });
});

describe("The block allocation table of a 2 TB disk", () => {
  it("is read in pages of 64 KiB, never as a whole", async () => {
    const entries = 1024 * 1024;
    const source = countingSource(sparse(16 * MiB));
    const table = new BlockAllocationTable(source, 2048, entries);
    assert.equal(await table.blockOffsetInBytes(entries - 1), 0);
    assert.equal(source.bytesRead, 64 * 1024);
    await table.count(entries, 2 * MiB + 512);
    assert.ok(source.longestReadInBytes <= 64 * 1024);
    assert.ok(source.bytesRead <= 5 * MiB, String(source.bytesRead));
  });

  it("is counted up to 4 Mi entries, however many it claims", async () => {
    const source = countingSource(sparse(2 ** 45));
    const { counted } = await new BlockAllocationTable(source, 2048, 0xffff_ffff).count(0xffff_ffff, 1024);
    assert.equal(counted, 4 * 1024 * 1024);
  });
});

describe("The disk inside a differencing VHD", () => {
  const parentDisk = sparse(24 * MiB, ...ext(24 * MiB).pieces, words("old", 3 * MiB), words("kept", 5 * MiB));
  const parent = dynamicVhd(parentDisk, { uniqueId: PARENT_ID });
  const change = sparse(24 * MiB, words("new", 3 * MiB));
  const child = dynamicVhd(change, {
    uniqueId: CHILD_ID,
    parent: { uniqueId: PARENT_ID, name: "base.vhd", relativePath: ".\\base.vhd" },
    hasSector: (sector) => sector === (3 * MiB) / 512,
  });
  const found =
    (file: SparseBytes, name = "base.vhd"): FindParent =>
    async () =>
      Promise.resolve({ name, source: countingSource(file) });

  it("has its own sectors, and its parent's where it has none", async () => {
    const inside = await openDisk(child, found(parent));
    const text = async (at: number, length: number): Promise<string> =>
      Buffer.from(await inside.read(at, length)).toString();
    assert.deepEqual([await text(3 * MiB, 3), await text(5 * MiB, 4)], ["new", "kept"]);
    assert.deepEqual(Buffer.from(await inside.read(3 * MiB + 512, 512)), Buffer.alloc(512));
  });

  it("is read through a fixed parent too", async () => {
    const inside = await openDisk(child, found(fixedVhd(parentDisk, { uniqueId: PARENT_ID })));
    assert.equal(Buffer.from(await inside.read(5 * MiB, 4)).toString(), "kept");
  });

  it("is told by the inspection: parent named, chain found, still refused for the upload", async () => {
    const report = await inspectBytes(child, { fileName: "child.vhd", findParent: found(parent) });
    assert.deepEqual(report.container?.parentChain, {
      kind: "known",
      value: ["base.vhd"],
      source: "headers of the VHDs",
    });
    assert.deepEqual(report.container.parent?.locators, [{ platform: "W2ru", path: ".\\base.vhd" }]);
    assert.equal(report.disk?.volumes[0]?.volume.kind, "file-system");
    assert.deepEqual(problemOf(report, "differencing").commands, [
      "Convert-VHD -Path child.vhd -DestinationPath child-fixed.vhd -VHDType Fixed",
    ]);
  });

  it("without its parent can't be read, and says which one is missing", async () => {
    await assert.rejects((await openDisk(child)).read(0, 512), DiskPieceMissing);
    const report = await inspectBytes(child);
    assert.match(problemOf(report, "differencing").text, /The parent 'base\.vhd' was not found/);
    assert.deepEqual(report.disk?.volumes, [
      { volume: { kind: "unreadable", because: "it is in the parent disk, which is not there" } },
    ]);
    assert.equal(report.verdict.encryption.kind, "missing");
  });

  for (const [what, file, reason] of [
    ["another disk", dynamicVhd(parentDisk, { uniqueId: "cc".repeat(16) }), /has the unique id cccccccc/],
    ["no VHD", sparse(4096), /is no VHD/],
    ["damaged", overwritten(parent, piece(512, Buffer.alloc(8))), /can't be read/],
  ] as const) {
    it(`whose parent is ${what} says so`, async () => {
      const { container } = await inspectBytes(child, { findParent: found(file) });
      assert.ok(container?.parentChain?.kind === "missing");
      assert.match(container.parentChain.reason, reason);
    });
  }

  it("whose parents lead in a circle comes to an end", async () => {
    const first = dynamicVhd(change, {
      uniqueId: CHILD_ID,
      parent: { uniqueId: PARENT_ID, name: "second.vhd" },
    });
    const second = dynamicVhd(change, {
      uniqueId: PARENT_ID,
      parent: { uniqueId: CHILD_ID, name: "first.vhd" },
    });
    const findParent: FindParent = async ({ name }) =>
      Promise.resolve({ name, source: countingSource(name === "second.vhd" ? second : first) });
    const { container } = await inspectBytes(first, { findParent });
    assert.deepEqual(container?.parentChain, {
      kind: "missing",
      reason: "The chain of parents comes back to first.vhd.",
    });
  });

  it("whose parent is smaller has zeros beyond it", async () => {
    const large = dynamicVhd(sparse(30 * MiB, ...change.pieces), {
      uniqueId: CHILD_ID,
      parent: { uniqueId: PARENT_ID, name: "base.vhd" },
      hasSector: () => false,
    });
    const inside = await openDisk(large, found(parent));
    assert.deepEqual(Buffer.from(await inside.read(24 * MiB - 512, 1024)), Buffer.alloc(1024));
  });

  it("shows what it changed itself even where its parent is missing", async () => {
    const start = dynamicVhd(ntfs(24 * MiB), {
      uniqueId: CHILD_ID,
      parent: { uniqueId: PARENT_ID, name: "base.vhd" },
    });
    const { disk } = await inspectBytes(start);
    assert.equal(disk?.volumes[0]?.volume.kind, "file-system");
  });
});
