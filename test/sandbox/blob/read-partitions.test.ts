import assert from "node:assert/strict";

import { readPartitions } from "../../../lib/sandbox/blob/read-partitions";
import type { UploadedDisk } from "../../../lib/sandbox/blob/uploaded-disk";
import { bitLocker, RECOVERY_PASSWORD, STARTUP_KEY } from "../../vhd/build/bitlocker";
import { gptDisk, gptTypes, mbrDisk } from "../../vhd/build/disks";
import { luks1, luks2 } from "../../vhd/build/luks";
import { sparse, toBuffer, type SparseBytes } from "../../vhd/build/sparse-bytes";
import { MiB } from "../../vhd/build/vhd";
import { ext, fat, ntfs, xfs } from "../../vhd/build/volumes";

async function partitionsOf(disk: SparseBytes): Promise<Pick<UploadedDisk, "partitionTable" | "partitions">> {
  const bytes = toBuffer(disk);
  const read = (offset: number, length: number): Promise<Buffer> => {
    const found = Buffer.alloc(length);
    bytes.copy(found, 0, offset, Math.min(offset + length, bytes.length));
    return Promise.resolve(found);
  };
  return await readPartitions(read, bytes.length);
}

const mbrWith = (holds: SparseBytes): SparseBytes =>
  mbrDisk(24 * MiB, [{ type: 7, startSector: 2048, sectorCount: 40960, holds }]);

const contentOf = async (
  holds: SparseBytes,
): Promise<UploadedDisk["partitions"][number]["content"] | undefined> =>
  (await partitionsOf(mbrWith(holds))).partitions[0]?.content;

describe("An uploaded disk", () => {
  it("has the partitions of its MBR", async () => {
    const disk = mbrDisk(24 * MiB, [
      { type: 7, startSector: 2048, sectorCount: 8192, holds: ntfs(4 * MiB) },
      { type: 7, startSector: 12288, sectorCount: 16384, holds: bitLocker() },
    ]);
    const { partitionTable, partitions } = await partitionsOf(disk);
    assert.equal(partitionTable, "mbr");
    assert.deepEqual(
      partitions.map(({ number, offsetInBytes, content }) => [number, offsetInBytes / MiB, content.kind]),
      [
        [1, 1, "ntfs"],
        [2, 6, "bitlocker"],
      ],
    );
  });

  it("has the partitions of its GPT", async () => {
    const disk = gptDisk(24 * MiB, [
      { type: gptTypes.efi, startSector: 2048, sectorCount: 8192, holds: fat(4000) },
      { type: gptTypes.basicData, startSector: 12288, sectorCount: 16384, holds: bitLocker() },
    ]);
    const { partitionTable, partitions } = await partitionsOf(disk);
    assert.equal(partitionTable, "gpt");
    assert.deepEqual(
      partitions.map(({ content }) => content.kind),
      ["fat", "bitlocker"],
    );
  });

  it("is one volume where it has no table", async () => {
    const { partitionTable, partitions } = await partitionsOf(luks1());
    assert.equal(partitionTable, "none");
    assert.deepEqual(
      partitions.map(({ number, content }) => [number, content.kind]),
      [[0, "luks"]],
    );
  });

  it("names the protectors that a .bek file opens, and no others", async () => {
    const volume = bitLocker({ protectors: [RECOVERY_PASSWORD, STARTUP_KEY] });
    assert.deepEqual(await contentOf(volume), { kind: "bitlocker", externalKeyProtectors: [STARTUP_KEY.id] });
  });

  it("is BitLocker's without a protector where the metadata is not where the volume says", async () => {
    const volume = bitLocker();
    const header = volume.pieces.slice(0, 1);
    assert.deepEqual(await contentOf({ ...volume, pieces: header }), {
      kind: "bitlocker",
      externalKeyProtectors: [],
    });
  });

  for (const [version, volume, uuid] of [
    [1, luks1(), "5b2f4f5e-0000-4000-8000-000000000001"],
    [2, luks2(), "6a99ae8e-0000-4000-8000-000000000002"],
  ] as const) {
    it(`holds LUKS${version} with its UUID`, async () => {
      assert.deepEqual(await contentOf(volume), { kind: "luks", version, uuid });
    });
  }

  for (const [kind, volume] of [
    ["ext", ext()],
    ["xfs", xfs()],
    ["empty", sparse(4 * MiB)],
    ["unknown", sparse(4 * MiB, { at: 0, bytes: Buffer.alloc(512, 9) })],
  ] as const) {
    it(`holds what is ${kind}`, async () => {
      assert.deepEqual(await contentOf(volume), { kind });
    });
  }
});
