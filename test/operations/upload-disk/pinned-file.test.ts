import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { RunbookError } from "../../../lib/errors";
import { assertSameFile, hashing, pinFile } from "../../../lib/operations/upload-disk/pinned-file";
import { memorySource } from "../../../lib/vhd/byte-source";
import { MiB } from "../../vhd/build/vhd";
import { vhdFolder, windowsVhd, type VhdFolder } from "./vhd-files";

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
    assert.equal(pinned.sha256, createHash("sha256").update(readFileSync(path)).digest("hex"));
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

describe("A source that is hashed while it is read", () => {
  it("has no hash before its end, and is read in order alone", async () => {
    const source = hashing(memorySource(Buffer.alloc(1024)));
    await source.read(0, 512);
    assert.throws(() => source.sha256(), RangeError);
    await assert.rejects(source.read(0, 512), RangeError);
    await source.read(512, 512);
    assert.equal(source.sha256(), createHash("sha256").update(Buffer.alloc(1024)).digest("hex"));
  });
});
