import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

import { bitLocker, RECOVERY_PASSWORD, STARTUP_KEY } from "../vhd/build/bitlocker";
import { overwritten, piece, readPieces, sparse, type SparseBytes } from "../vhd/build/sparse-bytes";
import { fixedVhd, MiB } from "../vhd/build/vhd";
import { inspected, mutated, Tally, WorkingCopy, type Target } from "./disk-mutations";
import { bitLockerRefusal } from "./disk-oracles";
import { seeded } from "./seeded";
import { unpackSharedDisks, type UnpackedDisks } from "./shared-disks";

const MUTATIONS = Number(process.env["BITLOCKER_MUTATIONS"] ?? 4000);
const FILE = "bitlk/bitlk-aes-xts-128-startup-key-win11.img";
const BLOCK_SIZE = 64 * 1024;

interface Base {
  readonly name: string;
  readonly volume: SparseBytes;
  readonly blocks: readonly number[];
}

/** The stretches of a sparse file that are not zeros. */
function piecesOf(path: string): SparseBytes {
  const bytes = readFileSync(path);
  const zeros = Buffer.alloc(BLOCK_SIZE);
  const pieces = [];
  for (let at = 0; at < bytes.length; at += BLOCK_SIZE) {
    const part = bytes.subarray(at, at + BLOCK_SIZE);
    if (!part.equals(zeros.subarray(0, part.length))) pieces.push(piece(at, Buffer.from(part)));
  }
  return sparse(bytes.length, ...pieces);
}

const offsetsIn = (volume: SparseBytes): readonly number[] =>
  [176, 184, 192].map((at) => Number(readPieces(volume, at, 8).readBigUInt64LE()));

/** One that Windows made, and others of all methods, as the analysis of the format has them. */
function bases(disks: UnpackedDisks): readonly Base[] {
  const built = [0x8000, 0x8001, 0x8002, 0x8003, 0x8004, 0x8005].map((method): [string, SparseBytes] => [
    `method ${method.toString(16)}`,
    bitLocker({ method, sizeInBytes: 24 * MiB, protectors: [STARTUP_KEY, RECOVERY_PASSWORD] }),
  ]);
  const volumes: readonly [string, SparseBytes][] = [["Windows 11", piecesOf(disks.path(FILE))], ...built];
  return volumes.map(([name, volume]) => ({ name, volume, blocks: offsetsIn(volume) }));
}

/** Header and metadata; what is damaged in one copy may be whole in the others. */
function targetsOf({ volume, blocks }: Base): readonly Target[] {
  const [first = 0] = blocks;
  const size = readPieces(volume, first + 8, 2).readUInt16LE() * 16;
  return [
    { at: 0, length: 16 },
    { at: 0, length: 512 },
    { at: 160, length: 40 },
    ...blocks.flatMap((at) => [
      { at, length: 112 },
      { at: at + 112, length: size - 112 },
      { at: at + size, length: 96 },
    ]),
  ];
}

/** The same block three times, its checksum made anew: what nobody but the holder of the key can tell from Windows' own. */
function resealed(changed: SparseBytes, blocks: readonly number[], everywhere: boolean): SparseBytes {
  const [first = 0] = blocks;
  const from = everywhere ? blocks.map(() => first) : blocks;
  return overwritten(
    changed,
    ...blocks.map((at, index) => {
      const block = readPieces(changed, from[index] ?? at, BLOCK_SIZE);
      const size = block.readUInt16LE(8) * 16;
      if (size + 8 <= block.length) block.writeUInt32LE(crc32(block.subarray(0, size)), size + 4);
      return piece(at, block);
    }),
  );
}

describe("Mutations of BitLocker volumes", () => {
  let disks: UnpackedDisks;
  before(() => {
    disks = unpackSharedDisks();
  });
  after(() => {
    disks.remove();
  });

  it(`are, of ${MUTATIONS}, never called ready where bdeinfo or cryptsetup refuses them`, async () => {
    const tally = new Tally();
    const all = bases(disks).map((base, index) => ({
      ...base,
      targets: targetsOf(base),
      copy: new WorkingCopy(join(disks.folder, `working-${index}`), base.volume),
    }));
    for (let seed = 0; seed < MUTATIONS; seed += 1) {
      const random = seeded(seed);
      // Every other one is of the volume that Windows made.
      const base = random.below(2) === 0 ? all[0] : random.pick(all);
      assert.ok(base);
      const changed = mutated(base.volume, base.targets, random);
      const kind = random.below(3);
      const volume = kind === 0 ? changed : resealed(changed, base.blocks, kind === 1);
      const vhd = fixedVhd(volume);
      const { verdict } = await inspected(vhd);
      tally.count(verdict.outcome === "ready", `${base.name}, seed ${seed}`, () =>
        base.copy.while(volume, bitLockerRefusal),
      );
    }
    console.log(`      BitLocker: ${tally.toString()}`);
    assert.deepEqual(tally.refused, []);
    // A reader that calls nothing ready would prove nothing.
    assert.ok(tally.ready > MUTATIONS / 20, `only ${tally.ready} were called ready`);
  });
});
