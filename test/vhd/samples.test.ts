import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readDataFile } from "../../lib/azure/data";
import { inspectVhdFile, openVhd } from "../../lib/vhd/index";
import { sha256 } from "../../lib/vhd/sha256";
import { vhdSampleNames, writeVhdSample } from "../../lib/vhd/samples";
import { problemIds } from "./inspect-bytes";

const sampleFolder = join(__dirname, "..", "..", "data", "vhd-samples");

/** What is in each sample, as its README says. */
const expected = {
  "linux-luks2-gen2": {
    problems: [],
    volumes: ["FAT12", "ext4", "luks2"],
    osType: "Linux",
    generation: "V2",
  },
  "linux-luks1-gen1": { problems: [], volumes: ["ext4", "luks1"], osType: "Linux", generation: "V1" },
  "linux-plain-dynamic": { problems: ["dynamic"], volumes: ["ext4"], osType: "Linux", generation: undefined },
  "windows-bitlocker-gen2": {
    problems: [],
    volumes: ["FAT16", "zeros", "bitlocker"],
    osType: "Windows",
    generation: "V2",
  },
} as const;

describe("The sample VHDs", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "vhd-samples-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of vhdSampleNames) {
    it(`${name} is written as it was made, and is what its README says`, async () => {
      const path = join(folder, `${name}.vhd`);
      await writeVhdSample(name, path);
      const file = await openVhd(path);
      const recorded = readDataFile(`vhd-samples/${name}.json`) as { readonly sha256: string };
      assert.equal(await sha256(file), recorded.sha256);
      await file.close();

      const report = await inspectVhdFile(path);
      const { osType, hyperVGeneration } = report.verdict;
      const volumes = report.disk?.volumes.map(({ volume }) =>
        volume.kind === "file-system" ? volume.type : volume.kind,
      );
      assert.deepEqual(
        {
          problems: problemIds(report),
          volumes,
          osType: osType.kind === "known" ? osType.value : undefined,
          generation: hyperVGeneration.kind === "known" ? hyperVGeneration.value : undefined,
        },
        expected[name],
      );
    });
  }

  it("are all there, each with a word on how it came to be", () => {
    const readme = readFileSync(join(sampleFolder, "README.md"), "utf8");
    const files = readdirSync(sampleFolder).filter((file) => file.endsWith(".json"));
    assert.deepEqual(files, vhdSampleNames.map((name) => `${name}.json`).sort());
    for (const name of vhdSampleNames) assert.ok(readme.includes(`\`${name}\``), name);
  });

  it("hold no keys: where those lay is one byte again and again", async () => {
    const luks2 = await openVhd(join(folder, "linux-luks2-gen2.vhd"));
    const area = await luks2.read(17 * 1024 * 1024 + 32768, 1024 * 1024);
    await luks2.close();
    assert.ok(area.every((byte, index) => byte === (index < 256_000 ? 0xa5 : 0)));
  });

  it("are not written over a file that is there", async () => {
    const path = join(folder, "linux-luks1-gen1.vhd");
    await assert.rejects(writeVhdSample("linux-luks1-gen1", path), { code: "FileUnreadable" });
  });
});
