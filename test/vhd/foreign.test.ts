import assert from "node:assert/strict";

import { gptDisk, gptTypes } from "./build/disks";
import { cutTo, overwritten, piece, sparse } from "./build/sparse-bytes";
import { MiB } from "./build/vhd";
import { btrfs, ext, ntfs } from "./build/volumes";
import { inspectBytes, problemIds, problemOf } from "./inspect-bytes";

const starting = (text: string, at = 0): ReturnType<typeof sparse> =>
  sparse(1 * MiB, piece(at, Buffer.from(text, "latin1")));

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
const littleEndian = (value: number): Buffer => bigEndian(value).swap64();

describe("A file that is no VHD", () => {
  for (const [name, file, words] of [
    ["VHDX", starting("vhdxfile"), /VHDX image/],
    ["QCOW version 1", starting("QFI\xfb\0\0\0\x01"), /QCOW version 1 image/],
    ["QCOW2", starting("QFI\xfb\0\0\0\x02"), /QCOW2 image/],
    ["QCOW2", starting("QFI\xfb\0\0\0\x03"), /QCOW2 image/],
    ["QCOW of an unknown version", starting("QFI\xfb\0\0\0\x04"), /QCOW of an unknown version file/],
    ["Parallels", starting("WithoutFreeSpace"), /Parallels image/],
    ["Parallels", starting("WithouFreSpacExt"), /Parallels image/],
    ["Bochs", starting("Bochs Virtual HD Image"), /Bochs image/],
    ["Apple disk image (DMG)", starting("koly\0\0\0\x04", MiB - 512), /Apple disk image \(DMG\) image/],
    ["Expert Witness (EWF)", starting("EVF\t\r\n\xff\0"), /Expert Witness \(EWF\) file/],
    ["Expert Witness (EWF)", starting("EVF2\r\n\x81\0"), /Expert Witness \(EWF\) file/],
    ["Advanced Forensic Format (AFF)", starting("AFF10\r\n\0"), /\(AFF\) file/],
    ["Apple sparse image", starting("sprs\0\0\0\x03"), /Apple sparse image file/],
    ["Android sparse image", starting("\x3a\xff\x26\xed"), /Android sparse image file/],
    ["Partclone image", starting("partclone-image"), /Partclone image file/],
    ["SquashFS", starting("hsqs"), /SquashFS file/],
    ["RAR", starting("Rar!\x1a\x07"), /RAR archive/],
    ["LZ4", starting("\x04\x22\x4d\x18"), /LZ4 archive/],
    ["lzip", starting("LZIP\x01"), /lzip archive/],
    ["VMDK", starting("KDMV"), /VMDK image/],
    ["VMDK", starting("COWD"), /VMDK image/],
    ["7-Zip", starting("7z\xbc\xaf\x27\x1c"), /7-Zip archive/],
    ["bzip2", starting("BZh9"), /bzip2 archive/],
    ["Zstandard", starting("\x28\xb5\x2f\xfd"), /Zstandard archive/],
    ["Windows image (WIM)", starting("MSWIM\0\0\0"), /Windows image \(WIM\) file/],
    ["VMDK descriptor", starting("# Disk DescriptorFile\n"), /VMDK descriptor image/],
    ["VDI", starting("\x7f\x10\xda\xbe", 0x40), /VDI image/],
    ["QED", starting("QED\0"), /QED image/],
    ["gzip", starting("\x1f\x8b\x08"), /gzip archive/],
    ["zip", starting("PK\x03\x04"), /zip archive/],
    ["xz", starting("\xfd7zXZ\0"), /xz archive/],
    ["tar", starting("ustar", 257), /tar archive/],
    ["ISO 9660", starting("CD001", 0x8001), /ISO 9660 file/],
  ] as const) {
    it(`but ${name} is called so`, async () => {
      const report = await inspectBytes(file);
      assert.deepEqual(report.format, { kind: "other", name });
      assert.deepEqual(problemIds(report), ["not-a-vhd"]);
      assert.match(problemOf(report, "not-a-vhd").text, words);
      assert.equal(report.verdict.uploadSizeBytes, undefined);
      assert.equal(report.verdict.encryption.kind, "missing");
    });
  }

  for (const [name, magic, sizeAt, size, format] of [
    ["QCOW version 1", "QFI\xfb\0\0\0\x01", 24, bigEndian(40 * MiB), "qcow"],
    ["Parallels", "WithouFreSpacExt", 36, littleEndian((40 * MiB) / 512), "parallels"],
    ["Parallels", "WithoutFreeSpace", 36, littleEndian(2 ** 32 + (40 * MiB) / 512), "parallels"],
    ["QED", "QED\0", 48, littleEndian(40 * MiB), "qed"],
  ] as const) {
    it(`but ${name} (${magic.slice(0, 3)}…) is converted by the name and size that it has`, async () => {
      const file = sparse(MiB, piece(0, Buffer.from(magic, "latin1")), piece(sizeAt, size));
      const { text, commands } = problemOf(await inspectBytes(file, { fileName: "in.img" }), "not-a-vhd");
      assert.match(text, /for a disk of 40 MiB/);
      assert.deepEqual(commands, [
        `qemu-img convert -f ${format} in.img -O vpc -o subformat=fixed,force_size in-fixed.vhd`,
      ]);
    });
  }

  it("but Parallels stays Parallels where the end of it looks like the backup of a GPT", async () => {
    const disk = gptDisk(24 * MiB, [{ type: gptTypes.linux, startSector: 2048, sectorCount: 8192 }]);
    const file = overwritten(disk, piece(0, Buffer.alloc(MiB)), piece(0, Buffer.from("WithouFreSpacExt")));
    const report = await inspectBytes(file);
    assert.deepEqual(report.format, { kind: "other", name: "Parallels" });
    assert.equal(report.disk, undefined);
  });

  it("but what has nothing but a stray backup of a GPT is not taken for a raw disk", async () => {
    const disk = gptDisk(24 * MiB, [{ type: gptTypes.linux, startSector: 2048, sectorCount: 8192 }]);
    const report = await inspectBytes(overwritten(disk, piece(0, Buffer.alloc(MiB, 0xa5))));
    assert.deepEqual(report.format, { kind: "unknown" });
    assert.equal(report.verdict.outcome, "not-ready");
  });

  it("but QCOW2 is converted in one step where its header gives whole MiB", async () => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(40 * MiB));
    const report = await inspectBytes(
      sparse(MiB, piece(0, Buffer.from("QFI\xfb\0\0\0\x03", "latin1")), piece(24, size)),
      { fileName: "my disk.qcow2" },
    );
    assert.deepEqual(problemOf(report, "not-a-vhd").commands, [
      "qemu-img convert -f qcow2 'my disk.qcow2' -O vpc -o subformat=fixed,force_size 'my disk-fixed.vhd'",
    ]);
  });

  it("but an image whose size isn't told is brought to whole MiB by what the raw image has", async () => {
    const { commands } = problemOf(await inspectBytes(starting("COWD"), { fileName: "a.vmdk" }), "not-a-vhd");
    assert.deepEqual(commands, [
      "qemu-img convert -f vmdk a.vmdk -O raw disk.raw",
      "qemu-img resize -f raw disk.raw $(( ($(stat -c %s disk.raw) + 1048575) / 1048576 ))M",
      "qemu-img convert -f raw -O vpc -o subformat=fixed,force_size disk.raw a-fixed.vhd",
    ]);
  });

  it("but text is called so", async () => {
    const text = Buffer.from("Dear operator,\r\nthis is a letter – no disk.\n".repeat(20));
    assert.deepEqual((await inspectBytes(sparse(text.length, piece(0, text)))).format, {
      kind: "other",
      name: "text",
    });
  });

  it("but a single byte is called so", async () => {
    const report = await inspectBytes(sparse(1, piece(0, Buffer.from([0xff]))));
    assert.match(problemOf(report, "not-a-vhd").text, /^The file, 1 byte, has no footer/);
  });

  it("but empty is called so", async () => {
    const report = await inspectBytes(sparse(0));
    assert.deepEqual(report.format, { kind: "empty" });
    assert.deepEqual(problemIds(report), ["empty-file"]);
  });

  it("nor anything known is called so", async () => {
    const report = await inspectBytes(sparse(700, piece(0, Buffer.from([1, 2, 3, 255, 0, 4]))));
    assert.deepEqual(report.format, { kind: "unknown" });
    assert.match(problemOf(report, "not-a-vhd").text, /700 bytes, has no footer/);
  });

  for (const [what, disk] of [
    [
      "partitions",
      gptDisk(24 * MiB, [{ type: gptTypes.linux, startSector: 2048, sectorCount: 8192, holds: ext() }]),
    ],
    ["a filesystem on the whole of it", ntfs(24 * MiB)],
    ["nothing but zeros", sparse(24 * MiB)],
  ] as const) {
    it(`but a raw disk with ${what} is shown, and may be a VHD that was cut off`, async () => {
      const report = await inspectBytes(disk, { fileName: "disk.img" });
      assert.deepEqual(report.format, { kind: "raw-disk" });
      const { text, commands } = problemOf(report, "not-a-vhd");
      assert.match(text, /raw disk image of 24 MiB, or a fixed VHD that was cut off/);
      assert.deepEqual(commands, [
        "qemu-img convert -f raw disk.img -O vpc -o subformat=fixed,force_size disk-fixed.vhd",
      ]);
      assert.equal(report.disk?.volumes.length, 1);
    });
  }

  for (const [what, disk, words] of [
    [
      "no whole sectors",
      cutTo(ext(24 * MiB), 20 * MiB + 3),
      /The file has 20,971,523 bytes, and a disk has whole sectors of 512/,
    ],
    [
      "a filesystem that reaches beyond it",
      cutTo(ext(24 * MiB), 20 * MiB),
      /The ext4 of the whole disk has 24 MiB, of which 20 MiB are there/,
    ],
    [
      "a partition that reaches beyond it",
      cutTo(
        gptDisk(24 * MiB, [
          { type: gptTypes.linux, startSector: 2048, sectorCount: 44000, holds: ext(44000 * 512) },
        ]),
        21 * MiB,
      ),
      /Partition 1 ends at byte 23576576, but the disk has 22020096 bytes/,
    ],
    [
      "a filesystem that reaches beyond its partition",
      gptDisk(24 * MiB, [
        { type: gptTypes.linux, startSector: 2048, sectorCount: 8192, holds: ext(5 * MiB) },
      ]),
      /The ext4 of partition 1 has 5 MiB, of which 4 MiB are there/,
    ],
  ] as const) {
    it(`but a raw disk with ${what} was cut off, and no command makes a VHD of what is left`, async () => {
      const { problems, encryption } = (await inspectBytes(disk)).verdict;
      const cutOff = problems.find(({ id }) => id === "not-a-vhd");
      assert.match(cutOff?.text ?? "", /its end is missing/);
      assert.match(cutOff?.text ?? "", words);
      assert.ok(problems.every(({ commands }) => commands.length === 0));
      assert.equal(encryption.kind, "known");
    });
  }

  it("but a raw disk may hold a btrfs that counts the bytes of other disks, too", async () => {
    const { commands } = problemOf(await inspectBytes(cutTo(btrfs(48 * MiB, "", 2), 24 * MiB)), "not-a-vhd");
    assert.equal(commands.length, 1);
  });

  it("but a raw GPT disk that has to grow gets its backup moved along", async () => {
    const report = await inspectBytes(gptDisk(24 * MiB + 512, []), { fileName: "disk.img" });
    assert.ok(problemOf(report, "not-a-vhd").commands.includes("sgdisk -e disk.raw"));
  });
});
