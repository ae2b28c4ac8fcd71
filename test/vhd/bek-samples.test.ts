import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readBekFile } from "../../lib/disk-encryption/jobs/store-key/read-bek-file";
import { readPassphraseFile } from "../../lib/disk-encryption/jobs/store-key/read-passphrase-file";
import { bekSampleNames, writeBekSample } from "../../lib/vhd/bek-samples";
import { inspectVhdFile, removePracticeFiles, writePracticeFiles } from "../../lib/vhd/index";
import { aBek } from "../disk-encryption/nouns/a-bek";
import { STARTUP_KEY } from "./build/bitlocker";

const anotherVolume = "11112222-3333-4444-8555-666677778888";

const expected = {
  "windows-bitlocker-gen2": aBek(STARTUP_KEY.id),
  "too-long": aBek(STARTUP_KEY.id, { keySizeInBytes: 100 }),
  "another-volume": aBek(anotherVolume),
} as const;

describe("The sample .bek files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bek-samples-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of bekSampleNames) {
    it(`${name} is as libyal/libbde describes such a file, with a key that is none`, async () => {
      const path = join(folder, `${name}.bek`);
      await writeBekSample(name, path);
      assert.deepEqual(readFileSync(path), expected[name]);
      await assert.rejects(writeBekSample(name, path), { code: "FileUnreadable" });
    });
  }

  it("stand beside a passphrase file for the lesson's Linux disk", async () => {
    await writePracticeFiles(folder);
    const { verdict } = await inspectVhdFile(join(folder, "own-linux.vhd"));
    assert.deepEqual(
      verdict.keyMaterial.map(({ kind }) => kind),
      ["passphrase"],
    );
    assert.equal((await readPassphraseFile(join(folder, "own-linux.passphrase"))).kind, "passphrase");
  });

  it("belong to the lesson's disk, but for one", async () => {
    await writePracticeFiles(folder);
    const { verdict } = await inspectVhdFile(join(folder, "own-windows.vhd"));
    const identifierOf = async (file: string): Promise<string | undefined> =>
      (await readBekFile(join(folder, file))).externalKey?.identifier;
    const [material] = verdict.keyMaterial;
    assert.ok(material?.kind === "bek-file");
    assert.deepEqual(material.fileNames, [`${(await identifierOf("own-windows.bek")) ?? ""}.BEK`]);
    assert.equal(await identifierOf("too-long.bek"), STARTUP_KEY.id);
    assert.equal(await identifierOf("another-volume.bek"), anotherVolume);
  });

  it("are written anew with the lesson's disks, which have the same date each time", async () => {
    const disk = join(folder, "lesson", "own-windows.vhd");
    await writePracticeFiles(join(folder, "lesson"));
    const { mtimeMs } = statSync(disk);
    writeFileSync(disk, "of an earlier lesson");
    await writePracticeFiles(join(folder, "lesson"));
    assert.equal(statSync(disk).mtimeMs, mtimeMs);
  });

  it("are removed with the lesson's disks, and nothing else is", async () => {
    const lesson = join(folder, "lesson");
    await writePracticeFiles(lesson);
    writeFileSync(join(lesson, "notes.txt"), "mine");
    await removePracticeFiles(lesson);
    assert.deepEqual(readdirSync(lesson), ["notes.txt"]);
    rmSync(join(lesson, "notes.txt"));
    await removePracticeFiles(lesson);
    assert.ok(!existsSync(lesson));
  });
});
