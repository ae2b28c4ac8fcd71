import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { writeVhdSample, type VhdSampleName } from "../../lib/vhd/samples";
import { type VhdReport } from "../../lib/vhd/index";
import { piece, sparse, writeSparse } from "../vhd/build/sparse-bytes";
import { dynamicVhd, fixedVhd, MiB } from "../vhd/build/vhd";
import { ext } from "../vhd/build/volumes";
import { run } from "./run-runbook";

describe("runbook inspect-vhd", () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "inspect-vhd-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function sample(name: VhdSampleName): Promise<string> {
    const path = at(`${name}.vhd`);
    rmSync(path, { force: true });
    await writeVhdSample(name, path);
    return path;
  }

  for (const [name, words] of [
    ["linux-luks2-gen2", /LUKS2, aes-xts-plain64, key slot 0/],
    ["linux-luks1-gen1", /LUKS1, aes-xts-plain64, 512-bit key/],
    ["windows-bitlocker-gen2", /BitLocker, XTS-AES 256-bit, fully encrypted/],
  ] as const) {
    it(`exits with 0 for ${name}, and tells what is in it`, async () => {
      const ran = await run("inspect-vhd", await sample(name));
      assert.equal(ran.exitCode, 0);
      assert.match(ran.results, /: ✔ ready to upload\n/);
      // What a partition holds may be broken into lines.
      assert.match(ran.results.replace(/\n {3,}/g, " "), words);
      assert.equal(ran.notes, "");
    });
  }

  it("exits with 1 for a disk that is not understood, and says so first", async () => {
    writeSparse(at("unknown.vhd"), fixedVhd(sparse(24 * MiB, piece(0, Buffer.alloc(4096, 0x5a)))));
    const ran = await run("inspect-vhd", at("unknown.vhd"));
    assert.equal(ran.exitCode, 1);
    assert.match(ran.results.split("\n")[0] ?? "", /: \? not known/);
  });

  it("exits with 1 for a dynamic VHD, and gives the qemu-img line", async () => {
    const path = await sample("linux-plain-dynamic");
    const ran = await run("inspect-vhd", path);
    assert.equal(ran.exitCode, 1);
    assert.ok(ran.results.includes(`qemu-img convert -f vpc ${path} -O vpc -o subformat=fixed,force_size`));
  });

  it("prints the report as JSON, and nothing else", async () => {
    const ran = await run("inspect-vhd", await sample("linux-luks2-gen2"), "--json");
    const report = JSON.parse(ran.results) as VhdReport;
    assert.equal(report.verdict.outcome, "ready");
    assert.equal(report.disk?.volumes[2]?.volume.kind, "luks2");
    assert.equal(ran.exitCode, 0);
  });

  it("exits with 1 for JSON of a VHD that isn't ready, too", async () => {
    assert.equal((await run("inspect-vhd", await sample("linux-plain-dynamic"), "--json")).exitCode, 1);
  });

  for (const [what, content, words] of [
    ["an empty file", "", /empty-file|The file is empty/],
    ["a text", "a letter\n", /This is a text file, not a VHD/],
    ["a VHDX", "vhdxfile", /This is a VHDX image/],
  ] as const) {
    it(`exits with 1 for ${what}, and says that it is one`, async () => {
      writeFileSync(at("file"), content);
      const ran = await run("inspect-vhd", at("file"));
      assert.equal(ran.exitCode, 1);
      assert.match(ran.results, words);
    });
  }

  it("reads a differencing VHD with the parent that is given", async () => {
    const parent = { uniqueId: "aa".repeat(16), name: "elsewhere.vhd" };
    writeSparse(at("child.vhd"), dynamicVhd(sparse(24 * MiB), { parent, uniqueId: "bb".repeat(16) }));
    writeSparse(at("base.vhd"), dynamicVhd(ext(24 * MiB), { uniqueId: "aa".repeat(16) }));
    assert.match(
      (await run("inspect-vhd", at("child.vhd"))).results,
      /The parent 'elsewhere\.vhd' was not found/,
    );
    const ran = await run("inspect-vhd", at("child.vhd"), "--parent", at("base.vhd"));
    assert.match(ran.results, /ext4, plain/);
    assert.equal(ran.exitCode, 1);
  });

  for (const [what, args] of [
    ["a file that isn't there", ["nowhere.vhd"]],
    ["a folder", [tmpdir()]],
  ] as const) {
    it(`ends with two lines and exit code 2 for ${what}`, async () => {
      const ran = await run("inspect-vhd", ...args);
      assert.equal(ran.exitCode, 2);
      assert.equal(ran.results, "");
      assert.match(ran.notes, /^FileUnreadable: .*\n {2}Try: /);
      assert.equal(ran.notes.split("\n").length, 2);
    });
  }

  it("exits with 2 without a file", async () => {
    const ran = await run("inspect-vhd");
    assert.equal(ran.exitCode, 2);
    assert.match(ran.notes, /missing required argument 'file'\nTry: runbook inspect-vhd --help$/);
  });

  it("has a --help that names every option and the exit codes", async () => {
    const ran = await run("inspect-vhd", "--help");
    assert.equal(ran.exitCode, 0);
    for (const word of [
      "--parent",
      "--json",
      "Exit code: 0 ready, 1 not ready or not known, 2 the file can't be read, or wrong arguments.",
    ])
      assert.ok(ran.results.includes(word), word);
    assert.ok(!ran.results.includes("default"));
  });
});
