import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";

import { gptDisk, gptTypes, mbrDisk, mbrSector } from "../vhd/build/disks";
import { overwritten, piece, placed, readPieces, type SparseBytes } from "../vhd/build/sparse-bytes";
import { dynamicVhd, fixedVhd, MiB, resealed } from "../vhd/build/vhd";
import { ext, fat } from "../vhd/build/volumes";
import { inspected, mutated, Tally, WorkingCopy, type Target } from "./disk-mutations";
import { gptRefusal, mbrRefusal, vhdRefusal, type Refusal } from "./disk-oracles";
import { seeded, type Seeded } from "./seeded";

const GPT_MUTATIONS = Number(process.env["GPT_MUTATIONS"] ?? 2000);
const MBR_MUTATIONS = Number(process.env["MBR_MUTATIONS"] ?? 1500);
const VHD_MUTATIONS = Number(process.env["VHD_MUTATIONS"] ?? 1000);

const DISK_SIZE = 64 * MiB;
const LAST_SECTOR = DISK_SIZE / 512 - 1;
const TABLE_SIZE = 128 * 128;

const gpt = gptDisk(DISK_SIZE, [
  { type: gptTypes.efi, startSector: 2048, sectorCount: 8192, holds: fat(4000), name: "EFI" },
  { type: gptTypes.linux, startSector: 10240, sectorCount: 40960, holds: ext(20 * MiB) },
  { type: gptTypes.linux, startSector: 51200, sectorCount: 40960, holds: ext(20 * MiB) },
]);

const EXTENDED = 10240;
const SECOND_LOGICAL = EXTENDED + 20480;
const logical = (startSector: number): { type: number; startSector: number; sectorCount: number } => ({
  type: 0x83,
  startSector,
  sectorCount: 16384,
});
const mbr = mbrDisk(
  DISK_SIZE,
  [
    { type: 0x83, startSector: 2048, sectorCount: 8192, isActive: true, holds: ext(4 * MiB) },
    { type: 0x05, startSector: EXTENDED, sectorCount: 81920 },
  ],
  piece(EXTENDED * 512, mbrSector([logical(64), { type: 0x05, startSector: 20480, sectorCount: 20480 }])),
  ...placed((EXTENDED + 64) * 512, ext(8 * MiB)),
  piece(SECOND_LOGICAL * 512, mbrSector([logical(64)])),
  ...placed((SECOND_LOGICAL + 64) * 512, ext(8 * MiB)),
);

/** Both headers and lists of entries, and what announces them. */
const gptTargets: readonly Target[] = [
  { at: 0, length: 512 },
  { at: 446, length: 66 },
  ...[512, LAST_SECTOR * 512].map((at) => ({ at, length: 92 })),
  ...[1024, LAST_SECTOR * 512 - TABLE_SIZE].flatMap((at) => [
    { at, length: 5 * 128 },
    { at, length: TABLE_SIZE },
  ]),
];

/** Checksums made anew; the backup follows the first table, or is left alone. */
function gptResealed(changed: SparseBytes, random: Seeded): SparseBytes {
  const withBackup = random.below(3) > 0;
  const entries = readPieces(changed, 1024, TABLE_SIZE);
  const copied = withBackup ? overwritten(changed, piece(LAST_SECTOR * 512 - TABLE_SIZE, entries)) : changed;
  return overwritten(
    copied,
    ...[1, LAST_SECTOR].map((sector) => {
      const header = readPieces(copied, (withBackup ? 1 : sector) * 512, 512);
      if (withBackup && sector !== 1) {
        header.writeBigUInt64LE(BigInt(LAST_SECTOR), 24);
        header.writeBigUInt64LE(1n, 32);
        header.writeBigUInt64LE(BigInt(LAST_SECTOR - TABLE_SIZE / 512), 72);
      }
      const own = readPieces(copied, sector === 1 ? 1024 : LAST_SECTOR * 512 - TABLE_SIZE, TABLE_SIZE);
      header.writeUInt32LE(crc32(own), 88);
      header.writeUInt32LE(0, 16);
      header.writeUInt32LE(crc32(header.subarray(0, 92)), 16);
      return piece(sector * 512, header);
    }),
  );
}

const mbrTargets: readonly Target[] = [0, EXTENDED, SECOND_LOGICAL].flatMap((sector) => [
  { at: sector * 512 + 446, length: 66 },
  { at: sector * 512 + 440, length: 72 },
]);

const fixed = fixedVhd(gpt);
const dynamic = dynamicVhd(gpt);

describe("Mutations of partition tables and VHDs", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "mutated-tables-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function tallied(
    count: number,
    base: SparseBytes,
    change: (random: Seeded) => SparseBytes,
    toVhd: (disk: SparseBytes) => SparseBytes,
    refusal: (path: string) => Refusal,
  ): Promise<Tally> {
    const tally = new Tally();
    const copy = new WorkingCopy(join(folder, "working"), base);
    for (let seed = 0; seed < count; seed += 1) {
      const changed = change(seeded(seed));
      const { verdict } = await inspected(toVhd(changed));
      tally.count(verdict.outcome === "ready", `seed ${seed}`, () => copy.while(changed, refusal));
    }
    return tally;
  }

  it(`(${GPT_MUTATIONS} of a GPT) are never called ready where sgdisk finds a problem`, async () => {
    assert.equal((await inspected(fixedVhd(gpt))).verdict.outcome, "ready");
    const change = (random: Seeded): SparseBytes => {
      const changed = mutated(gpt, gptTargets, random);
      return random.below(2) === 0 ? changed : gptResealed(changed, random);
    };
    const tally = await tallied(GPT_MUTATIONS, gpt, change, fixedVhd, gptRefusal);
    console.log(`      GPT: ${tally.toString()}`);
    assert.deepEqual(tally.refused, []);
    assert.ok(tally.ready > GPT_MUTATIONS / 20, `only ${tally.ready} were called ready`);
  });

  it(`(${MBR_MUTATIONS} of an MBR) are never called ready where sfdisk finds a problem`, async () => {
    assert.equal((await inspected(fixedVhd(mbr))).verdict.outcome, "ready");
    const change = (random: Seeded): SparseBytes => mutated(mbr, mbrTargets, random);
    const tally = await tallied(MBR_MUTATIONS, mbr, change, fixedVhd, mbrRefusal);
    console.log(`      MBR: ${tally.toString()}`);
    assert.deepEqual(tally.refused, []);
    assert.ok(tally.ready > MBR_MUTATIONS / 20, `only ${tally.ready} were called ready`);
  });

  it(`(${VHD_MUTATIONS} of the footer of a fixed VHD) are never called ready where qemu-img opens no such disk`, async () => {
    const targets = [
      { at: DISK_SIZE, length: 85 },
      { at: DISK_SIZE, length: 512 },
    ];
    const change = (random: Seeded): SparseBytes => {
      const changed = mutated(fixed, targets, random);
      if (random.below(3) === 0) return changed;
      return overwritten(changed, piece(DISK_SIZE, resealed(readPieces(changed, DISK_SIZE, 512), 64)));
    };
    const tally = await tallied(
      VHD_MUTATIONS,
      fixed,
      change,
      (file) => file,
      (path) => vhdRefusal(path, DISK_SIZE),
    );
    console.log(`      Footer: ${tally.toString()}`);
    assert.deepEqual(tally.refused, []);
    assert.ok(tally.ready > VHD_MUTATIONS / 20, `only ${tally.ready} were called ready`);
  });

  it(`(${VHD_MUTATIONS / 2} of the header and the table of a dynamic VHD) are never called ready`, async () => {
    const targets = [
      { at: 0, length: 512 },
      { at: 512, length: 1024 },
      { at: 2048, length: 4 * 32 },
      { at: dynamic.sizeInBytes - 512, length: 512 },
    ];
    const change = (random: Seeded): SparseBytes => {
      const changed = mutated(dynamic, targets, random);
      const end = dynamic.sizeInBytes - 512;
      return overwritten(
        changed,
        piece(0, resealed(readPieces(changed, 0, 512), 64)),
        piece(512, resealed(readPieces(changed, 512, 1024), 36)),
        piece(end, resealed(readPieces(changed, end, 512), 64)),
      );
    };
    const tally = await tallied(
      VHD_MUTATIONS / 2,
      dynamic,
      change,
      (file) => file,
      () => "Azure takes no dynamic VHD",
    );
    console.log(`      Dynamic: ${tally.toString()}`);
    assert.deepEqual(tally.refused, []);
  });
});
