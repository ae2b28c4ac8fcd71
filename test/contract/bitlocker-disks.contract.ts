import assert from "node:assert/strict";
import { join } from "node:path";

import { inspectVhdFile, type VhdReport } from "../../lib/vhd/index";
import { type BitLockerVolume } from "../../lib/vhd/volumes/bitlocker";
import { answerOf, run } from "../vhd/tools";
import { bitLockerRefusal, gptRefusal, mbrRefusal, openingRefusal } from "./disk-oracles";
import { place, placements, sharedDisks, unpackSharedDisks, type UnpackedDisks } from "./shared-disks";

/** The one volume with a startup key, and its key. */
const OPENED_BY_A_KEY = "bitlk/bitlk-aes-xts-128-startup-key-win11.img";
const KEY = "bitlk/AA80A52B-9B66-47AE-B097-33F536FFBB07.BEK";

const protections: Readonly<Record<string, string>> = {
  "VMK protected with clear key": "clear-key",
  "VMK protected with TPM": "tpm",
  "VMK protected with startup key": "startup-key",
  "VMK protected with recovery passphrase": "recovery-password",
  "VMK protected with passphrase": "password",
};

const bitLockerOf = ({ disk }: VhdReport): BitLockerVolume => {
  const [found] = disk?.volumes ?? [];
  assert.ok(found?.volume.kind === "bitlocker", found?.volume.kind);
  return found.volume;
};

/** What `cryptsetup bitlkDump` prints, as far as both say it. */
const dumpOf = (volume: string): { readonly id: string; readonly protectors: readonly unknown[] } => {
  const said = run("cryptsetup", ["bitlkDump", volume]);
  return {
    id: /\nGUID:\s+(\S+)/.exec(said)?.[1]?.toUpperCase() ?? "",
    protectors: [...said.matchAll(/\tGUID:\s+(\S+)\n\s+Protection:\s+(.+)/g)].map(([, id, type]) => [
      id?.toUpperCase(),
      protections[type ?? ""],
    ]),
  };
};

describe("BitLocker volumes that Windows made", () => {
  let disks: UnpackedDisks;
  before(() => {
    disks = unpackSharedDisks();
  });
  after(() => {
    disks.remove();
  });

  for (const { file, headerIsAccepted } of sharedDisks("bitlk")) {
    for (const placement of placements) {
      it(`(${file}, ${placement}) are read as cryptsetup reads them, and ready only where it opens them`, async () => {
        const volume = disks.path(file);
        const to = join(disks.folder, "placed");
        place(volume, placement, to);
        const report = await inspectVhdFile(to);
        const { metadata, defects } = bitLockerOf(report);
        const { id, protectors } = dumpOf(volume);
        assert.equal(metadata?.volumeId, id);
        assert.deepEqual(
          metadata.protectors.map((protector) => [protector.id, protector.type]),
          protectors,
        );
        assert.equal(defects.length === 0, headerIsAccepted);
        const isReady = file === OPENED_BY_A_KEY && placement === "fixed VHD";
        assert.equal(report.verdict.outcome === "ready", isReady);
        if (!isReady) return;
        assert.equal(bitLockerRefusal(volume), undefined);
        assert.equal(openingRefusal(volume, disks.path(KEY)), undefined);
        assert.deepEqual(report.verdict.keyMaterial, [
          {
            kind: "bek-file",
            volume: "the whole disk",
            fileNames: ["AA80A52B-9B66-47AE-B097-33F536FFBB07.BEK"],
          },
        ]);
      });
    }
  }

  for (const placement of ["in an MBR partition", "in a GPT partition"] as const) {
    it(`with a startup key are ready ${placement} of a fixed VHD, too`, async () => {
      const [raw, vhd] = [join(disks.folder, "raw"), join(disks.folder, "vhd")];
      place(disks.path(OPENED_BY_A_KEY), placement, raw);
      place(raw, "fixed VHD", vhd);
      const { verdict } = await inspectVhdFile(vhd);
      assert.deepEqual(verdict.problems, []);
      assert.equal(verdict.outcome, "ready");
      assert.equal(placement.includes("GPT") ? gptRefusal(raw) : mbrRefusal(raw), undefined);
    });
  }

  it("are encrypted as they are written exactly where cryptsetup opens none such", async () => {
    for (const { file } of sharedDisks("bitlk")) {
      const { metadata } = bitLockerOf(await inspectVhdFile(disks.path(file)));
      // Without a device it tells whether it would make one.
      const { output } = answerOf("cryptsetup", [
        ...["open", "--type", "bitlk", "--test-passphrase", "--key-file", disks.path(KEY), disks.path(file)],
      ]);
      assert.equal(
        metadata?.state.kind === "encrypting-on-write",
        output.includes("type 'encrypt-on-write' cannot be activated"),
        file,
      );
    }
  });
});
