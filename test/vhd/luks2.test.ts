import assert from "node:assert/strict";

import type { Luks2Volume } from "../../lib/vhd/volumes/luks2";
import { identifyVolume } from "../../lib/vhd/identify-volume";
import { luksProblems, passphraseSlots } from "../../lib/vhd/luks-problems";
import { luks2, LUKS2_SECRETS, luks2Metadata, type Luks2Changes } from "./build/luks";
import { changed, type Change } from "./build/changed";
import { countingSource, overwritten, piece, type SparseBytes } from "./build/sparse-bytes";
import { MiB } from "./build/vhd";

const read = async (volume: SparseBytes): Promise<Luks2Volume> => {
  const found = await identifyVolume(countingSource(volume));
  assert.ok(found.kind === "luks2", found.kind);
  return found;
};
const readChanged = async (...changes: readonly Change[]): Promise<Luks2Volume> =>
  read(luks2({ metadata: changed(luks2Metadata, ...changes), keysAt: [32768, 290816] }));
const problemsOf = (volume: Luks2Volume): readonly (readonly [string, string])[] =>
  luksProblems(volume, "partition 1").map(({ id, stops }) => [id, stops]);

const slot0 = luks2Metadata.keyslots["0"];
const slot1 = { ...slot0, area: { ...slot0.area, offset: "290816" } };
const segment0 = luks2Metadata.segments["0"];
const digest0 = luks2Metadata.digests["0"];

describe("A LUKS2 volume", () => {
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
      keySlots: [
        { number: 0, type: "luks2", keySizeInBytes: 64, keyDerivation: "argon2id", opensData: true },
      ],
      wipedKeySlots: [],
      tokenTypes: [],
      isInReencryption: false,
      encryptsNothing: false,
      isDetachedHeader: false,
      defects: [],
      unknowns: [],
    });
  });

  it("gives away no salt and no digest", async () => {
    const text = JSON.stringify(await read(luks2()));
    for (const secret of LUKS2_SECRETS) assert.ok(!text.includes(secret));
  });

  it("names its tokens by type alone", async () => {
    const token = { type: "systemd-tpm2", keyslots: ["0"], "tpm2-blob": "secret-blob" };
    const found = await readChanged(["tokens.0", token]);
    assert.deepEqual(found.tokenTypes, ["systemd-tpm2"]);
    assert.deepEqual(problemsOf(found), []);
    assert.ok(!JSON.stringify(found).includes("secret-blob"));
  });

  for (const headerSizeInBytes of [16 * 1024, 64 * 1024, 4 * MiB]) {
    it(`opens with a header of ${headerSizeInBytes} bytes`, async () => {
      const found = await read(luks2({ headerSizeInBytes }));
      assert.deepEqual([found.headerCopies, problemsOf(found)], ["agree", []]);
    });
  }

  for (const [what, changes] of [
    [
      "a second key slot",
      [
        ["keyslots.1", slot1],
        ["digests.0.keyslots", ["0", "1"]],
      ],
    ],
    ["parameters left over of another key derivation", [["keyslots.0.kdf.iterations", 1000]]],
    ["a key slot to be tried first", [["keyslots.0.priority", 2]]],
    ["flags of its configuration", [["config.flags", ["allow-discards"]]]],
    ["no requirement in the list of them", [["config.requirements", { mandatory: [] }]]],
    ["encrypted sectors of 4 KiB", [["segments.0.sector_size", 4096]]],
    ["data of a fixed size", [["segments.0.size", "1048576"]]],
    ["members that nobody knows", [["keyslots.0.comment", { by: ["somebody", 1, null] }]]],
  ] as const satisfies readonly (readonly [string, readonly Change[]])[]) {
    it(`with ${what} opens`, async () => {
      assert.deepEqual(problemsOf(await readChanged(...changes)), []);
    });
  }
});

describe("The two copies of a LUKS2 header", () => {
  for (const [what, at, copies] of [
    ["first", 5000, "only-secondary"],
    ["second", 16384 + 5000, "only-primary"],
  ] as const) {
    it(`are one where the ${what} is damaged: the other counts, and cryptsetup mends it`, async () => {
      const found = await read(overwritten(luks2(), piece(at, Buffer.from("???"))));
      assert.equal(found.headerCopies, copies);
      assert.equal(found.keySlots.length, 1);
      assert.deepEqual(problemsOf(found), [["luks-damaged", "nothing"]]);
    });
  }

  it("are one where the first is gone", async () => {
    const found = await read(overwritten(luks2(), piece(0, Buffer.alloc(4096))));
    assert.deepEqual([found.headerCopies, found.defects], ["only-secondary", []]);
  });

  it("are one where the first, with a checksum that fits, holds no JSON that cryptsetup takes", async () => {
    const json = `${JSON.stringify(luks2Metadata)}\n`;
    const found = await read(luks2({ json, secondaryJson: JSON.stringify(luks2Metadata) }));
    assert.equal(found.headerCopies, "only-secondary");
    assert.match(found.copyDamage ?? "", /there are bytes behind its object/);
    assert.deepEqual(problemsOf(found), [["luks-damaged", "nothing"]]);
  });

  it("don't make up for each other where cryptsetup goes by one that opens nothing", async () => {
    const json = JSON.stringify(changed(luks2Metadata, ["digests.0.digest", "no digest"]));
    const sound = JSON.stringify(luks2Metadata);
    for (const volume of [
      luks2({ json, secondaryJson: sound }),
      luks2({ json: sound, secondaryJson: json, sequenceId: 3, secondarySequenceId: 4 }),
    ]) {
      const found = await read(volume);
      assert.match(found.defects.join(), /salt or the digest of digest 0/);
      assert.deepEqual(problemsOf(found)[0], ["luks-damaged", "start"]);
    }
  });

  it("with a checksum of a kind that is not known are not trusted, and neither is the other one", async () => {
    const found = await read(overwritten(luks2(), piece(72, Buffer.from("sha3-256\0"))));
    assert.deepEqual(found.defects, ["The header is not sound: its kind of checksum is not known."]);
  });

  it("are not searched by cryptsetup where the first has a size that none has", async () => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(20_480n);
    const found = await read(overwritten(luks2(), piece(8, size)));
    assert.deepEqual(problemsOf(found)[0], ["luks-damaged", "start"]);
  });

  it("are one where a damaged copy stands before the sound second one", async () => {
    const volume = overwritten(
      luks2({ headerSizeInBytes: 65536 }),
      piece(0, Buffer.from("?")),
      piece(16384, Buffer.from("SKUL\xba\xbe\0\x02", "latin1")),
    );
    const found = await read(volume);
    assert.deepEqual([found.headerCopies, found.defects], ["only-secondary", []]);
  });

  it("that are both damaged open nothing, but tell what was there", async () => {
    const found = await read(
      overwritten(
        luks2(),
        piece(4500, Buffer.alloc(1, 0x20)),
        piece(448, Buffer.alloc(1)),
        piece(20000, Buffer.alloc(1, 1)),
      ),
    );
    assert.equal(found.headerCopies, "none-valid");
    assert.deepEqual(problemsOf(found)[0], ["luks-damaged", "start"]);
  });

  it("with both checksums wrong are refused, though what they say makes sense", async () => {
    const found = await read(
      overwritten(luks2(), piece(450, Buffer.alloc(4)), piece(16384 + 450, Buffer.alloc(4))),
    );
    assert.deepEqual(found.defects, ["Neither copy of the header is sound: its checksum does not fit."]);
    assert.deepEqual(problemsOf(found), [["luks-damaged", "start"]]);
    assert.equal(found.keySlots.length, 1);
  });

  it("go by the one that was written last", async () => {
    const found = await read(luks2({ sequenceId: 4, secondarySequenceId: 5 }));
    assert.deepEqual([found.sequenceId, found.headerCopies, found.defects], [5, "differ", []]);
  });

  it("don't count where they stand in the wrong place", async () => {
    const moved = overwritten(luks2(), piece(256, Buffer.alloc(8, 1)));
    assert.equal((await read(moved)).headerCopies, "only-secondary");
  });

  it("are not searched by cryptsetup where the first says that it is of a version to come", async () => {
    const found = await read(overwritten(luks2(), piece(6, Buffer.from([0, 3]))));
    assert.deepEqual(found.unknowns, ["The first copy of the header is of version 3, which is not known."]);
  });

  it("are not mended where the volume has another signature too", async () => {
    const signed = overwritten(luks2(), piece(510, Buffer.from([0x55, 0xaa])), piece(5000, Buffer.from("?")));
    const found = await read(signed);
    assert.deepEqual(problemsOf(found), [
      ["luks-damaged", "nothing"],
      ["luks-not-understood", "unknown"],
    ]);
  });
});

describe("The JSON area of a LUKS2 header", () => {
  const json = JSON.stringify(luks2Metadata);
  for (const [what, text, reason] of [
    ["no object", "[]", "it does not start with an object"],
    ["nothing", "", "it does not start with an object"],
    ["half an object", "{", "there are bytes behind its object"],
    ["no JSON", "{]}", "it is no JSON"],
    ["a space before its object", ` ${json}`, "it does not start with an object"],
    ["a line break behind its object", `${json}\n`, "there are bytes behind its object"],
    ["bytes behind its end", `${json}\0x`, "there are bytes behind its end"],
    ["no zero at its end", `${json.slice(0, -1)}${" ".repeat(12288 - json.length)}}`, "no zero byte ends it"],
    [
      "a number that is no integer",
      json.replace('"key_size":64', '"key_size":64.0'),
      "it has a number that is no integer",
    ],
    ["an exponent", json.replace('"key_size":64', '"key_size":64e0'), "it has a number that is no integer"],
    ["brackets in brackets", `{"a":${"[".repeat(6000)}${"]".repeat(6000)}}`, "it is nested too deep"],
    [
      "a name with a zero in it",
      json.replace('"tokens"', '"type\\u0000":1,"tokens"'),
      "it has a name that programs read differently",
    ],
    [
      "the name of a prototype",
      json.replace('"tokens":{', '"tokens":{"__proto__":{}'),
      "it has a name that programs read differently",
    ],
  ] as const) {
    it(`that holds ${what} can't be read`, async () => {
      const found = await read(luks2({ json: text }));
      assert.equal(found.defects.length, 1);
      assert.ok(found.defects[0]?.endsWith(`Its JSON area can't be read: ${reason}.`), found.defects.join());
      assert.deepEqual(found.keySlots, []);
      assert.deepEqual(problemsOf(found), [["luks-damaged", "start"]]);
    });
  }
});

describe("LUKS2 metadata", () => {
  for (const [change, words] of [
    [["keyslots", undefined], "'keyslots' is no object."],
    [["tokens", undefined], "'tokens' is no object."],
    [["segments", []], "'segments' is no object."],
    [["digests", "0"], "'digests' is no object."],
    [["config", 1], "'config' is no object."],
    [["keyslots.x", slot1], "'keyslots.x' is no number from 0 to 31."],
    [["keyslots.01", slot1], "'keyslots.01' is no number from 0 to 31."],
    [["keyslots.32", slot1], "'keyslots.32' is no number from 0 to 31."],
    [["keyslots.0.type", ""], "'keyslots.0.type' is empty."],
    [["keyslots.0.key_size", "64"], "'keyslots.0.key_size' is no whole number."],
    [["keyslots.0.key_size", -1], "'keyslots.0.key_size' is negative."],
    [["keyslots.0.key_size", 2 ** 32], "'keyslots.0.key_size' is too large."],
    [["keyslots.0.priority", 3], "'keyslots.0.priority' is more than 2."],
    [["keyslots.0.af", undefined], "'keyslots.0.af' is no object."],
    [["keyslots.0.af.type", "luks3"], "'keyslots.0.af.type' is not luks1."],
    [["keyslots.0.af.stripes", 4001], "'keyslots.0.af.stripes' is not 4000."],
    [["keyslots.0.area.type", "datashift"], "'keyslots.0.area.type' is not raw."],
    [["keyslots.0.area.offset", 32768], "'keyslots.0.area.offset' is no text."],
    [["keyslots.0.area.offset", "0x8000"], "'keyslots.0.area.offset' is no number."],
    [["keyslots.0.area.size", "18446744073709551616"], "'keyslots.0.area.size' is more than 64 bits hold."],
    [["keyslots.0.kdf", undefined], "'keyslots.0.kdf' is no object."],
    [["keyslots.0.kdf.time", 0], "'keyslots.0.kdf.time' is less than 1."],
    [["keyslots.0.kdf.salt", undefined], "'keyslots.0.kdf.salt' is no text."],
    [["segments.0.size", "all"], "'segments.0.size' is no size."],
    [["segments.0.iv_tweak", undefined], "'segments.0.iv_tweak' is no text."],
    [["segments.0.encryption", ""], "'segments.0.encryption' is empty."],
    [["segments.0.sector_size", 0], "'segments.0.sector_size' is less than 1."],
    [["segments.0.flags", ["a", 1]], "'segments.0.flags.1' is no text."],
    [
      ["segments.0.integrity", { type: "hmac(sha256)", journal_integrity: "none" }],
      "'segments.0.integrity.journal_encryption' is no text.",
    ],
    [["digests.0.keyslots", "0"], "'digests.0.keyslots' is no list."],
    [["digests.0.hash", undefined], "'digests.0.hash' is no text."],
    [["digests.8", digest0], "'digests.8' is no number from 0 to 7."],
    [["tokens.0", { type: "t" }], "'tokens.0.keyslots' is no list."],
    [["config.requirements", ["offline-reencrypt"]], "'config.requirements' is no object."],
    [["config.requirements", { mandatory: "opal" }], "'config.requirements.mandatory' is no list."],
    [["config.flags", [1]], "'config.flags.0' is no text."],
  ] as const satisfies readonly (readonly [Change, string])[]) {
    it(`with ${change[0]} as ${change[1] === undefined ? "missing" : JSON.stringify(change[1])} is refused`, async () => {
      const { defects } = await readChanged(change);
      assert.equal(defects.length, 1);
      assert.ok(defects[0]?.includes(words), `${String(defects[0])} lacks ${words}`);
    });
  }

  for (const [what, changes, words] of [
    ["a JSON area of another size", [["config.json_size", "16384"]], "'config.json_size' is 16384"],
    [
      "an area for keys of half a page",
      [["config.keyslots_size", "1000000"]],
      "'config.keyslots_size' is 1000000",
    ],
    [
      "an area for keys that is too large",
      [["config.keyslots_size", "134221824"]],
      "which no area for keys may have",
    ],
    [
      "data in the area for keys",
      [["segments.0.offset", "8388608"]],
      "Segment 0 starts in the header or in the area",
    ],
    [
      "a key slot in the header",
      [["keyslots.0.area.offset", "16384"]],
      "The area of key slot 0 does not lie between",
    ],
    [
      "a key slot in the data",
      [["keyslots.0.area.offset", "16777216"]],
      "The area of key slot 0 does not lie between",
    ],
    ["a key slot of no size", [["keyslots.0.area.size", "0"]], "The area of key slot 0 does not lie between"],
    [
      "a key slot too small for its key",
      [["keyslots.0.area.size", "4096"]],
      "The area of key slot 0 can't hold its key.",
    ],
    [
      "a key slot off its sector",
      [["keyslots.0.area.offset", "32769"]],
      "The area of key slot 0 can't hold its key.",
    ],
    [
      "key slots that overlap",
      [
        ["keyslots.1", { ...slot0, area: { ...slot0.area, offset: "36864" } }],
        ["digests.0.keyslots", ["0", "1"]],
      ],
      "The areas of key slots 0 and 1 overlap.",
    ],
    [
      "a digest of a missing key slot",
      [["digests.0.keyslots", ["0", "1"]]],
      "Digest 0 names a key slot that does not exist.",
    ],
    [
      "a digest of a missing segment",
      [["digests.0.segments", ["0", "1"]]],
      "Digest 0 names a segment that does not exist.",
    ],
    [
      "a token of a missing key slot",
      [["tokens.0", { type: "t", keyslots: ["9"] }]],
      "Token 0 names a key slot that does not exist.",
    ],
    [
      "a token named after what all objects have",
      [["tokens.0", { type: "t", keyslots: ["constructor"] }]],
      "Token 0 names a key slot",
    ],
    ["a key slot without a digest", [["keyslots.1", slot1]], "Key slot 1 belongs to no digest."],
    [
      "a key slot of two digests",
      [["digests.1", { ...digest0, segments: [] }]],
      "Key slot 0 belongs to 2 digests.",
    ],
    ["data without a digest", [["digests.0.segments", []]], "Segment 0 belongs to no digest."],
    [
      "a salt of another size",
      [["keyslots.0.kdf.salt", "c2FsdA=="]],
      "The salt of key slot 0 does not have 32 bytes.",
    ],
    [
      "a salt that is no base64",
      [["keyslots.0.kdf.salt", "*".repeat(44)]],
      "The salt of key slot 0 does not have 32 bytes.",
    ],
    ["a digest of another size", [["digests.0.digest", "c2FsdA=="]], "The salt or the digest of digest 0"],
    [
      "keys of two sizes",
      [
        ["keyslots.1", { ...slot1, key_size: 32 }],
        ["digests.0.keyslots", ["0", "1"]],
      ],
      "The key slots of digest 0 hold keys of several sizes.",
    ],
    [
      "segments that are numbered with a gap",
      [
        ["segments.2", segment0],
        ["digests.0.segments", ["0", "2"]],
      ],
      "The segments are not numbered one by one.",
    ],
    [
      "no segment",
      [
        ["segments", {}],
        ["digests.0.segments", []],
      ],
      "There is no segment for the data.",
    ],
    [
      "nothing but a backup of a segment",
      [["segments.0.flags", ["backup-final"]]],
      "There is no segment for the data.",
    ],
    [
      "a backup before the data",
      [
        ["segments.0.flags", ["backup-previous"]],
        ["segments.1", segment0],
        ["digests.0.segments", ["0", "1"]],
      ],
      "A segment for the data is numbered behind the backup of one.",
    ],
    [
      "data off their sector",
      [["segments.0.offset", "16777217"]],
      "Segment 0 is not made of whole sectors of 512 bytes.",
    ],
    ["data of no size", [["segments.0.size", "0"]], "Segment 0 is not made of whole sectors of 512 bytes."],
    [
      "data that reach to the end before others",
      [
        ["segments.1", { ...segment0, offset: "17825792", size: "512" }],
        ["digests.0.segments", ["0", "1"]],
      ],
      "A segment that reaches to the end of the volume is not the last one.",
    ],
    [
      "segments that overlap",
      [
        ["segments.0.size", "1048576"],
        ["segments.1", { ...segment0, offset: "17301504" }],
        ["digests.0.segments", ["0", "1"]],
      ],
      "Segments 0 and 1 overlap.",
    ],
    [
      "encrypted sectors of an odd size",
      [["segments.0.sector_size", 1536]],
      "Segment 0 has encrypted sectors of 1536 bytes",
    ],
    [
      "half an encrypted sector",
      [
        ["segments.0.sector_size", 4096],
        ["segments.0.size", "6144"],
      ],
      "Segment 0 is not made of whole sectors of 4096 bytes.",
    ],
    [
      "an initial vector within an encrypted sector",
      [
        ["segments.0.sector_size", 4096],
        ["segments.0.iv_tweak", "3"],
      ],
      "Segment 0 is not made of whole sectors of 4096 bytes.",
    ],
    [
      "two re-encryptions",
      [["config.requirements", { mandatory: ["online-reencrypt", "online-reencrypt-v2"] }]],
      "More than one re-encryption is said to be under way.",
    ],
  ] as const satisfies readonly (readonly [string, readonly Change[], string])[]) {
    it(`with ${what} do not fit together`, async () => {
      const found = await readChanged(...changes);
      assert.ok(found.defects[0]?.includes(words), `${String(found.defects[0])} lacks ${words}`);
      assert.deepEqual(problemsOf(found)[0], ["luks-damaged", "start"]);
    });
  }
});

describe("A LUKS2 volume whose header is sound", () => {
  for (const [what, changes, words] of [
    [
      "asks for what is not known",
      [["config.requirements", { mandatory: ["quantum"] }]],
      "The header requires 'quantum', which is not known.",
    ],
    [
      "has a cipher that is not known",
      [["segments.0.encryption", "serpent-xts-plain64"]],
      "the cipher 'serpent-xts-plain64' is not known",
    ],
    [
      "has a key slot of a cipher that is not known",
      [["keyslots.0.area.encryption", "twofish-xts-plain64"]],
      "the cipher 'twofish-xts-plain64' is not known",
    ],
    [
      "has a hash that is not known",
      [["keyslots.0.af.hash", "whirlpool"]],
      "the hash 'whirlpool' is not known",
    ],
    [
      "has a key derivation that is not known",
      [["keyslots.0.kdf", { type: "argon3", salt: 7 }]],
      "Key slot 0 derives its key by 'argon3'.",
    ],
    [
      "takes more memory than cryptsetup allows",
      [["keyslots.0.kdf.memory", 8_000_000]],
      "Key slot 0 takes 8000000 KiB of memory",
    ],
    ["has a digest that is not known", [["digests.0.type", "sha3"]], "Digest 0 is of the type 'sha3'."],
    [
      "has a key slot that is not known",
      [["keyslots.1", { ...slot1, type: "tpm" }]],
      "Key slot 1 is of the type 'tpm'.",
    ],
    [
      "has integrity protection",
      [["segments.0.integrity", { type: "aead", journal_encryption: "none", journal_integrity: "none" }]],
      "Segment 0 has integrity protection.",
    ],
    [
      "has data that are not encrypted",
      [["segments.0.type", "linear"]],
      "Segment 0 is of the type 'linear'.",
    ],
    [
      "has two segments",
      [
        ["segments.0.size", "1048576"],
        ["segments.1", { ...segment0, offset: "17825792" }],
        ["digests.0.segments", ["0", "1"]],
      ],
      "The volume has 2 segments.",
    ],
  ] as const satisfies readonly (readonly [string, readonly Change[], string])[]) {
    it(`but ${what} is not known`, async () => {
      const found = await readChanged(...changes);
      assert.deepEqual(found.defects, []);
      assert.ok(
        found.unknowns.some((text) => text.includes(words)),
        found.unknowns.join(" "),
      );
      assert.ok(problemsOf(found).some(([id, stops]) => id === "luks-not-understood" && stops === "unknown"));
    });
  }

  for (const [what, changes, id] of [
    ["has a null cipher", [["segments.0.encryption", "cipher_null-ecb"]], "luks-encrypts-nothing"],
    [
      "keeps its keys under a null cipher",
      [["keyslots.0.area.encryption", "cipher_null-ecb"]],
      "luks-encrypts-nothing",
    ],
    ["has its data elsewhere", [["segments.0.offset", "0"]], "luks-detached-header"],
    ["has data beyond its end", [["segments.0.offset", "33554432"]], "luks-damaged"],
    [
      "has encrypted sectors that go beyond its end",
      [
        ["segments.0.offset", "16777728"],
        ["segments.0.sector_size", 4096],
      ],
      "luks-damaged",
    ],
    ["has keys of a size that does not fit", [["keyslots.0.key_size", 48]], "luks-damaged"],
    ["is encrypted by the drive", [["config.requirements", { mandatory: ["opal"] }]], "luks-damaged"],
    [
      "has its only key slot unbound",
      [
        ["digests.1", digest0],
        ["digests.0.keyslots", []],
        ["digests.1.segments", []],
      ],
      "luks-without-key-slot",
    ],
    ["has its only key slot set aside", [["keyslots.0.priority", 0]], "luks-without-key-slot"],
    [
      "has no key slot",
      [
        ["keyslots", {}],
        ["digests.0.keyslots", []],
      ],
      "luks-without-key-slot",
    ],
    [
      "is being re-encrypted",
      [["config.requirements", { mandatory: ["online-reencrypt-v2"] }]],
      "luks-in-reencryption",
    ],
    [
      "has a segment that is being re-encrypted",
      [["segments.0.flags", ["in-reencryption"]]],
      "luks-in-reencryption",
    ],
  ] as const satisfies readonly (readonly [string, readonly Change[], string])[]) {
    it(`but ${what} would not open`, async () => {
      const found = await readChanged(...changes);
      assert.ok(
        problemsOf(found).some((problem) => problem[0] === id && problem[1] === "start"),
        JSON.stringify(problemsOf(found)),
      );
    });
  }

  it("counts a key slot that is bound to nothing as no passphrase for the data", async () => {
    const found = await readChanged(
      ["keyslots.1", slot1],
      ["digests.1", { ...digest0, keyslots: ["1"], segments: [] }],
    );
    assert.deepEqual([found.keySlots.length, passphraseSlots(found)], [2, [0]]);
    assert.deepEqual(problemsOf(found), []);
  });

  it("is opened by nothing where its key was wiped", async () => {
    const found = await read(luks2({ keysAt: [] }));
    assert.deepEqual(found.wipedKeySlots, [0]);
    assert.deepEqual(problemsOf(found), [
      ["luks-damaged", "nothing"],
      ["luks-without-key-slot", "start"],
    ]);
  });

  it("is opened by nothing where a sector of its key is gone", async () => {
    const found = await read(overwritten(luks2(), piece(32768 + 50 * 512, Buffer.alloc(512))));
    assert.deepEqual(passphraseSlots(found), []);
  });

  it("is without its data where it was cut off", async () => {
    const found = await read(luks2({ sizeInBytes: 8 * MiB } satisfies Luks2Changes));
    assert.match(found.defects.join(), /area for keys ends at byte 16777216, beyond the volume's end/);
  });
});
