import assert from "node:assert/strict";

import type { BitLockerMetadata, BitLockerVolume } from "../../lib/vhd/volumes/bitlocker";
import { identifyVolume } from "../../lib/vhd/identify-volume";
import {
  bitLocker,
  CLEAR_KEY,
  KEY_BYTES,
  RECOVERY_PASSWORD,
  STARTUP_KEY,
  TPM,
  type BitLockerChanges,
} from "./build/bitlocker";
import { countingSource, cutTo, overwritten, piece, type SparseBytes } from "./build/sparse-bytes";
import { MiB } from "./build/vhd";

async function read(volume: SparseBytes): Promise<BitLockerVolume> {
  const found = await identifyVolume(countingSource(volume));
  assert.ok(found.kind === "bitlocker", found.kind);
  return found;
}

async function metadataOf(changes: BitLockerChanges): Promise<BitLockerMetadata> {
  const { metadata } = await read(bitLocker(changes));
  assert.ok(metadata);
  return metadata;
}

describe("A BitLocker volume", () => {
  it("tells method, state, protectors with their ids, and what Windows noted", async () => {
    assert.deepEqual(await read(bitLocker({ method: 0x8005 })), {
      kind: "bitlocker",
      form: "windows-7-or-later",
      metadata: {
        volumeId: "4D5E6F70-8192-4A3B-8C4D-5E6F708192A3",
        encryptionMethod: "XTS-AES 256-bit",
        state: { kind: "fully-encrypted" },
        protectors: [
          { id: STARTUP_KEY.id, type: "startup-key", code: "0x0200" },
          { id: RECOVERY_PASSWORD.id, type: "recovery-password", code: "0x0800" },
        ],
        description: "VM-WEB-01 C: 1/2/2025",
        createdAt: "2024-12-30T02:40:00.000Z",
      },
      defects: [],
    });
  });

  for (const [code, name] of [
    [0x8000, "AES-CBC 128-bit with Elephant diffuser"],
    [0x8001, "AES-CBC 256-bit with Elephant diffuser"],
    [0x8002, "AES-CBC 128-bit"],
    [0x8003, "AES-CBC 256-bit"],
    [0x8004, "XTS-AES 128-bit"],
    [0x8006, "unknown method 0x8006"],
  ] as const) {
    it(`with method 0x${code.toString(16)} is encrypted with ${name}`, async () => {
      assert.equal((await metadataOf({ method: code })).encryptionMethod, name);
    });
  }

  for (const [code, type] of [
    [0x0000, "clear-key"],
    [0x0100, "tpm"],
    [0x0200, "startup-key"],
    [0x0500, "tpm-and-pin"],
    [0x0800, "recovery-password"],
    [0x1000, "smart-card"],
    [0x2000, "password"],
    [0x4321, "unknown"],
  ] as const) {
    it(`has a protector of type ${type} where the number is 0x${code.toString(16).padStart(4, "0")}`, async () => {
      const { protectors } = await metadataOf({ protectors: [{ id: TPM.id, code }] });
      assert.deepEqual(
        protectors.map((protector) => protector.type),
        [type],
      );
    });
  }

  for (const [states, encryptedSizeInBytes, expected] of [
    [[4, 4], 8 * MiB, { kind: "fully-encrypted" }],
    [[2, 4], 2 * MiB, { kind: "encrypting", isPaused: false, percentEncrypted: 25 }],
    [[5, 4], 4 * MiB, { kind: "encrypting", isPaused: true, percentEncrypted: 50 }],
    [[5, 1], 6 * MiB, { kind: "decrypting", isPaused: true, percentEncrypted: 75 }],
    [[2, 1], 2 ** 50, { kind: "decrypting", isPaused: false }],
    [[3, 4], 8 * MiB, { kind: "encrypting-on-write" }],
    [[1, 1], 0, { kind: "decrypted" }],
    [[1, 4], 0, { kind: "unknown", code: "0x0001, next 0x0004" }],
    [[9, 4], 0, { kind: "unknown", code: "0x0009, next 0x0004" }],
    [[2, 7], 0, { kind: "unknown", code: "0x0002, next 0x0007" }],
  ] as const) {
    it(`in state ${states.join(" towards ")} with ${encryptedSizeInBytes} bytes done is ${expected.kind}`, async () => {
      assert.deepEqual((await metadataOf({ states, encryptedSizeInBytes })).state, expected);
    });
  }

  it("of Windows Vista is read by way of its first block, and has no percentage", async () => {
    const { form, metadata, defects } = await read(
      bitLocker({ form: "vista", method: 0x8000, states: [2, 4] }),
    );
    assert.equal(form, "windows-vista");
    assert.deepEqual(metadata?.state, { kind: "encrypting", isPaused: false });
    assert.match(defects.join(), /^It has the form of Windows Vista, which has no checksums/);
  });

  it("made for a removable drive is BitLocker To Go", async () => {
    assert.equal((await read(bitLocker({ form: "to-go" }))).form, "to-go");
  });

  it("gives away no key, not even a clear one", async () => {
    const text = JSON.stringify(await read(bitLocker({ protectors: [CLEAR_KEY] })));
    assert.ok(!text.includes(KEY_BYTES.toString("hex")));
    assert.ok(!text.includes(KEY_BYTES.toString("base64").slice(0, 16)));
  });

  it("with a damaged block is read from the next, and says so", async () => {
    const { metadata, defects } = await read(
      overwritten(bitLocker(), piece(1 * MiB + 200, Buffer.from("xyz"))),
    );
    assert.equal(metadata?.protectors.length, 2);
    assert.match(defects.join(), /checksum of metadata block 1 of 3/);
  });

  it("with a block missing is read from the next, and says so", async () => {
    const { metadata, defects } = await read(overwritten(bitLocker(), piece(1 * MiB, Buffer.alloc(8))));
    assert.equal(metadata?.protectors.length, 2);
    assert.deepEqual(defects, ["Metadata block 1 of 3 can't be read."]);
  });

  it("cut off before its metadata is BitLocker all the same, of which nothing else is known", async () => {
    const { metadata, defects } = await read(cutTo(bitLocker(), 1 * MiB));
    assert.equal(metadata, undefined);
    assert.equal(defects.length, 3);
  });

  it("with an entry of size 0, or beyond its block, has the protectors before it", async () => {
    for (const size of [0, 7, 0xffff]) {
      const bytes = Buffer.alloc(2);
      bytes.writeUInt16LE(size);
      // The first entry is the description.
      const changed = [1, 2, 3].map((block) => piece(block * MiB + 112, bytes));
      const { metadata } = await read(overwritten(bitLocker(), ...changed));
      assert.deepEqual(metadata?.protectors, []);
    }
  });
});
