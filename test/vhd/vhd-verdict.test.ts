import assert from "node:assert/strict";

import type { VhdProblem, VhdReport } from "../../lib/vhd/index";
import { evaluate } from "../../lib/vhd/vhd-verdict";
import {
  bitLocker,
  CLEAR_KEY,
  ENCRYPT_ON_WRITE,
  RECOVERY_PASSWORD,
  STARTUP_KEY,
  TPM,
  type BitLockerChanges,
} from "./build/bitlocker";
import { gptDisk, gptTypes, mbrDisk, mbrSector, type GptPartition, type MbrPartition } from "./build/disks";
import { luks1, luks2, luks2Metadata } from "./build/luks";
import { cutTo, overwritten, piece, sparse, type SparseBytes } from "./build/sparse-bytes";
import { fixedVhd, MiB } from "./build/vhd";
import { btrfs, ext, fat, lvm, ntfs, swap, xfs } from "./build/volumes";
import { inspectBytes, problemIds, problemOf } from "./inspect-bytes";

const EFI: GptPartition = { type: gptTypes.efi, startSector: 2048, sectorCount: 8192, holds: fat(4000) };
const BIOS_BOOT: GptPartition = { type: gptTypes.biosBoot, startSector: 1024, sectorCount: 1024 };

/** A partition after the others, of 20 MiB. */
const second = (holds: SparseBytes, type: string = gptTypes.linux): GptPartition => ({
  type,
  startSector: 10240,
  sectorCount: 40960,
  holds,
});
const third = (holds: SparseBytes, type: string = gptTypes.linux): GptPartition => ({
  type,
  startSector: 51200,
  sectorCount: 40960,
  holds,
});

const inspectGpt = async (...partitions: readonly GptPartition[]): Promise<VhdReport> =>
  inspectBytes(fixedVhd(gptDisk(64 * MiB, partitions)));
const inspectMbr = async (...partitions: readonly MbrPartition[]): Promise<VhdReport> =>
  inspectBytes(fixedVhd(mbrDisk(64 * MiB, partitions)));
const windows = async (changes: BitLockerChanges = {}): Promise<VhdReport> =>
  inspectGpt(EFI, second(bitLocker({ sizeInBytes: 20 * MiB, ...changes }), gptTypes.basicData));

describe("The verdict on a file", () => {
  const problem = (stops: VhdProblem["stops"]): VhdProblem => ({
    id: "luks-not-understood",
    stops,
    text: "Something was found.",
    fix: "Look.",
    commands: [],
  });

  for (const [stops, outcome] of [
    [["nothing"], "ready"],
    [["unknown", "nothing"], "unknown"],
    [["unknown", "start"], "not-ready"],
    [["upload", "unknown"], "not-ready"],
  ] as const) {
    it(`is ${outcome} where what was found stops ${stops.join(" and ")}`, () => {
      assert.equal(evaluate(0, undefined, stops.map(problem)).outcome, outcome);
    });
  }
});

describe("A Windows disk encrypted with BitLocker", () => {
  it("with a startup key and a plain EFI system partition is ready", async () => {
    const { verdict } = await windows({ method: 0x8005 });
    assert.deepEqual(verdict.problems, []);
    assert.equal(verdict.outcome, "ready");
    assert.deepEqual(verdict.encryption, {
      kind: "known",
      value: { kind: "bitlocker", methods: ["XTS-AES 256-bit"] },
      source: "partition 2",
    });
    assert.deepEqual(verdict.osType, { kind: "known", value: "Windows", source: "partition 2" });
    assert.deepEqual(verdict.hyperVGeneration, {
      kind: "known",
      value: "V2",
      source: "GPT with an EFI system partition",
    });
    assert.equal(verdict.boot.kind === "known" && verdict.boot.value.kind, "plain");
    assert.deepEqual(verdict.keyMaterial, [
      { kind: "bek-file", volume: "partition 2", fileNames: [`${STARTUP_KEY.id}.BEK`] },
    ]);
  });

  it("without a startup key would not start: Azure has nothing else to hand over", async () => {
    const report = await windows({ protectors: [TPM, RECOVERY_PASSWORD] });
    const problem = problemOf(report, "bitlocker-without-startup-key");
    assert.match(problem.text, /it has tpm, recovery password/);
    assert.deepEqual(problem.commands, ["manage-bde -protectors -add C: -StartupKey E:"]);
    assert.equal(report.verdict.outcome, "not-ready");
    assert.equal(report.verdict.readyToUpload, true);
    assert.deepEqual(report.verdict.keyMaterial, [
      { kind: "bek-file", volume: "partition 2", fileNames: [] },
    ]);
  });

  it("with several startup keys may be opened by any of them", async () => {
    const other = { id: "00000000-0000-4000-8000-00000000000A", code: 0x0200 };
    const { verdict } = await windows({ protectors: [STARTUP_KEY, other] });
    assert.deepEqual(verdict.keyMaterial, [
      { kind: "bek-file", volume: "partition 2", fileNames: [`${STARTUP_KEY.id}.BEK`, `${other.id}.BEK`] },
    ]);
  });

  it("whose encryption has not ended says how far it is", async () => {
    const report = await windows({ states: [2, 4], encryptedSizeInBytes: 5 * MiB });
    assert.match(problemOf(report, "bitlocker-not-finished").text, /partition 2: encrypting, 25 % encrypted/);
    assert.equal(report.verdict.outcome, "not-ready");
  });

  it("whose protection is suspended is open to everybody who has the file", async () => {
    const report = await windows({ protectors: [STARTUP_KEY, CLEAR_KEY] });
    assert.equal(problemOf(report, "bitlocker-protection-suspended").stops, "start");
  });

  it("that has been decrypted again, but for its header, needs no key, and is not understood", async () => {
    const { verdict } = await windows({ states: [1, 1] });
    assert.deepEqual(
      verdict.problems.map(({ id, stops }) => [id, stops]),
      [["bitlocker-not-finished", "unknown"]],
    );
    assert.equal(verdict.encryption.kind === "known" && verdict.encryption.value.kind, "none");
    assert.deepEqual(verdict.keyMaterial, []);
  });

  it("in a state that nobody has named is not known", async () => {
    assert.equal(problemOf(await windows({ states: [9, 9] }), "bitlocker-not-finished").stops, "unknown");
  });

  it("as it is written is told apart from one that is fully encrypted", async () => {
    const report = await windows({ identifier: ENCRYPT_ON_WRITE });
    const problem = problemOf(report, "bitlocker-not-finished");
    assert.equal(problem.stops, "start");
    assert.match(problem.text, /encrypt-on-write/);
    const [, found] = report.disk?.volumes ?? [];
    assert.deepEqual(found?.volume.kind === "bitlocker" && found.volume.metadata?.state, {
      kind: "encrypting-on-write",
    });
  });

  it("with nothing that Azure can hand over but a damaged startup key would not start", async () => {
    const report = await windows({
      protectors: [STARTUP_KEY],
      // The length of the master key that is encrypted for it.
      changeBlock: (block) => {
        const at = block.indexOf(Buffer.from("ExternalKey\0", "utf16le"));
        block.writeUInt16LE(64, at + 24);
      },
    });
    assert.match(problemOf(report, "bitlocker-without-startup-key").text, /it has a damaged startup key/);
    assert.deepEqual(report.verdict.keyMaterial, [
      { kind: "bek-file", volume: "partition 2", fileNames: [] },
    ]);
  });

  for (const [what, changes, text] of [
    ["a method that nobody knows", { method: 0x8007 }, /The encryption method is not known/],
    [
      "a size beyond its partition's",
      { encryptedSizeInBytes: 21 * MiB },
      /BitLocker counts 22020096 bytes of the volume, of which 20971520 are there/,
    ],
    [
      "a list of entries that breaks off",
      { changeBlock: (block: Buffer) => block.writeUInt16LE(3, 112) },
      /The list of metadata entries breaks off/,
    ],
    [
      "sizes that contradict each other",
      { changeBlock: (block: Buffer) => block.writeUInt32LE(1, 76) },
      /The header of the metadata contradicts itself/,
    ],
    [
      "blocks that name other places",
      { changeBlock: (block: Buffer) => block.writeBigUInt64LE(BigInt(5 * MiB), 40) },
      /name different places/,
    ],
    [
      "an identifier that is not BitLocker's",
      { identifier: "00000000-0000-0000-0000-000000000000" },
      /no identifier of BitLocker/,
    ],
    ["the form of Windows Vista", { form: "vista" }, /form of Windows Vista/],
  ] as const) {
    it(`with ${what} is not known, though its checksums fit`, async () => {
      const report = await windows(changes);
      const problem = problemOf(report, "bitlocker-damaged");
      assert.equal(problem.stops, "unknown");
      assert.match(problem.text, text);
      assert.notEqual(report.verdict.outcome, "ready");
    });
  }

  for (const [what, block] of [
    ["first", 1],
    ["second", 2],
    ["third", 3],
  ] as const) {
    it(`whose ${what} of three metadata blocks is damaged is read from an intact one, and not called ready`, async () => {
      const damaged = overwritten(
        bitLocker({ sizeInBytes: 20 * MiB }),
        piece(block * MiB + 200, Buffer.from("xyz")),
      );
      const report = await inspectGpt(EFI, second(damaged, gptTypes.basicData));
      assert.equal(problemOf(report, "bitlocker-damaged").stops, "unknown");
      assert.deepEqual(report.verdict.keyMaterial, [
        { kind: "bek-file", volume: "partition 2", fileNames: [`${STARTUP_KEY.id}.BEK`] },
      ]);
    });
  }

  it("whose copies of the metadata say different things is not known", async () => {
    const [, , one] = bitLocker({ sizeInBytes: 20 * MiB }).pieces;
    const other = bitLocker({ sizeInBytes: 20 * MiB, protectors: [TPM] });
    const mixed = overwritten(other, piece(2 * MiB, one?.bytes ?? Buffer.alloc(0)));
    const report = await inspectGpt(EFI, second(mixed, gptTypes.basicData));
    assert.match(problemOf(report, "bitlocker-damaged").text, /The copies of the metadata differ/);
    assert.equal(problemOf(report, "bitlocker-damaged").stops, "unknown");
  });

  it("whose metadata are gone would not start", async () => {
    const damaged = overwritten(
      bitLocker({ sizeInBytes: 20 * MiB }),
      ...[1, 2, 3].map((block) => piece(block * MiB, Buffer.alloc(8))),
    );
    const report = await inspectGpt(EFI, second(damaged, gptTypes.basicData));
    assert.equal(problemOf(report, "bitlocker-damaged").stops, "start");
  });

  it("as BitLocker To Go is no volume that Windows starts from", async () => {
    const report = await windows({ form: "to-go" });
    assert.equal(problemOf(report, "bitlocker-to-go").stops, "start");
  });

  it("of generation 1 starts from an active partition of its own", async () => {
    const { verdict } = await inspectMbr(
      { type: 0x07, startSector: 2048, sectorCount: 8192, isActive: true, holds: ntfs() },
      { type: 0x07, startSector: 10240, sectorCount: 40960, holds: bitLocker({ sizeInBytes: 20 * MiB }) },
    );
    assert.deepEqual(verdict.problems, []);
    assert.equal(verdict.hyperVGeneration.kind === "known" && verdict.hyperVGeneration.value, "V1");
    assert.deepEqual(verdict.boot, {
      kind: "known",
      value: { kind: "plain", because: "What starts the system, partition 1, is not encrypted." },
      source: "partition 1",
    });
  });

  it("whose active partition is encrypted itself needs a system partition", async () => {
    const report = await inspectMbr({
      type: 0x07,
      startSector: 2048,
      sectorCount: 40960,
      isActive: true,
      holds: bitLocker({ sizeInBytes: 20 * MiB }),
    });
    assert.deepEqual(problemOf(report, "system-partition-encrypted").commands, [
      "bdehdcfg -target c: shrink -quiet",
    ]);
  });
});

describe("A Linux disk encrypted with LUKS", () => {
  for (const [what, volume, method] of [
    ["LUKS1", luks1({ keySlots: [0, 2] }), "aes-xts-plain64"],
    ["LUKS2", luks2({ sizeInBytes: 20 * MiB }), "aes-xts-plain64"],
  ] as const) {
    it(`(${what}) with a plain filesystem for /boot is ready, and wants a passphrase`, async () => {
      const { verdict } = await inspectGpt(EFI, second(ext(20 * MiB)), third(volume));
      assert.deepEqual(verdict.problems, []);
      assert.deepEqual(verdict.encryption, {
        kind: "known",
        value: { kind: "luks", methods: [method] },
        source: "partition 3",
      });
      assert.equal(verdict.osType.kind === "known" && verdict.osType.value, "Linux");
      assert.deepEqual(verdict.keyMaterial, [
        { kind: "passphrase", volume: "partition 3", keySlots: what === "LUKS1" ? [0, 2] : [0] },
      ]);
      assert.ok(verdict.boot.kind === "known" && verdict.boot.value.kind === "plain");
      assert.match(
        verdict.boot.value.because,
        /^Partition 2 is not encrypted and can hold \/boot; whether it does is not looked into/,
      );
    });
  }

  const sizeInBytes = 20 * MiB;
  const locked = luks2({ sizeInBytes });
  const ROOT = {
    type: gptTypes.linux,
    startSector: 92160,
    sectorCount: 36864,
    holds: luks2({ sizeInBytes: 18 * MiB }),
  };

  for (const [what, start, marked] of [
    [
      "whose EFI system partition is LUKS itself",
      { ...EFI, holds: luks1({ keySlots: [0] }) },
      ext(sizeInBytes),
    ],
    ["whose partition marked as /boot is LUKS", EFI, locked],
  ] as const) {
    it(`${what} can't start, with a plain file system or without`, async () => {
      const report = await inspectGpt(
        start,
        second(marked, gptTypes.linuxBoot),
        third(ext(sizeInBytes)),
        ROOT,
      );
      assert.equal(problemOf(report, "no-plain-boot-partition").stops, "start");
    });
  }

  for (const [what, start, marked] of [
    ["whose EFI system partition is empty", { ...EFI, holds: sparse(4 * MiB) }, ext(sizeInBytes)],
    [
      "whose EFI system partition is ext4, which UEFI can't read",
      { ...EFI, holds: ext(4 * MiB) },
      ext(sizeInBytes),
    ],
    ["whose partition marked as /boot is empty", EFI, sparse(sizeInBytes)],
  ] as const) {
    it(`${what} may start or not: that isn't known`, async () => {
      const { verdict } = await inspectGpt(start, second(marked, gptTypes.linuxBoot), third(locked));
      assert.equal(verdict.boot.kind, "missing");
      assert.equal(verdict.outcome, "unknown");
    });
  }

  it("of which one partition to start from is encrypted, and another is not, may start or not", async () => {
    const { verdict } = await inspectMbr(
      { type: 0xef, startSector: 2048, sectorCount: 8192, holds: fat(4000) },
      { type: 0x83, startSector: 10240, sectorCount: 40960, holds: ext(sizeInBytes) },
      { type: 0x83, startSector: 51200, sectorCount: 40960, isActive: true, holds: locked },
    );
    assert.equal(verdict.boot.kind, "missing");
    assert.equal(verdict.outcome, "unknown");
  });

  it("without any plain partition but the BIOS boot partition has no place for /boot", async () => {
    const report = await inspectGpt(BIOS_BOOT, second(luks2({ sizeInBytes: 20 * MiB })));
    assert.equal(problemOf(report, "no-plain-boot-partition").stops, "start");
  });

  it("with nothing plain but the EFI system partition may have its kernel there: that isn't known", async () => {
    const { verdict } = await inspectGpt(EFI, second(luks2({ sizeInBytes: 20 * MiB })));
    assert.deepEqual(verdict.boot, {
      kind: "missing",
      reason: "kernel and initramfs may be in partition 1 or in an encrypted volume",
    });
    assert.deepEqual(
      verdict.problems.map(({ id, stops }) => [id, stops]),
      [["start-unknown", "unknown"]],
    );
    assert.equal(verdict.outcome, "unknown");
  });

  it("with no key slot in use is lost", async () => {
    const report = await inspectGpt(EFI, second(ext(20 * MiB)), third(luks1({ keySlots: [] })));
    assert.equal(problemOf(report, "luks-without-key-slot").stops, "start");
  });

  it("that is being re-encrypted is not to be taken away yet", async () => {
    const metadata = {
      ...luks2Metadata,
      config: { ...luks2Metadata.config, requirements: { mandatory: ["online-reencrypt-v2"] } },
    };
    const report = await inspectGpt(
      EFI,
      second(ext(20 * MiB)),
      third(luks2({ metadata, sizeInBytes: 20 * MiB })),
    );
    assert.deepEqual(problemOf(report, "luks-in-reencryption").commands, [
      "cryptsetup reencrypt --resume-only /dev/...",
    ]);
  });

  it("with one damaged header of two is worth knowing", async () => {
    const damaged = overwritten(luks2({ sizeInBytes: 20 * MiB }), piece(5000, Buffer.from("???")));
    const report = await inspectGpt(EFI, second(ext(20 * MiB)), third(damaged));
    assert.equal(problemOf(report, "luks-damaged").stops, "nothing");
    assert.equal(report.verdict.outcome, "ready");
  });

  it("beside plain swap can leak what is in memory", async () => {
    const report = await inspectGpt(EFI, second(luks1()), third(swap(20 * MiB), gptTypes.linuxSwap));
    assert.equal(problemOf(report, "plain-swap").stops, "nothing");
  });

  it("on the whole of a disk without partitions is a data disk", async () => {
    const { verdict, disk } = await inspectBytes(fixedVhd(luks2({ sizeInBytes: 24 * MiB })));
    assert.deepEqual(verdict.problems, []);
    assert.equal(disk?.partitionTable, undefined);
    assert.deepEqual(verdict.keyMaterial, [{ kind: "passphrase", volume: "the whole disk", keySlots: [0] }]);
    assert.equal(verdict.boot.kind === "known" && verdict.boot.value.kind, "data-disk");
    assert.equal(verdict.hyperVGeneration.kind, "missing");
  });
});

describe("A disk that is not encrypted", () => {
  it("is ready, and said to be plain", async () => {
    const { verdict } = await inspectGpt(EFI, second(xfs(20 * MiB)));
    assert.equal(verdict.outcome, "ready");
    assert.deepEqual(verdict.encryption, {
      kind: "known",
      value: { kind: "none", methods: [] },
      source: "partition 1, partition 2",
    });
  });

  it("is not called plain where a partition could not be told", async () => {
    const { verdict } = await inspectGpt(EFI, second(sparse(20 * MiB, piece(0, Buffer.from("mystery")))));
    assert.deepEqual(verdict.encryption, { kind: "missing", reason: "what is in partition 2 is not known" });
  });

  it("is not called plain where LVM may hold encrypted volumes", async () => {
    const { verdict } = await inspectGpt(EFI, second(lvm(20 * MiB), gptTypes.linuxLvm));
    assert.equal(verdict.encryption.kind, "missing");
  });
});

describe("A disk of which part is not understood", () => {
  const veraCrypt = sparse(20 * MiB, piece(0, Buffer.alloc(4096, 0x5a)));
  const withoutHeader = overwritten(bitLocker({ sizeInBytes: 20 * MiB }), piece(0, Buffer.alloc(512, 0xa5)));

  for (const [what, holds] of [
    ["random bytes, as VeraCrypt leaves them", veraCrypt],
    ["BitLocker with a destroyed header", withoutHeader],
  ] as const) {
    it(`(${what}) is neither ready nor refused`, async () => {
      const report = await inspectGpt(EFI, second(holds, gptTypes.basicData));
      assert.equal(report.verdict.outcome, "unknown");
      assert.equal(report.verdict.readyToUpload, true);
      assert.equal(report.verdict.encryption.kind, "missing");
      assert.match(problemOf(report, "contents-unknown").text, /^What is in partition 2 is not known/);
    });

    it(`(${what}) is not known without partitions, too`, async () => {
      const report = await inspectBytes(fixedVhd(holds));
      assert.equal(report.verdict.outcome, "unknown");
    });
  }

  it("is not ready where something else is known to be wrong", async () => {
    const { verdict } = await inspectGpt(
      EFI,
      second(bitLocker({ sizeInBytes: 20 * MiB, protectors: [TPM] }), gptTypes.basicData),
      third(veraCrypt),
    );
    assert.equal(verdict.outcome, "not-ready");
  });

  it("has no more than the boot code of GRUB and what Windows sets aside that need not be understood", async () => {
    const code = sparse(512 * 1024, piece(0, Buffer.alloc(4096, 0x5a)));
    const report = await inspectGpt(
      { ...BIOS_BOOT, startSector: 34, sectorCount: 1000, holds: code },
      { type: gptTypes.microsoftReserved, startSector: 2048, sectorCount: 1024, holds: code },
      second(ext(20 * MiB)),
    );
    assert.deepEqual(problemIds(report), []);
  });

  for (const [what, holds] of [
    ["ext4", ext(24 * MiB)],
    ["NTFS", ntfs(24 * MiB)],
    ["swap", swap(24 * MiB)],
  ] as const) {
    it(`with ${what} of more than its partition has was cut off`, async () => {
      const report = await inspectGpt(EFI, second(cutTo(holds, 20 * MiB)));
      const { text, stops } = problemOf(report, "volume-cut-off");
      assert.equal(stops, "start");
      assert.match(text, new RegExp(`The ${what} of partition 2 has 24 MiB, of which 20 MiB are there`));
    });
  }

  it("with a btrfs on several disks is not known", async () => {
    const report = await inspectGpt(EFI, second(btrfs(20 * MiB, "", 2)));
    assert.match(problemOf(report, "contents-unknown").text, /on 2 disks/);
  });

  it("with LVM is not known: its logical volumes may be encrypted or not", async () => {
    const report = await inspectGpt(EFI, second(lvm(20 * MiB), gptTypes.linuxLvm));
    assert.equal(problemOf(report, "contents-unknown").stops, "unknown");
  });

  for (const [name, type] of [
    ["Linux RAID", "A19D880F-05FC-4D3B-A006-743F0F84911E"],
    ["Logical Disk Manager data", "AF9B60A0-1431-4F62-BC68-3311714A69AD"],
    ["Storage Spaces", "E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D"],
  ] as const) {
    it(`with a partition of ${name} is not known, whatever that starts with`, async () => {
      const report = await inspectGpt(EFI, second(ntfs(20 * MiB), type));
      assert.ok(problemOf(report, "contents-unknown").text.includes(name));
    });
  }

  it("with more partitions than are looked into is not known", async () => {
    const partitions = Array.from({ length: 33 }, (_, index): GptPartition => ({
      type: gptTypes.linux,
      startSector: 2048 * (index + 1),
      sectorCount: 2048,
      holds: ext(1 * MiB),
    }));
    assert.equal((await inspectGpt(...partitions)).verdict.outcome, "unknown");
  });
});

describe("A disk with nothing to start from in its system partition", () => {
  for (const [what, holds] of [
    ["zeros", sparse(4 * MiB)],
    ["bytes that are not known", sparse(4 * MiB, piece(0, Buffer.from("mystery")))],
  ] as const) {
    it(`but ${what} is not called one that starts`, async () => {
      const { verdict } = await inspectGpt({ ...EFI, holds }, second(bitLocker(), gptTypes.basicData));
      assert.deepEqual(verdict.boot, {
        kind: "missing",
        reason: "nothing that starts a system was found in partition 1",
      });
    });
  }
});

describe("The generation of a VM", () => {
  for (const [what, partitions, expected] of [
    ["EFI system partition", [EFI], "V2"],
    ["BIOS boot partition", [BIOS_BOOT], "V1"],
    ["both", [BIOS_BOOT, EFI], undefined],
    ["neither", [second(ext(20 * MiB))], undefined],
  ] as const) {
    it(`of a GPT disk with ${what} is ${expected ?? "not known"}`, async () => {
      const { hyperVGeneration } = (await inspectGpt(...partitions)).verdict;
      assert.equal(hyperVGeneration.kind === "known" ? hyperVGeneration.value : undefined, expected);
    });
  }

  it("of an MBR disk with an EFI system partition is not known", async () => {
    const { verdict } = await inspectMbr({
      type: 0xef,
      startSector: 2048,
      sectorCount: 8192,
      holds: fat(4000),
    });
    assert.equal(verdict.hyperVGeneration.kind, "missing");
  });
});

describe("The operating system of a disk", () => {
  it("is not known where both have something on it", async () => {
    const { verdict } = await inspectGpt(
      EFI,
      second(ntfs(20 * MiB), gptTypes.basicData),
      third(ext(20 * MiB)),
    );
    assert.deepEqual(verdict.osType, {
      kind: "missing",
      reason: "Windows has partition 2 and Linux partition 3",
    });
  });

  it("is not known of a disk with FAT alone", async () => {
    assert.equal((await inspectGpt(EFI)).verdict.osType.kind, "missing");
  });
});

describe("An OS disk", () => {
  it("of generation 1 may have 2 TB, and not more", async () => {
    const disk = (sizeInBytes: number): SparseBytes =>
      mbrDisk(sizeInBytes, [
        { type: 0x83, startSector: 2048, sectorCount: 8192, isActive: true, holds: ext() },
      ]);
    const most = 2 * 1024 * 1024 * MiB;
    assert.deepEqual(problemIds(await inspectBytes(fixedVhd(disk(most)))), []);
    const report = await inspectBytes(fixedVhd(disk(most + MiB)));
    assert.match(problemOf(report, "os-disk-too-large").text, /generation 1 VM has at most 2 TiB/);
  });

  it("of generation 2 may have 4,095 GiB, and not more", async () => {
    const report = await inspectBytes(fixedVhd(gptDisk(4096 * 1024 * MiB, [EFI])));
    assert.match(problemOf(report, "os-disk-too-large").text, /at most 4,095 GiB/);
  });

  it("of which an MBR has boot code and no active partition may start or not", async () => {
    const report = await inspectMbr({ type: 0x83, startSector: 2048, sectorCount: 8192, holds: ext() });
    assert.equal(report.verdict.boot.kind, "missing");
  });

  it("with no boot code and no active partition is a data disk", async () => {
    const disk = sparse(
      24 * MiB,
      piece(0, mbrSector([{ type: 0x83, startSector: 2048, sectorCount: 2048 }])),
    );
    const { verdict } = await inspectBytes(fixedVhd(disk));
    assert.equal(verdict.boot.kind === "known" && verdict.boot.value.kind, "data-disk");
  });
});

describe("A disk of many partitions", () => {
  it("has the first 32 looked into, and the others listed", async () => {
    const partitions = Array.from({ length: 40 }, (_, index): GptPartition => ({
      type: gptTypes.linux,
      startSector: 2048 * (index + 1),
      sectorCount: 2048,
      holds: ext(1 * MiB),
    }));
    const { disk, verdict } = await inspectGpt(...partitions);
    const kinds = disk?.volumes.map(({ volume }) => volume.kind) ?? [];
    assert.deepEqual([kinds.length, kinds[31], kinds[32]], [40, "file-system", "unreadable"]);
    assert.equal(verdict.encryption.kind, "missing");
  });
});

describe("A damaged partition table", () => {
  it("that reaches beyond the disk keeps a VM from starting", async () => {
    const report = await inspectMbr({ type: 0x83, startSector: 2048, sectorCount: 1_000_000 });
    assert.equal(problemOf(report, "partition-table-damaged").stops, "start");
  });

  it("of which only the backup is damaged may be read or not: sgdisk wants it repaired", async () => {
    const disk = gptDisk(64 * MiB, [EFI]);
    const report = await inspectBytes(fixedVhd(overwritten(disk, piece(64 * MiB - 512, Buffer.alloc(512)))));
    assert.equal(problemOf(report, "backup-partition-table").stops, "unknown");
    assert.equal(report.verdict.outcome, "unknown");
  });

  const gpt = gptDisk(64 * MiB, [EFI, second(ext(20 * MiB))]);
  for (const [what, disk, id, outcome] of [
    [
      "of which only the protective MBR is left",
      overwritten(gpt, piece(512, Buffer.alloc(512)), piece(64 * MiB - 512, Buffer.alloc(512))),
      "partition-table-damaged",
      "not-ready",
    ],
    [
      "without its protective MBR",
      overwritten(gpt, piece(0, Buffer.alloc(512))),
      "partition-table-damaged",
      "not-ready",
    ],
    [
      "of which only the backup at the end is left",
      overwritten(gpt, piece(0, Buffer.alloc(MiB))),
      "partition-table-damaged",
      "not-ready",
    ],
    [
      "made for sectors of 4 KiB",
      gptDisk(
        64 * MiB,
        [{ type: gptTypes.linux, startSector: 256, sectorCount: 1024, holds: ext(4 * MiB) }],
        4096,
      ),
      "large-sectors",
      "not-ready",
    ],
    [
      "beside an MBR that doesn't know of it",
      overwritten(gpt, piece(0, mbrSector([{ type: 0x83, startSector: 10240, sectorCount: 40960 }]))),
      "two-partition-tables",
      "unknown",
    ],
  ] as const) {
    it(`(a GPT ${what}) is ${outcome}`, async () => {
      const { verdict } = await inspectBytes(fixedVhd(disk));
      assert.equal(verdict.outcome, outcome);
      assert.ok(verdict.problems.some((problem) => problem.id === id));
    });
  }

  it("that was left over at the end of a disk with a filesystem does not count", async () => {
    const { disk, verdict } = await inspectBytes(
      fixedVhd(overwritten(gpt, piece(0, Buffer.alloc(MiB)), ...ext(64 * MiB).pieces)),
    );
    assert.equal(disk?.partitionTable, undefined);
    assert.equal(verdict.outcome, "ready");
  });
});
