import assert from "node:assert/strict";

import { parseFooter } from "../../lib/vhd/footer";
import { footer, MiB, resealed } from "./build/vhd";

describe("The footer of a VHD", () => {
  it("says the disk's type, sizes, geometry, creator, time and id", () => {
    const bytes = footer({
      sizeInBytes: 127 * 1024 * MiB,
      creator: "win ",
      cylinders: 4063,
      secondsSince2000: 86_400,
      uniqueId: "00112233445566778899aabbccddeeff",
    });
    const read = parseFooter(bytes);
    assert.deepEqual(read, {
      diskType: "fixed",
      currentSizeInBytes: 136_365_211_648,
      originalSizeInBytes: 136_365_211_648,
      geometry: { cylinders: 4063, heads: 16, sectorsPerTrack: 255 },
      creatorApplication: "win",
      creatorVersion: "10.0",
      creatorHostOs: "Wi2k",
      version: "1.0",
      createdAt: "2000-01-02T00:00:00.000Z",
      uniqueId: "00112233-4455-6677-8899-aabbccddeeff",
      isTemporary: false,
      isInSavedState: false,
      checksum: read?.checksum,
      headerOffsetInBytes: undefined,
    });
    assert.equal(read.checksum.valid, true);
  });

  for (const [number, diskType] of [
    [2, "fixed"],
    [3, "dynamic"],
    [4, "differencing"],
  ] as const) {
    it(`names disk type ${number} ${diskType}`, () => {
      assert.equal(parseFooter(footer({ diskType: number }))?.diskType, diskType);
    });
  }

  it("keeps the number of a disk type that is none of the three", () => {
    assert.deepEqual(parseFooter(footer({ diskType: 5 }))?.diskType, { unknownType: 5 });
  });

  it("has a checksum that fits no more once a byte is changed", () => {
    for (const at of [8, 27, 50, 70, 84, 511]) {
      const bytes = footer();
      bytes.writeUInt8((bytes.readUInt8(at) + 1) & 0xff, at);
      assert.equal(parseFooter(bytes)?.checksum.valid, false, `byte ${at}`);
    }
  });

  it("says nothing of the disk's size where its checksum does not fit, for any number may stand there", () => {
    const bytes = footer();
    bytes.writeBigUInt64BE(0xff00_0000_0000_0001n, 48);
    const read = parseFooter(bytes);
    assert.deepEqual([read?.currentSizeInBytes, read?.originalSizeInBytes], [undefined, undefined]);
  });

  it("says no size and no place that could not be counted exactly", () => {
    const bytes = footer({ headerOffset: 2n ** 53n });
    bytes.writeBigUInt64BE(2n ** 53n, 48);
    const read = parseFooter(resealed(bytes, 64));
    assert.equal(read?.checksum.valid, true);
    assert.deepEqual([read.currentSizeInBytes, read.headerOffsetInBytes], [undefined, undefined]);
    assert.equal(read.originalSizeInBytes, 24 * MiB);
  });

  it("has the same checksum with 511 bytes as with 512, for the last one is zero", () => {
    assert.equal(parseFooter(footer().subarray(0, 511))?.checksum.valid, true);
  });

  it("is none without the cookie, and none with fewer than 511 bytes", () => {
    assert.equal(parseFooter(Buffer.alloc(512)), undefined);
    assert.equal(parseFooter(footer().subarray(0, 510)), undefined);
  });

  it("shows a creator of control characters without them", () => {
    assert.equal(parseFooter(footer({ creator: "a\u001b[m" }))?.creatorApplication, "a\u{fffd}[m");
  });
});
