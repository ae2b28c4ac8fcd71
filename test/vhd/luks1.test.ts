import assert from "node:assert/strict";

import type { Luks1Volume } from "../../lib/vhd/volumes/luks1";
import { identifyVolume } from "../../lib/vhd/identify-volume";
import { luksProblems, passphraseSlots } from "../../lib/vhd/luks-problems";
import { luks1, type Luks1Changes } from "./build/luks";
import { countingSource, cutTo, type SparseBytes } from "./build/sparse-bytes";
import { MiB } from "./build/vhd";

const read = async (volume: SparseBytes): Promise<Luks1Volume> => {
  const found = await identifyVolume(countingSource(volume));
  assert.ok(found.kind === "luks1", found.kind);
  return found;
};

describe("A LUKS1 volume", () => {
  it("tells cipher, mode, hash, key size, UUID, payload and the key slots in use", async () => {
    assert.deepEqual(await read(luks1({ keySlots: [0, 3] })), {
      kind: "luks1",
      cipher: "aes",
      mode: "xts-plain64",
      hash: "sha256",
      keySizeInBytes: 64,
      payloadOffsetInBytes: 2 * MiB,
      uuid: "5b2f4f5e-0000-4000-8000-000000000001",
      keySlots: [0, 3],
      wipedKeySlots: [],
      encryptsNothing: false,
      isDetachedHeader: false,
      defects: [],
      unknowns: [],
    });
  });

  it("cut off within its header is not known", async () => {
    assert.equal((await identifyVolume(countingSource(cutTo(luks1(), 591)))).kind, "unknown");
  });

  for (const [what, changes, defect] of [
    [
      "a key slot in no known state",
      { slots: { 1: { state: 0xffff_ffff } } },
      "Key slot 1 is neither in use nor free.",
    ],
    [
      "a free key slot of other stripes",
      { slots: { 5: { stripes: 4001 } } },
      "Key slot 5 has 4001 stripes instead of 4000.",
    ],
    [
      "a key slot in its header",
      { slots: { 0: { sector: 1 } } },
      "The area of key slot 0 lies in the header itself.",
    ],
    [
      "a key slot in its data",
      { slots: { 7: { sector: 3600 } } },
      "The area of key slot 7 ends at byte 2099200, beyond the area for keys.",
    ],
    ["key slots that overlap", { slots: { 2: { sector: 1011 } } }, "The areas of key slots 1 and 2 overlap."],
    [
      "data beyond its end",
      { payloadSector: 100_000 },
      "The encrypted data starts at byte 51200000, beyond the volume's end.",
    ],
    ["a key of no size", { keySizeInBytes: 0 }, "A key of 0 bytes does not fit aes-xts-plain64."],
    ["a key of another size", { keySizeInBytes: 48 }, "A key of 48 bytes does not fit aes-xts-plain64."],
    [
      "a key slot that takes no rounds",
      { slots: { 0: { iterations: 0 } } },
      "Key slot 0 derives its key in 0 rounds.",
    ],
    ["a digest of no rounds", { digestIterations: 0 }, "The digest of the volume key is made in 0 rounds."],
  ] as const satisfies readonly (readonly [string, Luks1Changes, string])[]) {
    it(`with ${what} would not open`, async () => {
      const volume = await read(luks1(changes));
      assert.deepEqual(volume.defects, [defect]);
      assert.equal(luksProblems(volume, "partition 1")[0]?.stops, "start");
    });
  }

  for (const [what, changes, unknown] of [
    [
      "a cipher that needs a module of its own",
      { cipher: "serpent" },
      "Whether the VM's kernel has the cipher 'serpent-xts-plain64' is not known.",
    ],
    [
      "a mode that nobody has",
      { mode: "xts-plain65" },
      "Whether the VM's kernel has the cipher 'aes-xts-plain65' is not known.",
    ],
    [
      "a space behind the cipher's name",
      { mode: "xts-plain64 " },
      "Whether the VM's kernel has the cipher 'aes-xts-plain64' is not known.",
    ],
    [
      "another hash",
      { hash: "whirlpool" },
      "Whether the VM's cryptsetup has the hash 'whirlpool' is not known.",
    ],
    [
      "rounds without end",
      { slots: { 0: { iterations: 2 ** 31 } } },
      "To derive the key takes 2147483648 rounds, which may take minutes.",
    ],
  ] as const satisfies readonly (readonly [string, Luks1Changes, string])[]) {
    it(`with ${what} is not known`, async () => {
      const volume = await read(luks1(changes));
      assert.deepEqual([volume.defects, volume.unknowns], [[], [unknown]]);
      assert.deepEqual(
        luksProblems(volume, "partition 1").map(({ id, stops }) => [id, stops]),
        [["luks-not-understood", "unknown"]],
      );
    });
  }

  for (const [what, changes, problem] of [
    ["a null cipher encrypts nothing", { cipher: "cipher_null", mode: "ecb" }, "luks-encrypts-nothing"],
    ["its data elsewhere is a header alone", { payloadSector: 0 }, "luks-detached-header"],
    ["no key slot in use is opened by nothing", { keySlots: [] }, "luks-without-key-slot"],
  ] as const satisfies readonly (readonly [string, Luks1Changes, string])[]) {
    it(`with ${what}`, async () => {
      assert.deepEqual(
        luksProblems(await read(luks1(changes)), "partition 1").map(({ id, stops }) => [id, stops]),
        [[problem, "start"]],
      );
    });
  }

  it("with the key in its only slot wiped is opened by nothing", async () => {
    const problems = luksProblems(await read(luks1({ wiped: [0] })), "partition 1");
    assert.deepEqual(
      problems.map(({ id, stops }) => [id, stops]),
      [
        ["luks-damaged", "nothing"],
        ["luks-without-key-slot", "start"],
      ],
    );
  });

  it("with the key in one slot of two wiped is opened by the other passphrase", async () => {
    const volume = await read(luks1({ keySlots: [0, 3], wiped: [0] }));
    assert.deepEqual(passphraseSlots(volume), [3]);
    assert.match(luksProblems(volume, "partition 1")[0]?.text ?? "", /key in key slot 0 was wiped/);
  });

  it("without its data, cut off behind the header, would not open", async () => {
    assert.ok((await read(cutTo(luks1(), 2 * MiB))).defects.length > 0);
  });
});
