import assert from "node:assert/strict";

import { identifyVolume } from "../../lib/vhd/identify-volume";
import { countingSource, cutTo, overwritten, piece, sparse, type SparseBytes } from "./build/sparse-bytes";
import { MiB } from "./build/vhd";
import {
  btrfs,
  exFat,
  ext,
  fat,
  luks1,
  luks2,
  luks2Metadata,
  lvm,
  ntfs,
  reFs,
  swap,
  xfs,
} from "./build/volumes";
import type { Volume } from "../../lib/vhd";

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
    assert.deepEqual(await identify(sparse(4 * MiB)), { kind: "zeros", readInBytes: 256 * 1024 });
    assert.deepEqual(await identify(sparse(600)), { kind: "zeros", readInBytes: 600 });
    assert.deepEqual(await identify(sparse(4 * MiB, piece(200_000, Buffer.from("x")))), { kind: "unknown" });
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

describe("A LUKS1 volume", () => {
  it("tells cipher, mode, hash, key size, UUID, payload and the key slots in use", async () => {
    assert.deepEqual(await identify(luks1({ keySlots: [0, 3] })), {
      kind: "luks1",
      cipher: "aes",
      mode: "xts-plain64",
      hash: "sha256",
      keySizeInBytes: 64,
      payloadOffsetInBytes: 2 * MiB,
      uuid: "5b2f4f5e-0000-4000-8000-000000000001",
      keySlots: [0, 3],
      defects: [],
    });
  });

  it("with a key slot in no known state, and a payload beyond its end, is damaged", async () => {
    const found = await identify(
      overwritten(luks1({ payloadSector: 100_000 }), piece(256, Buffer.alloc(4, 0xff))),
    );
    assert.deepEqual(found.kind === "luks1" && found.defects, [
      "Key slot 1 is neither in use nor free.",
      "The encrypted data starts at byte 51200000, beyond the volume's end.",
    ]);
  });

  it("cut off within its header is not known", async () => {
    assert.equal((await identify(cutTo(luks1(), 591))).kind, "unknown");
  });
});

describe("A LUKS2 volume", () => {
  const read = async (volume: SparseBytes): Promise<Extract<Volume, { kind: "luks2" }>> => {
    const found = await identify(volume);
    assert.ok(found.kind === "luks2", found.kind);
    return found;
  };

  it("tells segments, key slots, label, UUID and sequence number", async () => {
    assert.deepEqual(await read(luks2({ label: "root" })), {
      kind: "luks2",
      label: "root",
      uuid: "6a99ae8e-0000-4000-8000-000000000002",
      sequenceId: 3,
      headerCopies: "agree",
      segments: [
        { type: "crypt", cipher: "aes-xts-plain64", offsetInBytes: 16 * MiB, sectorSizeInBytes: 512 },
      ],
      keySlots: [{ number: 0, type: "luks2", keySizeInBytes: 64, keyDerivation: "argon2id" }],
      tokenTypes: [],
      isInReencryption: false,
      defects: [],
    });
  });

  it("gives away no salt and no digest", async () => {
    const text = JSON.stringify(await read(luks2()));
    for (const secret of ["c2FsdA==", "c2VjcmV0LXNhbHQ=", "c2VjcmV0LWRpZ2VzdA=="])
      assert.ok(!text.includes(secret));
  });

  for (const headerSizeInBytes of [16 * 1024, 64 * 1024, 4 * MiB]) {
    it(`is read with a header of ${headerSizeInBytes} bytes`, async () => {
      assert.equal((await read(luks2({ headerSizeInBytes }))).headerCopies, "agree");
    });
  }

  for (const [what, at, copies] of [
    ["first", 5000, "only-secondary"],
    ["second", 16384 + 5000, "only-primary"],
  ] as const) {
    it(`whose ${what} copy is damaged is read from the other`, async () => {
      const found = await read(overwritten(luks2(), piece(at, Buffer.from("???"))));
      assert.equal(found.headerCopies, copies);
      assert.equal(found.keySlots.length, 1);
      assert.equal(found.defects.length, 1);
    });
  }

  it("whose first copy is gone is found by its second", async () => {
    const found = await read(overwritten(luks2(), piece(0, Buffer.alloc(4096))));
    assert.equal(found.headerCopies, "only-secondary");
  });

  it("whose copies are both damaged is still LUKS2, with a header to mistrust", async () => {
    const found = await read(
      overwritten(luks2(), piece(5000, Buffer.from("?")), piece(21384, Buffer.from("?"))),
    );
    assert.equal(found.headerCopies, "none-valid");
  });

  it("goes by the copy that was written last", async () => {
    assert.equal((await read(luks2({ sequenceId: 4, secondarySequenceId: 5 }))).sequenceId, 5);
    assert.equal((await read(luks2({ sequenceId: 4, secondarySequenceId: 5 }))).headerCopies, "differ");
  });

  it("whose copy stands in the wrong place doesn't count it", async () => {
    const moved = overwritten(luks2(), piece(256, Buffer.alloc(8, 1)));
    assert.equal((await read(moved)).headerCopies, "only-secondary");
  });

  for (const [what, change] of [
    [
      "a segment's flag",
      { segments: { "0": { ...luks2Metadata.segments["0"], flags: ["in-reencryption"] } } },
    ],
    [
      "a requirement",
      { config: { ...luks2Metadata.config, requirements: { mandatory: ["online-reencrypt-v2"] } } },
    ],
    ["a key slot", { keyslots: { "1": { type: "reencrypt", key_size: 1 } } }],
  ] as const) {
    it(`is being re-encrypted, as ${what} says`, async () => {
      assert.equal((await read(luks2({ metadata: { ...luks2Metadata, ...change } }))).isInReencryption, true);
    });
  }

  it("names its tokens by type alone", async () => {
    const tokens = { "0": { type: "systemd-tpm2", keyslots: ["0"], "tpm2-blob": "secret-blob" } };
    const found = await read(luks2({ metadata: { ...luks2Metadata, tokens } }));
    assert.deepEqual(found.tokenTypes, ["systemd-tpm2"]);
    assert.ok(!JSON.stringify(found).includes("secret-blob"));
  });

  for (const [what, json] of [
    ["no JSON", "{"],
    ["nothing", ""],
    ["other things", '{"keyslots":[]}'],
    ["brackets in brackets", "[".repeat(12_000)],
    [
      "keys that are no numbers",
      JSON.stringify({ ...luks2Metadata, keyslots: { __proto__x: { type: "luks2", key_size: 1 } } }),
    ],
  ] as const) {
    it(`whose JSON area holds ${what} says that it can't be read`, async () => {
      const found = await read(luks2({ json }));
      assert.deepEqual(found.defects, ["The JSON area can't be read."]);
      assert.deepEqual(found.keySlots, []);
    });
  }

  it("whose data would start beyond its end is damaged", async () => {
    assert.match((await read(luks2({ sizeInBytes: 8 * MiB }))).defects.join(), /16777216 reach beyond/);
  });
});
