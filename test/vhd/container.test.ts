import assert from "node:assert/strict";

import { cutTo, joined, overwritten, piece, sparse } from "./build/sparse-bytes";
import { dynamicVhd, fixedVhd, footer, MiB, resealed } from "./build/vhd";
import { gptDisk, gptTypes } from "./build/disks";
import { ext } from "./build/volumes";
import { inspectBytes, problemIds, problemOf } from "./inspect-bytes";

const disk = ext(24 * MiB);

describe("A fixed VHD", () => {
  it("of whole MiB is ready, and is uploaded with its footer", async () => {
    const { verdict, format, container } = await inspectBytes(fixedVhd(disk));
    assert.equal(format.kind, "vhd");
    assert.equal(container?.footerPlace, "end");
    assert.deepEqual(verdict.problems, []);
    assert.equal(verdict.outcome, "ready");
    assert.equal(verdict.uploadSizeBytes, 24 * MiB + 512);
  });

  for (const [what, size, id] of [
    ["20 MiB, the least that Azure takes", 20 * MiB, undefined],
    ["19 MiB", 19 * MiB, "too-small"],
    ["32,767 GiB, the most that Azure takes", 32_767 * 1024 * MiB, undefined],
    ["32,767 GiB and one MiB", (32_767 * 1024 + 1) * MiB, "too-large"],
    ["24 MiB and one sector", 24 * MiB + 512, "not-whole-mebibytes"],
  ] as const) {
    it(`of ${what} is ${id === undefined ? "ready" : `refused: ${id}`}`, async () => {
      const report = await inspectBytes(fixedVhd(sparse(size)));
      assert.deepEqual(problemIds(report), id === undefined ? [] : [id]);
      assert.equal(report.verdict.uploadSizeBytes, id === undefined ? size + 512 : undefined);
    });
  }

  it("of a size that isn't whole MiB is mended by way of a raw image of the next whole size", async () => {
    const report = await inspectBytes(fixedVhd(sparse(24 * MiB + 512)), { fileName: "in.vhd" });
    const { text, commands } = problemOf(report, "not-whole-mebibytes");
    assert.match(text, /25,166,336 bytes.*1,048,064 bytes short of 25 MiB/);
    assert.deepEqual(commands, [
      "qemu-img convert -f vpc in.vhd -O raw disk.raw",
      "qemu-img resize -f raw disk.raw 25M",
      "qemu-img convert -f raw -O vpc -o subformat=fixed,force_size disk.raw in-fixed.vhd",
    ]);
  });

  it("whose footer's checksum does not fit gets a new footer, from the bytes before it", async () => {
    const end = footer();
    end.writeUInt8(1, 300);
    const report = await inspectBytes(joined(disk, sparse(512, piece(0, end))), { fileName: "in.vhd" });
    const { text, commands } = problemOf(report, "footer-damaged");
    assert.match(text, /checksum is 0x[0-9a-f]{8}, but its bytes make 0x[0-9a-f]{8}/);
    assert.deepEqual(commands, [
      "head -c 25165824 in.vhd > disk.raw",
      "qemu-img convert -f raw -O vpc -o subformat=fixed,force_size disk.raw in-fixed.vhd",
    ]);
  });

  it("whose footer claims more bytes than any disk has is refused", async () => {
    const end = footer();
    end.writeBigUInt64BE(2n ** 60n, 48);
    const report = await inspectBytes(joined(disk, sparse(512, piece(0, resealed(end, 64)))));
    assert.match(problemOf(report, "footer-damaged").text, /more bytes than any disk has/);
    assert.equal(report.verdict.readyToUpload, false);
  });

  it("whose footer has another version than the format's only one is refused", async () => {
    const end = footer();
    end.writeUInt32BE(0x0002_0000, 12);
    const report = await inspectBytes(joined(disk, sparse(512, piece(0, resealed(end, 64)))));
    assert.match(problemOf(report, "footer-damaged").text, /has version 2\.0; a VHD has 1\.0/);
  });

  it("with fewer bytes than its footer says has lost some of the disk", async () => {
    const report = await inspectBytes(fixedVhd(disk, { sizeInBytes: 25 * MiB }));
    const { text, commands } = problemOf(report, "size-differs-from-footer");
    assert.match(text, /1,048,576 are missing/);
    assert.deepEqual(commands, []);
  });

  it("with more bytes than its footer says is cut to what the footer counts", async () => {
    const report = await inspectBytes(fixedVhd(disk, { sizeInBytes: 23 * MiB }), { fileName: "in.vhd" });
    const { text, commands } = problemOf(report, "size-differs-from-footer");
    assert.match(text, /1,048,576 too many/);
    assert.equal(commands[0], "head -c 24117248 in.vhd > disk.raw");
  });

  it("with a footer of 511 bytes is read, and gets one of 512", async () => {
    const old = joined(
      disk,
      sparse(511, piece(0, footer({ sizeInBytes: disk.sizeInBytes }).subarray(0, 511))),
    );
    const report = await inspectBytes(old);
    assert.deepEqual(problemIds(report), ["footer-of-511-bytes"]);
    assert.equal(report.disk?.volumes[0]?.volume.kind, "file-system");
  });

  for (const padding of [512, 4096, 32 * 1024]) {
    it(`with ${padding} bytes after its footer is read, and copied without them`, async () => {
      const report = await inspectBytes(joined(fixedVhd(disk), sparse(padding)), { fileName: "in.vhd" });
      assert.deepEqual(problemIds(report), ["bytes-after-footer"]);
      assert.deepEqual(problemOf(report, "bytes-after-footer").commands, [
        `head -c ${24 * MiB + 512} in.vhd > in-fixed.vhd`,
      ]);
    });
  }

  it("of a type that is none of the three is not guessed at", async () => {
    const report = await inspectBytes(fixedVhd(disk, { diskType: 6 }));
    assert.match(problemOf(report, "footer-damaged").text, /disk type 6/);
  });

  it("that a VM was saved with is worth knowing, and no more", async () => {
    const report = await inspectBytes(fixedVhd(disk, { savedState: 1 }));
    assert.equal(problemOf(report, "in-saved-state").stops, "nothing");
    assert.equal(report.verdict.outcome, "ready");
  });
});

describe("A dynamic VHD", () => {
  it("is refused, and converted in one step where its disk is whole MiB", async () => {
    const report = await inspectBytes(dynamicVhd(disk), { fileName: "in.vhd" });
    assert.deepEqual(problemIds(report), ["dynamic"]);
    assert.deepEqual(problemOf(report, "dynamic").commands, [
      "qemu-img convert -f vpc in.vhd -O vpc -o subformat=fixed,force_size in-fixed.vhd",
    ]);
    assert.equal(report.verdict.uploadSizeBytes, undefined);
  });

  it("shows what is on its disk, and how much of it is in the file", async () => {
    const { container, disk: inside } = await inspectBytes(dynamicVhd(disk));
    assert.deepEqual(container?.blocks, { used: 1, outside: 0, counted: 12, blockCount: 12 });
    assert.equal(inside?.sizeInBytes, 24 * MiB);
    assert.equal(inside.volumes[0]?.volume.kind, "file-system");
  });

  it("of VirtualBox is opened by its size and not by its geometry, which would cut it off", async () => {
    const report = await inspectBytes(
      dynamicVhd(disk, { creator: "vbox", cylinders: 700, heads: 4, sectorsPerTrack: 17 }),
      {
        fileName: "in.vhd",
      },
    );
    assert.deepEqual(problemOf(report, "dynamic").commands, [
      "qemu-img convert --image-opts driver=vpc,force_size_calc=current_size,file.driver=file,file.filename=in.vhd".replace(
        /(driver=\S+)/,
        "'$1'",
      ) + " -O vpc -o subformat=fixed,force_size in-fixed.vhd",
    ]);
  });

  it("whose end is cut off is read by the copy of its footer", async () => {
    const whole = dynamicVhd(disk);
    const report = await inspectBytes(cutTo(whole, whole.sizeInBytes - 512));
    assert.equal(report.container?.footerPlace, "copy-at-start");
    assert.match(problemOf(report, "footer-damaged").text, /copy at the start is read/);
    assert.equal(report.disk?.volumes[0]?.volume.kind, "file-system");
  });

  it("with both footers damaged is as large as its table allows, and no command mends it", async () => {
    const whole = dynamicVhd(disk);
    const damage = Buffer.from([1, 2]);
    const report = await inspectBytes(
      overwritten(whole, piece(49, damage), piece(whole.sizeInBytes - 512 + 49, damage)),
    );
    assert.equal(report.disk?.sizeInBytes, 24 * MiB);
    assert.doesNotMatch(problemOf(report, "dynamic").text, /for a disk of/);
    assert.ok(report.verdict.problems.every(({ commands }) => commands.length === 0));
  });

  it("with footers and header damaged has no size at all", async () => {
    const whole = dynamicVhd(disk);
    const damage = Buffer.from([1, 2]);
    const report = await inspectBytes(
      overwritten(whole, ...[49, 512 + 28, whole.sizeInBytes - 512 + 49].map((at) => piece(at, damage))),
    );
    assert.equal(report.disk, undefined);
    assert.equal(report.verdict.encryption.kind, "missing");
  });

  it("that is cut off in its table says so", async () => {
    const report = await inspectBytes(cutTo(dynamicVhd(disk), 2050));
    assert.match(
      problemOf(report, "dynamic-header-damaged").text,
      /12 entries of 4 bytes, does not lie in the file, which has 2,050 bytes/,
    );
  });

  it("whose blocks are cut off says how many", async () => {
    const report = await inspectBytes(cutTo(dynamicVhd(disk), 4096));
    assert.match(
      problemOf(report, "blocks-outside-file").text,
      /1 of 1 blocks lie outside the file, which has 4,096 bytes/,
    );
    assert.equal(report.disk?.volumes[0]?.volume.kind, "unreadable");
  });

  it("whose last blocks are cut off still shows the partitions at its start", async () => {
    const gpt = gptDisk(24 * MiB, [
      { type: gptTypes.linux, startSector: 2048, sectorCount: 4096, holds: ext() },
    ]);
    const whole = dynamicVhd(gpt);
    const report = await inspectBytes(cutTo(whole, whole.sizeInBytes - 1 * MiB));
    assert.ok(problemIds(report).includes("blocks-outside-file"));
    assert.equal(report.disk?.volumes[0]?.volume.kind, "file-system");
    assert.match(report.disk.partitionTable?.defects[0]?.text ?? "", /no backup of the GPT/);
  });

  it("whose copy of the footer is damaged is worth knowing", async () => {
    const report = await inspectBytes(overwritten(dynamicVhd(disk), piece(100, Buffer.from([7]))));
    assert.match(problemOf(report, "footer-copies-differ").text, /checksum that does not fit/);
  });

  it("whose copy of the footer differs is worth knowing", async () => {
    const other = footer({
      diskType: 3,
      headerOffset: 512n,
      sizeInBytes: 24 * MiB,
      uniqueId: "ff".repeat(16),
    });
    const report = await inspectBytes(overwritten(dynamicVhd(disk), piece(0, other)));
    assert.match(problemOf(report, "footer-copies-differ").text, /differs from the footer at its end/);
  });

  for (const [what, change, text] of [
    ["no header", piece(512, Buffer.alloc(8)), /no header at byte 512/],
    ["a header whose checksum does not fit", piece(1000, Buffer.from([9])), /header's checksum is/],
  ] as const) {
    it(`with ${what} can't be relied on`, async () => {
      const report = await inspectBytes(overwritten(dynamicVhd(disk), change));
      assert.match(problemOf(report, "dynamic-header-damaged").text, text);
    });
  }

  it("with blocks of 0 bytes has a header that makes no sense", async () => {
    const header = Buffer.alloc(1024);
    header.write("cxsparse", 0, "latin1");
    header.writeBigUInt64BE(2048n, 16);
    header.writeUInt32BE(12, 28);
    const report = await inspectBytes(overwritten(dynamicVhd(disk), piece(512, resealed(header, 36))));
    assert.match(problemOf(report, "dynamic-header-damaged").text, /blocks of 0 bytes/);
    assert.equal(report.disk, undefined);
  });

  it("with a table too short for its disk says so", async () => {
    const report = await inspectBytes(dynamicVhd(disk, { maxTableEntries: 3 }));
    // The header's table is all that the disk is counted by.
    assert.equal(report.disk?.sizeInBytes, 6 * MiB);
    assert.ok(problemIds(report).includes("dynamic-header-damaged"));
  });
});
