import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { RunbookError } from "../../../../lib/azure/errors";
import {
  assertSameFile,
  contentHash,
  pinFile,
} from "../../../../lib/disk-encryption/change/page-blobs/pinned-file";
import type { AllocatedRange } from "../../../../lib/vhd/allocated-ranges";
import { MiB } from "../../../vhd/build/vhd";
import { vhdFolder, windowsVhd, type VhdFolder } from "../../jobs/upload-disk/vhd-files";

const changed = (error: unknown): boolean => error instanceof RunbookError && error.code === "StateChanged";

describe("A file that a plan is made for", () => {
  let folder: VhdFolder;
  let path: string;
  beforeEach(() => {
    folder = vhdFolder();
    path = folder.write("own.vhd", windowsVhd());
  });
  afterEach(() => {
    folder.remove();
  });

  it("is known by its size, its time, its SHA-256, and by how much of it is not zeros", async () => {
    const pinned = await pinFile(path);
    assert.equal(pinned.sizeInBytes, 24 * MiB + 512);
    assert.equal(pinned.modifiedAt, statSync(path).mtime.toISOString());
    assert.match(pinned.sha256, /^[0-9a-f]{64}$/);
    assert.ok(pinned.dataInBytes > 512 && pinned.dataInBytes < 1 * MiB);
    await assertSameFile(pinned);
  });

  it("is another one where it grew", async () => {
    const pinned = await pinFile(path);
    appendFileSync(path, "x");
    utimesSync(path, new Date(), new Date(pinned.modifiedAt));
    await assert.rejects(assertSameFile(pinned), changed);
  });

  it("is another one where it was written to", async () => {
    const pinned = await pinFile(path);
    utimesSync(path, new Date(), new Date("2026-01-01T00:00:00Z"));
    await assert.rejects(assertSameFile(pinned), changed);
  });

  it("can't be one that is not there", async () => {
    await assert.rejects(
      pinFile(join(folder.path, "nothing.vhd")),
      (error: unknown) => error instanceof RunbookError && error.code === "FileUnreadable",
    );
  });

  it("can't be one that is no whole number of pages", async () => {
    const odd = join(folder.path, "odd.vhd");
    writeFileSync(odd, Buffer.alloc(513));
    await assert.rejects(
      pinFile(odd),
      (error: unknown) => error instanceof RunbookError && error.code === "ArgumentInvalid",
    );
  });
});

describe("The hash of what a file holds", () => {
  const range = (offsetInBytes: number, text: string): AllocatedRange => ({
    offsetInBytes,
    lengthInBytes: text.length,
    bytes: Buffer.from(text),
  });
  const hashOf = (sizeInBytes: number, ...ranges: readonly AllocatedRange[]): string => {
    const hash = contentHash(sizeInBytes);
    for (const each of ranges) hash.add(each);
    return hash.sha256();
  };

  it("is of size, places and bytes", () => {
    const sha256 = createHash("sha256").update("4096\n512 3\nabc").digest("hex");
    assert.equal(hashOf(4096, range(512, "abc")), sha256);
  });

  for (const [what, other] of [
    ["another size", hashOf(8192, range(512, "abc"))],
    ["another place", hashOf(4096, range(1024, "abc"))],
    ["other bytes", hashOf(4096, range(512, "abd"))],
    ["one piece more", hashOf(4096, range(512, "abc"), range(1024, "d"))],
  ] as const) {
    it(`is another one for ${what}`, () => {
      assert.notEqual(other, hashOf(4096, range(512, "abc")));
    });
  }

  it("is made in order alone", () => {
    const hash = contentHash(4096);
    hash.add(range(512, "abc"));
    assert.throws(() => {
      hash.add(range(0, "abc"));
    }, RangeError);
  });
});
