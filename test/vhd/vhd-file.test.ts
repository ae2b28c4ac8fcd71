import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inspectVhdFile, openVhd } from "../../lib/vhd/index";
import { overwritten, piece, sparse, writeSparse } from "./build/sparse-bytes";
import { dynamicVhd, fixedVhd, MiB } from "./build/vhd";
import { ext } from "./build/volumes";

const PARENT_ID = "aa".repeat(16);
const CHILD_ID = "bb".repeat(16);

describe("A file that is opened as a VHD", () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "vhd-file-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is read where one asks, and not outside", async () => {
    writeFileSync(at("ten"), "0123456789");
    const file = await openVhd(at("ten"));
    try {
      assert.deepEqual([file.name, file.sizeInBytes], ["ten", 10]);
      assert.equal(Buffer.from(await file.read(3, 4)).toString(), "3456");
      await assert.rejects(file.read(8, 3), RangeError);
    } finally {
      await file.close();
    }
  });

  it("may be larger than what 32 bits count, and sparse", async () => {
    const disk = ext(6 * 1024 * MiB);
    writeSparse(at("large.vhd"), fixedVhd(overwritten(disk, piece(5 * 1024 * MiB, Buffer.from("far")))));
    const file = await openVhd(at("large.vhd"));
    assert.equal(Buffer.from(await file.read(5 * 1024 * MiB, 3)).toString(), "far");
    await file.close();
    assert.equal((await inspectVhdFile(at("large.vhd"))).verdict.outcome, "ready");
  });

  it("that becomes shorter meanwhile is an error with a way out", async () => {
    writeFileSync(at("shrinking"), Buffer.alloc(2000));
    const file = await openVhd(at("shrinking"));
    truncateSync(at("shrinking"), 100);
    await assert.rejects(file.read(0, 2000), {
      code: "FileUnreadable",
      message: /became shorter while it was read/,
    });
    await file.close();
  });

  for (const [what, name, message] of [
    ["not there", "nothing.vhd", /there is no such file/],
    ["a folder", "folder.vhd", /is a folder, not a file/],
    ["a link to itself", "link.vhd", /symbolic links lead in a circle/],
    ["inside a file", "plain/inner.vhd", /there is no such file/],
  ] as const) {
    it(`that is ${what} can't be inspected`, async () => {
      mkdirSync(at("folder.vhd"), { recursive: true });
      writeFileSync(at("plain"), "x");
      if (name === "link.vhd") symlinkSync(at("link.vhd"), at("link.vhd"));
      await assert.rejects(inspectVhdFile(at(name)), { code: "FileUnreadable", message });
    });
  }

  it("that is a pipe nobody writes to doesn't keep one waiting", async () => {
    execFileSync("mkfifo", [at("pipe.vhd")]);
    await assert.rejects(inspectVhdFile(at("pipe.vhd")), {
      code: "FileUnreadable",
      message: /a device or a pipe/,
    });
  });

  it("that is a device is refused", async () => {
    await assert.rejects(inspectVhdFile("/dev/zero"), { code: "FileUnreadable" });
  });

  it("that one may not read says so", async function () {
    writeFileSync(at("locked.vhd"), "x", { mode: 0 });
    // The superuser may read everything; what it can't is tried above.
    const expected = process.getuid?.() === 0 ? undefined : /permission denied/;
    const result = await inspectVhdFile(at("locked.vhd")).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    assert.equal(expected === undefined, result === undefined);
    if (expected !== undefined) assert.match(result ?? "", expected);
  });

  describe("that is a differencing disk", () => {
    const base = dynamicVhd(ext(24 * MiB), { uniqueId: PARENT_ID });
    const child = (relativePath: string, name = "base.vhd"): ReturnType<typeof dynamicVhd> =>
      dynamicVhd(sparse(24 * MiB), {
        uniqueId: CHILD_ID,
        parent: { uniqueId: PARENT_ID, name, relativePath },
      });

    it("finds its parent beside it, by name, whatever the case of the letters", async () => {
      mkdirSync(at("beside"));
      writeSparse(at("beside/BASE.VHD"), base);
      writeSparse(at("beside/child.vhd"), child(".\\base.vhd"));
      const { container, disk } = await inspectVhdFile(at("beside/child.vhd"));
      assert.deepEqual(container?.parentChain?.kind === "known" && container.parentChain.value, [
        at("beside/BASE.VHD"),
      ]);
      assert.equal(disk?.volumes[0]?.volume.kind, "file-system");
    });

    it("doesn't have a file opened that lies elsewhere", async () => {
      mkdirSync(at("far/away"), { recursive: true });
      writeSparse(at("far/base.vhd"), base);
      writeSparse(at("far/away/child.vhd"), child("..\\base.vhd", "..\\base.vhd"));
      const { container } = await inspectVhdFile(at("far/away/child.vhd"));
      assert.equal(container?.parentChain?.kind, "missing");
    });

    it("takes the parent that is given, by whatever name", async () => {
      mkdirSync(at("given"));
      writeSparse(at("given/child.vhd"), child(".\\base.vhd"));
      const { container } = await inspectVhdFile(at("given/child.vhd"), { parents: [at("beside/BASE.VHD")] });
      assert.equal(container?.parentChain?.kind, "known");
    });

    it("fails where a parent is given that can't be opened", async () => {
      await assert.rejects(inspectVhdFile(at("given/child.vhd"), { parents: [at("nowhere.vhd")] }), {
        code: "FileUnreadable",
      });
    });
  });
});
