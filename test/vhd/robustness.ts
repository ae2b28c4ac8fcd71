import assert from "node:assert/strict";

import fc from "fast-check";

import type { Seeds } from "../seeds";

import { inspectVhd } from "../../lib/vhd/inspect";
import { type VhdReport } from "../../lib/vhd/index";
import { vhdReportView } from "../../lib/disk-encryption/presentation/vhd-view";
import { bitLocker, CLEAR_KEY, KEY_BYTES } from "./build/bitlocker";
import { gptDisk, gptTypes, mbrDisk, mbrSector } from "./build/disks";
import { luks1, luks2 } from "./build/luks";
import { countingSource, cutTo, overwritten, piece, sparse, type SparseBytes } from "./build/sparse-bytes";
import { dynamicVhd, fixedVhd, footer, MiB, resealed } from "./build/vhd";
import { btrfs, ext, fat, lvm, ntfs, swap } from "./build/volumes";

/** What one inspection may read: table, blocks and 32 volumes of the worst kind. */
const MOST_READ_IN_BYTES = 300 * MiB;
const LONGEST_READ_IN_BYTES = 4 * MiB;
const MOST_READ_OF_A_USUAL_DISK_IN_BYTES = 4 * MiB;

const linuxDisk = gptDisk(64 * MiB, [
  { type: gptTypes.efi, startSector: 2048, sectorCount: 8192, holds: fat(4000) },
  { type: gptTypes.linux, startSector: 10240, sectorCount: 40960, holds: ext(20 * MiB) },
  { type: gptTypes.linux, startSector: 51200, sectorCount: 40960, holds: luks2() },
  { type: gptTypes.linuxLvm, startSector: 92160, sectorCount: 8192, holds: lvm() },
]);
const windowsDisk = mbrDisk(
  48 * MiB,
  [
    { type: 0x07, startSector: 2048, sectorCount: 8192, isActive: true, holds: ntfs() },
    { type: 0x07, startSector: 10240, sectorCount: 16384, holds: bitLocker({ protectors: [CLEAR_KEY] }) },
    { type: 0x05, startSector: 32768, sectorCount: 40960 },
  ],
  piece(
    32768 * 512,
    mbrSector([
      { type: 0x83, startSector: 64, sectorCount: 8192 },
      { type: 0x05, startSector: 16384, sectorCount: 8192 },
    ]),
  ),
  piece((32768 + 16384) * 512, mbrSector([{ type: 0x82, startSector: 64, sectorCount: 8192 }])),
  ...swap().pieces.map(({ at, bytes }) => piece((32768 + 64) * 512 + at, bytes)),
);
const PARENT = { uniqueId: "aa".repeat(16), name: "base.vhd", relativePath: "..\\..\\etc\\base.vhd" };

const files: Readonly<Record<string, SparseBytes>> = {
  "a fixed Linux VHD": fixedVhd(linuxDisk),
  "a fixed Windows VHD": fixedVhd(windowsDisk),
  "a dynamic VHD": dynamicVhd(linuxDisk),
  "a dynamic VHD of small blocks": dynamicVhd(windowsDisk, { blockSizeInBytes: 4096 }),
  "a differencing VHD": dynamicVhd(linuxDisk, { parent: PARENT, hasSector: (sector) => sector % 3 !== 0 }),
  "a VHD of LUKS1 alone": fixedVhd(luks1()),
  "a VHD of btrfs alone": fixedVhd(btrfs()),
};

/** Inspects, shows, and holds what must be so of every file there is. */
async function inspectSafely(file: SparseBytes): Promise<VhdReport> {
  const source = countingSource(file);
  const report = await inspectVhd(source, {
    findParent: async () => Promise.resolve({ name: "base.vhd", source: countingSource(file) }),
  });
  assert.ok(source.bytesRead <= MOST_READ_IN_BYTES, `${source.bytesRead} bytes read`);
  assert.ok(source.longestReadInBytes <= LONGEST_READ_IN_BYTES);
  const { verdict } = report;
  assert.equal(
    verdict.readyToUpload,
    verdict.problems.every(({ stops }) => stops !== "upload"),
  );
  assert.equal(verdict.uploadSizeBytes, verdict.readyToUpload ? file.sizeInBytes : undefined);
  if (verdict.readyToUpload) {
    assert.equal(report.container?.footer.diskType, "fixed");
    assert.equal((file.sizeInBytes - 512) % MiB, 0);
  }
  const shown = vhdReportView(report);
  const everything = `${JSON.stringify(report)}${shown.text}${shown.html}`;
  // eslint-disable-next-line no-control-regex
  assert.ok(!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(everything), "control characters are shown");
  for (const form of ["hex", "base64"] as const) {
    assert.ok(!everything.includes(KEY_BYTES.toString(form).slice(0, 24)), "a key is shown");
  }
  return report;
}

/** Places where something stands that is read: changing zeros in between would try nothing. */
function placeIn(file: SparseBytes): fc.Arbitrary<number> {
  return fc
    .tuple(fc.nat(file.pieces.length - 1), fc.nat(), fc.boolean())
    .map(([index, within, nearStart]) => {
      const { at = 0, bytes = Buffer.alloc(1) } = file.pieces[index] ?? {};
      return at + (within % Math.min(bytes.length, nearStart ? 512 : bytes.length));
    });
}

const strange = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 16 }),
  fc.constantFrom(
    Buffer.alloc(4),
    Buffer.alloc(4, 0xff),
    Buffer.alloc(8, 0xff),
    Buffer.from([0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x80]),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from([0, 0, 0, 1]),
  ),
);

/** Holds what must be so of any file, over some files that were changed at random. */
export function describeRobustness(seeds: Seeds): void {
  const share = seeds === "all" ? 1 : 0.1;
  describe("Inspecting a file", () => {
    for (const [name, file] of Object.entries(files)) {
      it(`reads little of ${name}, and nothing outside of it`, async () => {
        const source = countingSource(file);
        await inspectVhd(source);
        assert.ok(source.bytesRead <= MOST_READ_OF_A_USUAL_DISK_IN_BYTES, `${source.bytesRead} bytes`);
      });

      it(`answers with a report whatever is changed in ${name}`, async () => {
        const changes = fc.array(fc.tuple(placeIn(file), strange), { minLength: 1, maxLength: 4 });
        await fc.assert(
          fc.asyncProperty(changes, async (changed) => {
            await inspectSafely(overwritten(file, ...changed.map(([at, bytes]) => piece(at, bytes))));
          }),
          { numRuns: 150 * share },
        );
      });

      it(`answers with a report wherever ${name} is cut off`, async () => {
        const edges = file.pieces.flatMap(({ at, bytes }) => [
          at,
          at + 1,
          at + bytes.length - 1,
          at + bytes.length,
        ]);
        for (const size of new Set([
          0,
          1,
          510,
          511,
          512,
          513,
          1023,
          1024,
          4096,
          ...edges.slice(0, 120 * share),
        ])) {
          await inspectSafely(cutTo(file, size));
        }
        await fc.assert(
          fc.asyncProperty(fc.nat(file.sizeInBytes), async (size) => {
            await inspectSafely(cutTo(file, size));
          }),
          { numRuns: 60 * share },
        );
      });
    }

    it("answers with a report for any bytes at all", async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
          await inspectSafely(sparse(bytes.length, piece(0, bytes)));
        }),
        { numRuns: 200 * share },
      );
    });

    it("answers with a report for any footer whose checksum fits", async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 76, maxLength: 76 }), fc.nat(5), async (fields, type) => {
          const bytes = footer();
          bytes.set(fields.subarray(8), 8);
          bytes.writeUInt32BE(type, 60);
          await inspectSafely(sparse(8192, piece(7680, resealed(bytes, 64))));
        }),
        { numRuns: 150 * share },
      );
    });

    it("answers with a report for any header whose checksum fits", async () => {
      const fields = fc.record({
        tableOffset: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constant(1536n)),
        entries: fc.oneof(fc.nat(0xffff_ffff), fc.nat(64)),
        blockSize: fc.oneof(
          fc.nat(0xffff_ffff),
          fc.integer({ min: 0, max: 31 }).map((power) => 2 ** power),
        ),
      });
      const dynamic = dynamicVhd(linuxDisk);
      await fc.assert(
        fc.asyncProperty(fields, async ({ tableOffset, entries, blockSize }) => {
          const header = Buffer.alloc(1024);
          header.write("cxsparse", 0, "latin1");
          header.writeBigUInt64BE(tableOffset, 16);
          header.writeUInt32BE(entries, 28);
          header.writeUInt32BE(blockSize, 32);
          await inspectSafely(overwritten(dynamic, piece(512, resealed(header, 36))));
        }),
        { numRuns: 150 * share },
      );
    });

    it("reads no more of a disk of 32 TiB than of a small one", async () => {
      const source = countingSource(fixedVhd(gptDisk(32_767 * 1024 * MiB, [])));
      const { verdict } = await inspectVhd(source);
      assert.deepEqual(verdict.problems, []);
      assert.ok(source.bytesRead < MiB, `${source.bytesRead} bytes`);
    });

    it("reads a page of the table at a time of a dynamic disk of 2 TB", async () => {
      const disk = sparse(2040 * 1024 * MiB, ...ext(4 * MiB).pieces);
      const source = countingSource(dynamicVhd(disk));
      const { container } = await inspectVhd(source);
      assert.equal(container?.blocks?.counted, 2040 * 512);
      assert.ok(source.bytesRead < 6 * MiB, `${source.bytesRead} bytes`);
      assert.ok(source.longestReadInBytes <= 256 * 1024);
    });
  });
}
