import assert from "node:assert/strict";

import { identifyVolume } from "../../lib/vhd/identify-volume";
import { luks2 } from "./build/luks";
import { countingSource, overwritten, piece, sparse, type SparseBytes } from "./build/sparse-bytes";
import { dynamicVhd, MiB } from "./build/vhd";
import { btrfs, exFat, ext, fat, lvm, ntfs, reFs, swap, xfs } from "./build/volumes";
import { inspectVhd } from "../../lib/vhd/inspect";
import { type Volume } from "../../lib/vhd/volume";

const identify = async (volume: SparseBytes): Promise<Volume> => identifyVolume(countingSource(volume));
const UUID = "01234567-89ab-cdef-0123-456789abcdef";

describe("A plain volume", () => {
  for (const [what, volume, expected] of [
    ["NTFS", ntfs(), { type: "NTFS", uuid: "0123456789ABCDEF", sizeInBytes: 4 * MiB }],
    ["FAT12", fat(4084), { type: "FAT12", label: "EFI", uuid: "1234-ABCD" }],
    ["FAT16 (by its clusters)", fat(4085), { type: "FAT16", label: "EFI" }],
    ["FAT32 (by its clusters)", fat(65525), { type: "FAT32", label: "EFI" }],
    ["exFAT", exFat(), { type: "exFAT", uuid: "1234-ABCD", sizeInBytes: 4 * MiB }],
    ["ReFS", reFs(), { type: "ReFS", sizeInBytes: 4 * MiB }],
    ["ext2", ext(4 * MiB, { journal: false, extents: false }), { type: "ext2", uuid: UUID }],
    ["ext3", ext(4 * MiB, { extents: false }), { type: "ext3", uuid: UUID }],
    [
      "ext4",
      ext(4 * MiB, { label: "boot" }),
      { type: "ext4", label: "boot", uuid: UUID, sizeInBytes: 4 * MiB },
    ],
    ["XFS", xfs(16 * MiB, "root"), { type: "XFS", label: "root", uuid: UUID, sizeInBytes: 16 * MiB }],
    ["btrfs", btrfs(16 * MiB, "data"), { type: "btrfs", label: "data", uuid: UUID, sizeInBytes: 16 * MiB }],
  ] as const) {
    it(`of ${what} is told by its first sectors`, async () => {
      const found = await identify(volume);
      assert.equal(found.kind, "file-system");
      for (const [name, value] of Object.entries(expected)) {
        assert.equal(Object.entries(found).find(([key]) => key === name)?.[1], value, name);
      }
    });
  }

  it("of FAT without a label has none", async () => {
    const found = await identify(fat(4000, "NO NAME"));
    assert.equal("label" in found, false);
  });

  it("of swap, with its size", async () => {
    assert.deepEqual(await identify(swap()), { kind: "swap", uuid: UUID, sizeInBytes: 4 * MiB });
  });

  for (const pageSize of [16 * 1024, 64 * 1024]) {
    it(`of swap made with pages of ${pageSize} bytes`, async () => {
      const pages = Buffer.alloc(pageSize);
      pages.writeUInt32LE(1, 1024);
      pages.writeUInt32LE(63, 1028);
      pages.write("SWAPSPACE2", pageSize - 10, "latin1");
      const found = await identify(sparse(64 * pageSize, piece(0, pages)));
      assert.equal(found.kind === "swap" && found.sizeInBytes, 64 * pageSize);
    });
  }

  it("of LVM2 is a physical volume that isn't looked into", async () => {
    assert.deepEqual(await identify(lvm()), {
      kind: "lvm-physical-volume",
      uuid: "abcdefghijklmnopqrstuvwxyz012345",
      sizeInBytes: 4 * MiB,
    });
  });

  it("of zeros is called so as far as it was read", async () => {
    assert.deepEqual(await identify(sparse(4 * MiB)), { kind: "zeros", readInBytes: MiB + 64 * 4096 });
    assert.deepEqual(await identify(sparse(600)), { kind: "zeros", readInBytes: 600 });
    assert.deepEqual(await identify(sparse(4 * MiB, piece(200_000, Buffer.from("x")))), { kind: "unknown" });
  });

  for (const [what, volume, resembles] of [
    ["NTFS without a master file table", overwritten(ntfs(), piece(16384, Buffer.from("BAAD"))), "NTFS"],
    ["NTFS with the figures of FAT", overwritten(ntfs(), piece(14, Buffer.from([1, 0, 2]))), "NTFS"],
    ["NTFS of no sectors", overwritten(ntfs(), piece(40, Buffer.alloc(8))), "NTFS"],
    ["FAT whose table has another medium", overwritten(fat(4000), piece(512, Buffer.from([0xf0]))), "FAT12"],
    ["exFAT whose checksum differs", overwritten(exFat(), piece(400, Buffer.from([1]))), "exFAT"],
    ["ReFS without its second signature", overwritten(reFs(), piece(16, Buffer.from("????"))), "ReFS"],
    ["ext4 without inodes", overwritten(ext(), piece(1024, Buffer.alloc(4))), "ext4"],
    ["ext4 with blocks of 2 TiB", overwritten(ext(), piece(1024 + 24, Buffer.from([31]))), "ext4"],
    ["ext4 whose checksum differs", overwritten(ext(), piece(1024 + 100, Buffer.from([0, 4, 0, 0]))), "ext4"],
    ["the journal of an ext4", overwritten(ext(), piece(1024 + 96, Buffer.from([0x48, 0, 0, 0]))), "ext4"],
    ["XFS of more blocks than its groups have", overwritten(xfs(), piece(8, Buffer.alloc(8, 1))), "XFS"],
    ["XFS of a version to come", overwritten(xfs(), piece(100, Buffer.from([0, 6]))), "XFS"],
    ["XFS whose checksum differs", overwritten(xfs(), piece(100, Buffer.from([0, 5]))), "XFS"],
    ["btrfs whose checksum differs", overwritten(btrfs(), piece(65536 + 40, Buffer.from([9]))), "btrfs"],
    ["swap of no pages", overwritten(swap(), piece(1028, Buffer.alloc(4))), "swap"],
    [
      "LVM whose checksum differs",
      overwritten(lvm(), piece(512 + 40, Buffer.from("?"))),
      "a physical volume of LVM",
    ],
  ] as const) {
    it(`that has the signature of ${what} is not taken for it`, async () => {
      assert.deepEqual(await identify(volume), { kind: "unknown", resembles });
    });
  }

  it("that only starts with zeros is not known, where samples find what follows", async () => {
    const encrypted = Buffer.alloc(64 * 1024, 0xa5);
    for (const at of [900 * 1024, 64 * MiB - 4096]) {
      const volume = sparse(64 * MiB, piece(at, encrypted.subarray(0, 4096)));
      assert.deepEqual(await identify(volume), { kind: "unknown" });
    }
  });

  it("that only starts with zeros is not known, where a few blocks of data are known to follow", async () => {
    const disk = sparse(200 * MiB, piece(100 * MiB + 999, Buffer.from("-FVE-FS-")));
    const source = countingSource(dynamicVhd(disk));
    const { disk: found } = await inspectVhd(source);
    assert.deepEqual(found?.volumes[0]?.volume, { kind: "unknown" });
    assert.ok(source.bytesRead < 4 * MiB);
  });

  it("of zeros is known to be zeros from end to end, where its file has nothing of it", async () => {
    const { disk } = await inspectVhd(countingSource(dynamicVhd(sparse(200 * MiB))));
    assert.deepEqual(disk?.volumes[0]?.volume, { kind: "zeros", readInBytes: 200 * MiB });
  });

  it("of other bytes is not known", async () => {
    assert.deepEqual(await identify(sparse(MiB, piece(0, Buffer.from("what is this")))), { kind: "unknown" });
  });

  it("that has no bytes at all can't be read", async () => {
    assert.equal((await identify(sparse(0))).kind, "unreadable");
  });

  it("that took the place of a LUKS2 volume is what it is now, though the second header is still there", async () => {
    const old = luks2();
    const formatted = overwritten(old, piece(0, Buffer.alloc(4096)), ...ext(20 * MiB).pieces);
    const found = await identify(formatted);
    assert.equal(found.kind === "file-system" ? found.type : found.kind, "ext4");
  });
});
