import assert from "node:assert/strict";

import { findPartitionTable } from "../../lib/vhd/find-partition-table";
import type { PartitionTable } from "../../lib/vhd/partition-table";
import { gptDisk, gptTypes, mbrDisk, mbrSector } from "./build/disks";
import { countingSource, cutTo, overwritten, piece, sparse, type SparseBytes } from "./build/sparse-bytes";
import { MiB } from "./build/vhd";
import { bitLocker } from "./build/bitlocker";
import { exFat, fat, ntfs } from "./build/volumes";

const tableOf = async (disk: SparseBytes): Promise<PartitionTable | undefined> =>
  findPartitionTable(countingSource(disk));

const defectKinds = (table?: PartitionTable): readonly string[] =>
  (table?.defects ?? []).map(({ kind }) => kind);

describe("A GPT", () => {
  const disk = gptDisk(24 * MiB, [
    { type: gptTypes.efi, startSector: 2048, sectorCount: 2048, name: "EFI system partition" },
    { type: gptTypes.linux, startSector: 4096, sectorCount: 4096 },
  ]);
  const lastSector = 24 * 2048 - 1;

  it("lists its partitions with type, name, place and size", async () => {
    const table = await tableOf(disk);
    assert.equal(table?.scheme, "GPT");
    assert.equal(table.diskId, "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE");
    assert.deepEqual(table.defects, []);
    assert.deepEqual(table.partitions[0], {
      number: 1,
      offsetInBytes: 1 * MiB,
      sizeInBytes: 1 * MiB,
      type: { code: gptTypes.efi, name: "EFI System", role: "efi-system" },
      uniqueId: "00000000-0000-4000-8000-000000000000",
      name: "EFI system partition",
    });
    assert.equal(table.partitions[1]?.type.name, "Linux filesystem");
  });

  for (const [what, at] of [
    ["header", 512 + 60],
    ["entries", 1024 + 40],
  ] as const) {
    it(`with a damaged ${what} is read from its backup`, async () => {
      const table = await tableOf(overwritten(disk, piece(at, Buffer.from([0x5a]))));
      assert.deepEqual(defectKinds(table), ["damaged"]);
      assert.equal(table?.partitions.length, 2);
      assert.equal(table.diskId, "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE");
    });
  }

  it("without a header in sector 1 is read from its backup", async () => {
    const table = await tableOf(overwritten(disk, piece(512, Buffer.alloc(512))));
    assert.deepEqual(defectKinds(table), ["damaged"]);
    assert.equal(table?.partitions.length, 2);
  });

  it("with a damaged backup is worth knowing", async () => {
    const table = await tableOf(overwritten(disk, piece(lastSector * 512 + 60, Buffer.from([0x5a]))));
    assert.deepEqual(defectKinds(table), ["backup-damaged"]);
  });

  it("without a backup is worth knowing", async () => {
    const table = await tableOf(overwritten(disk, piece(lastSector * 512, Buffer.alloc(512))));
    assert.deepEqual(defectKinds(table), ["backup-damaged"]);
  });

  it("whose disk grew has its backup in the wrong place", async () => {
    const table = await tableOf({ ...disk, sizeInBytes: 30 * MiB });
    assert.deepEqual(defectKinds(table), ["backup-misplaced"]);
    assert.match(table?.defects[0]?.text ?? "", /in sector 49151; the last sector is 61439/);
  });

  it("whose disk was cut off has partitions outside of it", async () => {
    const table = await tableOf(cutTo(disk, 3 * MiB));
    assert.deepEqual(defectKinds(table), ["backup-damaged", "outside-disk"]);
    assert.match(table?.defects[1]?.text ?? "", /Partition 2 ends at byte 4194304, but the disk has 3145728/);
  });

  it("with partitions over one another says which", async () => {
    const table = await tableOf(
      gptDisk(24 * MiB, [
        { type: gptTypes.linux, startSector: 4096, sectorCount: 4096 },
        { type: gptTypes.linux, startSector: 2048, sectorCount: 4096 },
        { type: gptTypes.linux, startSector: 8192, sectorCount: 4096 },
      ]),
    );
    assert.deepEqual(table?.defects, [
      {
        kind: "overlap",
        text: "Partition 1 starts at byte 2097152, before partition 2 ends at byte 3145728.",
      },
    ]);
  });

  it("of more entries than one reads has none that can be read", async () => {
    const header = Buffer.alloc(512);
    header.write("EFI PART", 0, "latin1");
    header.writeUInt32LE(92, 12);
    header.writeUInt32LE(0xffff_ffff, 80);
    header.writeUInt32LE(0xffff_ffff, 84);
    const damagedBoth = overwritten(disk, piece(512, header), piece(lastSector * 512, Buffer.alloc(512)));
    const table = await tableOf(damagedBoth);
    assert.deepEqual(table?.partitions, []);
    assert.match(table.defects.map(({ text }) => text).join(" "), /4294967295 of 4294967295 bytes/);
  });

  it("of no entries at all has no partitions", async () => {
    const table = await tableOf(
      overwritten(disk, piece(512 + 80, Buffer.alloc(4)), piece(lastSector * 512, Buffer.alloc(512))),
    );
    assert.deepEqual(table?.partitions, []);
  });

  it("without a protective MBR entry doesn't count: an MBR that came later does", async () => {
    const reformatted = overwritten(
      disk,
      piece(0, mbrSector([{ type: 7, startSector: 2048, sectorCount: 2048 }])),
    );
    assert.equal((await tableOf(reformatted))?.scheme, "MBR");
  });

  it("with nothing in sector 0 is still found", async () => {
    assert.equal((await tableOf(overwritten(disk, piece(0, Buffer.alloc(512)))))?.scheme, "GPT");
  });

  it("names a partition without the characters that a terminal obeys", async () => {
    const named = gptDisk(24 * MiB, [
      { type: gptTypes.linux, startSector: 2048, sectorCount: 1, name: "a\u001b[31mb" },
    ]);
    assert.equal((await tableOf(named))?.partitions[0]?.name, "a\u{fffd}[31mb");
  });
});

describe("An MBR", () => {
  it("lists its partitions, and which one is active", async () => {
    const table = await tableOf(
      mbrDisk(24 * MiB, [
        { type: 0x07, startSector: 2048, sectorCount: 2048, isActive: true },
        { type: 0x83, startSector: 4096, sectorCount: 2048 },
      ]),
    );
    assert.equal(table?.scheme, "MBR");
    assert.equal(table.diskId, "1234abcd");
    assert.equal(table.hasBootCode, true);
    assert.deepEqual(
      table.partitions.map(({ number, type, isActive }) => [number, type.name, isActive ?? false]),
      [
        [1, "NTFS or exFAT", true],
        [2, "Linux filesystem", false],
      ],
    );
    assert.deepEqual(table.defects, []);
  });

  it("follows logical partitions, which count from 5", async () => {
    const table = await tableOf(
      mbrDisk(
        24 * MiB,
        [{ type: 0x05, startSector: 2048, sectorCount: 16384 }],
        piece(
          2048 * 512,
          mbrSector([
            { type: 0x83, startSector: 64, sectorCount: 100 },
            { type: 0x05, startSector: 4096, sectorCount: 4096 },
          ]),
        ),
        piece(6144 * 512, mbrSector([{ type: 0x82, startSector: 64, sectorCount: 100 }])),
      ),
    );
    assert.deepEqual(
      table?.partitions.map(({ number, offsetInBytes }) => [number, offsetInBytes / 512]),
      [
        [5, 2112],
        [6, 6208],
      ],
    );
    assert.deepEqual(table.defects, []);
  });

  for (const [what, next, kind, text] of [
    ["comes back to itself", 0, "loop", /comes back to sector 2048/],
    ["leads outside the disk", 4_000_000, "damaged", /breaks off at sector 4002048/],
    ["leads to no boot record", 1000, "damaged", /breaks off at sector 3048/],
  ] as const) {
    it(`whose chain of logical partitions ${what} comes to an end`, async () => {
      const table = await tableOf(
        mbrDisk(
          24 * MiB,
          [{ type: 0x05, startSector: 2048, sectorCount: 16384 }],
          piece(
            2048 * 512,
            mbrSector([
              { type: 0x83, startSector: 64, sectorCount: 100 },
              { type: 0x05, startSector: next, sectorCount: 100 },
            ]),
          ),
        ),
      );
      assert.equal(table?.partitions.length, 1);
      assert.deepEqual(defectKinds(table), [kind]);
      assert.match(table.defects[0]?.text ?? "", text);
    });
  }

  it("with 200 logical partitions is read to the 128th", async () => {
    const chain = Array.from({ length: 200 }, (_, index) =>
      piece(
        (2048 + index * 16) * 512,
        mbrSector([
          { type: 0x83, startSector: 1, sectorCount: 8 },
          { type: 0x05, startSector: (index + 1) * 16, sectorCount: 16 },
        ]),
      ),
    );
    const table = await tableOf(
      mbrDisk(24 * MiB, [{ type: 0x0f, startSector: 2048, sectorCount: 16384 }], ...chain),
    );
    assert.equal(table?.partitions.length, 128);
    assert.deepEqual(defectKinds(table), ["loop"]);
  });

  for (const [what, volume] of [
    ["NTFS", ntfs()],
    ["FAT12", fat(2000)],
    ["FAT32", fat(70000)],
    ["exFAT", exFat()],
    ["BitLocker", bitLocker()],
  ] as const) {
    it(`is not what the boot sector of ${what} is taken for`, async () => {
      assert.equal(await tableOf(volume), undefined);
    });
  }

  it("is not there on an empty disk, nor on one smaller than a sector", async () => {
    assert.equal(await tableOf(sparse(24 * MiB)), undefined);
    assert.equal(await tableOf(sparse(100)), undefined);
  });
});
