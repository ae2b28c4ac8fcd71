import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";

import { inspectVhdFile } from "../../lib/vhd/index";
import { type Volume } from "../../lib/vhd/volume";
import { luksProblems } from "../../lib/vhd/luks-problems";
import { accepts, opensWith } from "./cryptsetup-oracle";
import { place, placements, sharedDisks, unpackSharedDisks, type UnpackedDisks } from "./shared-disks";

/** All that a passphrase opens: of the others the key was wiped or is none, the data are missing, or not every VM has what they want. */
const ready: readonly string[] = [
  "luks/compatimage",
  "luks/compatv10image",
  "luks/test_image_128",
  "luks/test_image_2048",
  "luks/test_image_32",
  "luks/test_image_512",
];

/** Refused for what their header says, and not for what isn't known; accepted ones lack their data, or have no key slot. */
const acceptedWithDefects: readonly string[] = [
  "luks/luks2_header_requirements_free",
  "luks/valid_header_file",
  ...["128k", "64k", "1m-secondary", "256k-secondary", "2m-secondary", "32k-secondary"].map(
    (size) => `made/luks2-metadata-size-${size}.img`,
  ),
  ...["4m-secondary", "512k-secondary"].map((size) => `made/luks2-metadata-size-${size}.img`),
];

type LuksVolume = Extract<Volume, { kind: "luks1" | "luks2" }>;

describe("LUKS volumes that others made", () => {
  let disks: UnpackedDisks;
  before(() => {
    disks = unpackSharedDisks();
  });
  after(() => {
    disks.remove();
  });

  async function luksIn(file: string): Promise<LuksVolume> {
    const { disk } = await inspectVhdFile(file);
    const [found] = disk?.volumes ?? [];
    assert.ok(found?.volume.kind === "luks1" || found?.volume.kind === "luks2", found?.volume.kind);
    return found.volume;
  }
  const stops = (volume: LuksVolume): readonly string[] =>
    luksProblems(volume, "the volume")
      .filter((problem) => problem.stops !== "nothing")
      .map(({ text }) => text);

  for (const { file, headerIsAccepted } of sharedDisks("luks")) {
    const isReady = ready.includes(file);
    it(`${file} is ${isReady ? "ready" : "not ready"} wherever it lies, and cryptsetup does not object`, async () => {
      assert.ok(headerIsAccepted || !isReady);
      const found: (readonly string[])[] = [];
      for (const placement of placements) {
        const to = disks.path("placed");
        place(disks.path(file), placement, to);
        found.push(stops(await luksIn(to)));
      }
      for (const problems of found) {
        assert.equal(problems.length === 0, isReady, problems.join(" "));
        assert.deepEqual(problems, found[0]);
      }
      const { defects } = await luksIn(disks.path(file));
      assert.equal(
        defects.length > 0,
        !headerIsAccepted || acceptedWithDefects.includes(file),
        defects.join(" "),
      );
      if (!isReady) return;
      // A copy: cryptsetup mends a header that it reads.
      copyFileSync(disks.path(file), disks.path("copy"));
      assert.ok(await accepts(disks.path("copy")));
      assert.notEqual(await opensWith(disks.path("copy"), "compatkey"), "refused");
    });
  }
});
