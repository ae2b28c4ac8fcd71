import assert from "node:assert/strict";
import { crc32 } from "node:zlib";

import { findPartitionTable, findStrayBackup } from "../../lib/vhd/find-partition-table";
import type { PartitionTable } from "../../lib/vhd/partition-table";
import { gptDisk, gptHeader, gptTypes, mbrDisk, mbrSector } from "./build/disks";
import {
  countingSource,
  cutTo,
  overwritten,
  piece,
  sparse,
  toBuffer,
  type SparseBytes,
} from "./build/sparse-bytes";
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

  it("with a damaged backup says so", async () => {
    const table = await tableOf(overwritten(disk, piece(lastSector * 512 + 60, Buffer.from([0x5a]))));
    assert.deepEqual(defectKinds(table), ["backup-damaged"]);
  });

  it("without a backup says so", async () => {
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
    assert.deepEqual(defectKinds(table), ["backup-damaged", "damaged", "outside-disk"]);
    assert.match(table?.defects[2]?.text ?? "", /Partition 2 ends at byte 4194304, but the disk has 3145728/);
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

  it("without a protective MBR entry doesn't count: an MBR that came later does, but two tables are one too many", async () => {
    const reformatted = overwritten(
      disk,
      piece(0, mbrSector([{ type: 7, startSector: 2048, sectorCount: 2048 }])),
    );
    const table = await tableOf(reformatted);
    assert.equal(table?.scheme, "MBR");
    assert.deepEqual(defectKinds(table), ["two-tables"]);
  });

  it("with nothing in sector 0 is found, as sgdisk finds it, but no system takes it for a GPT", async () => {
    const table = await tableOf(overwritten(disk, piece(0, Buffer.alloc(512))));
    assert.equal(table?.scheme, "GPT");
    assert.deepEqual(defectKinds(table), ["protective-mbr"]);
  });

  it("whose protective entry starts elsewhere than in sector 1 is none that Linux takes", async () => {
    const moved = piece(0, mbrSector([{ type: 0xee, startSector: 2, sectorCount: 100 }]));
    assert.deepEqual(defectKinds(await tableOf(overwritten(disk, moved))), ["protective-mbr"]);
  });

  it("whose MBR has partitions of its own besides is read in two ways", async () => {
    const hybrid = mbrSector([
      { type: 0xee, startSector: 1, sectorCount: 2047 },
      { type: 0x83, startSector: 4096, sectorCount: 4096 },
    ]);
    const table = await tableOf(overwritten(disk, piece(0, hybrid)));
    assert.equal(table?.scheme, "GPT");
    assert.deepEqual(defectKinds(table), ["two-tables"]);
  });

  it("of which the protective MBR alone is left is damaged", async () => {
    const table = await tableOf(
      overwritten(disk, piece(512, Buffer.alloc(512)), piece(lastSector * 512, Buffer.alloc(512))),
    );
    assert.equal(table?.scheme, "MBR");
    assert.deepEqual(defectKinds(table), ["damaged"]);
    assert.match(table.defects[0]?.text ?? "", /there is none, neither at byte 512/);
  });

  it("for sectors of 4 KiB is read, and not called one that a VHD can have", async () => {
    const table = await tableOf(
      gptDisk(24 * MiB, [{ type: gptTypes.linux, startSector: 256, sectorCount: 1024, name: "data" }], 4096),
    );
    assert.equal(table?.scheme, "GPT");
    assert.deepEqual(defectKinds(table), ["large-sectors"]);
    assert.deepEqual(
      table.partitions.map(({ offsetInBytes, sizeInBytes, name }) => [offsetInBytes, sizeInBytes, name]),
      [[1 * MiB, 4 * MiB, "data"]],
    );
  });

  it("of which only a backup at the end is left is no table of the disk", async () => {
    const wiped = overwritten(disk, piece(0, Buffer.alloc(MiB)));
    assert.equal(await tableOf(wiped), undefined);
    const stray = await findStrayBackup(countingSource(wiped));
    assert.equal(stray?.partitions.length, 2);
    assert.deepEqual(defectKinds(stray), ["damaged"]);
  });

  /** Both headers, with their checksums, after a change. */
  const headersWith = (change: (header: Buffer) => void): SparseBytes => {
    const bytes = toBuffer(disk);
    const entries = bytes.subarray(1024, 1024 + 128 * 128);
    const headers = [
      gptHeader(entries, 1, lastSector, 2),
      gptHeader(entries, lastSector, 1, lastSector - 32),
    ];
    for (const header of headers) {
      change(header);
      header.writeUInt32LE(0, 16);
      header.writeUInt32LE(crc32(header.subarray(0, 92)), 16);
    }
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = headers;
    return overwritten(disk, piece(512, first), piece(lastSector * 512, second));
  };

  for (const [what, change, text] of [
    [
      "partitions before its first usable sector",
      (header: Buffer) => header.writeBigUInt64LE(3000n, 40),
      /Partition 1 has sectors 2048 to 4095; the GPT allows 3000 to/,
    ],
    [
      "partitions after its last usable sector",
      (header: Buffer) => header.writeBigUInt64LE(5000n, 48),
      /Partition 2 has sectors 4096 to 8191; the GPT allows 34 to 5000/,
    ],
    [
      "usable sectors beyond the disk",
      (header: Buffer) => header.writeBigUInt64LE(60_000n, 48),
      /the sectors 34 to 60000, of a disk whose last one is 49151/,
    ],
    [
      "room for 0 entries",
      (header: Buffer) => {
        header.writeUInt32LE(0, 80);
        header.writeUInt32LE(0, 88);
      },
      /no room for a partition/,
    ],
    [
      "a revision that nobody knows",
      (header: Buffer) => header.writeUInt32LE(0x0002_0000, 8),
      /checksum of the GPT header in sector 1 does not fit/,
    ],
  ] as const) {
    it(`with ${what} is damaged, though its checksums fit`, async () => {
      const table = await tableOf(headersWith(change));
      assert.ok(defectKinds(table).includes("damaged"));
      assert.match(table?.defects.map((defect) => defect.text).join(" ") ?? "", text);
    });
  }

  it("whose two headers name each other wrongly has a backup that can't be relied on", async () => {
    const bytes = toBuffer(disk);
    const entries = bytes.subarray(1024, 1024 + 128 * 128);
    const backup = gptHeader(entries, lastSector, 7, lastSector - 32);
    assert.deepEqual(defectKinds(await tableOf(overwritten(disk, piece(lastSector * 512, backup)))), [
      "backup-damaged",
    ]);
    const primary = gptHeader(entries, 1, lastSector, 2);
    primary.writeBigUInt64LE(7n, 32);
    primary.writeUInt32LE(0, 16);
    primary.writeUInt32LE(crc32(primary.subarray(0, 92)), 16);
    assert.deepEqual(defectKinds(await tableOf(overwritten(disk, piece(512, primary)))), [
      "backup-misplaced",
    ]);
  });

  it("with a partition that ends before it starts is damaged", async () => {
    const table = await tableOf(
      gptDisk(24 * MiB, [{ type: gptTypes.linux, startSector: 4096, sectorCount: -100 }]),
    );
    assert.deepEqual(defectKinds(table), ["damaged"]);
    assert.match(table?.defects[0]?.text ?? "", /Partition 1 ends before it starts/);
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
    ["leads outside the disk", 4_000_000, "damaged", /leaves the extended one, to sector 4002048/],
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

  for (const [what, partitions, text] of [
    [
      "two active partitions",
      [
        { type: 7, startSector: 2048, sectorCount: 2048, isActive: true },
        { type: 7, startSector: 4096, sectorCount: 2048, isActive: true },
      ],
      /Partitions 1, 2 are all marked as active/,
    ],
    [
      "a partition that starts with the table itself",
      [{ type: 7, startSector: 0, sectorCount: 4096 }],
      /Partition 1 starts at sector 0/,
    ],
    [
      "two extended partitions",
      [
        { type: 5, startSector: 2048, sectorCount: 2048 },
        { type: 5, startSector: 4096, sectorCount: 2048 },
      ],
      /Partitions 1, 2 are all extended ones/,
    ],
    [
      "an extended partition over another",
      [
        { type: 0x83, startSector: 2048, sectorCount: 2048 },
        { type: 5, startSector: 3000, sectorCount: 2048 },
      ],
      /Partition 2 starts at byte 1536000, before partition 1 ends/,
    ],
  ] as const) {
    it(`with ${what} is damaged`, async () => {
      const chains = partitions
        .filter(({ type }) => type === 5)
        .map(({ startSector }) => piece(startSector * 512, mbrSector([])));
      const table = await tableOf(mbrDisk(24 * MiB, partitions, ...chains));
      assert.equal(table?.defects.length, 1);
      assert.match(table.defects[0]?.text ?? "", text);
    });
  }

  for (const [what, entries] of [
    [
      "two partitions in one boot record",
      [
        { type: 0x83, startSector: 64, sectorCount: 100 },
        { type: 0x83, startSector: 200, sectorCount: 100 },
      ],
    ],
    [
      "a third entry",
      [
        { type: 0x83, startSector: 64, sectorCount: 100 },
        { type: 0, startSector: 0, sectorCount: 0 },
        { type: 0x83, startSector: 200, sectorCount: 100 },
      ],
    ],
    ["a partition of no size", [{ type: 0x83, startSector: 64, sectorCount: 0 }]],
  ] as const) {
    it(`with ${what} of logical partitions is damaged`, async () => {
      const table = await tableOf(
        mbrDisk(
          24 * MiB,
          [{ type: 5, startSector: 2048, sectorCount: 4096 }],
          piece(2048 * 512, mbrSector(entries)),
        ),
      );
      assert.match(table?.defects[0]?.text ?? "", /boot record .* in sector 2048 contradicts itself/);
    });
  }

  for (const [what, entry] of [
    ["a type and no size", { type: 0x83, startSector: 9000, sectorCount: 0 }],
    ["a size and no type", { type: 0, startSector: 9000, sectorCount: 100 }],
  ] as const) {
    it(`with an entry of ${what} is damaged`, async () => {
      const table = await tableOf(
        mbrDisk(24 * MiB, [{ type: 0x83, startSector: 2048, sectorCount: 100 }, entry]),
      );
      assert.deepEqual(
        table?.defects.map(({ text }) => text),
        ["Entry 2 of the MBR is half empty."],
      );
    });
  }

  it("with a logical partition that leaves its extended one is damaged", async () => {
    const table = await tableOf(
      mbrDisk(
        24 * MiB,
        [{ type: 5, startSector: 2048, sectorCount: 2048 }],
        piece(2048 * 512, mbrSector([{ type: 0x83, startSector: 64, sectorCount: 4096 }])),
      ),
    );
    assert.match(table?.defects[0]?.text ?? "", /Logical partition 5 is not inside the extended partition 1/);
  });

  it("with 200 logical partitions is read to the 56th, as Linux reads it", async () => {
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
    assert.equal(table?.partitions.length, 56);
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
