import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inspectVhdFile } from "../../lib/vhd/index";
import { memorySource } from "../../lib/vhd/byte-source";
import { type VhdProblemId } from "../../lib/vhd/report";
import { type Volume } from "../../lib/vhd/volume";
import { readVhdImage } from "../../lib/vhd/image";
import { identifyVolume } from "../../lib/vhd/identify-volume";
import { gptTypeGuids, mbrPartitionType } from "../../lib/vhd/partition-types";
import { diskInside } from "../../lib/vhd/parent-chain";
import { bitLocker, CLEAR_KEY, RECOVERY_PASSWORD, STARTUP_KEY, TPM } from "./build/bitlocker";
import { cutTo, joined, overwritten, piece, sparse, toBuffer, writeSparse } from "./build/sparse-bytes";
import { dynamicVhd, fixedVhd, footer, MiB } from "./build/vhd";
import { ext } from "./build/volumes";
import { problemIds, problemOf } from "./inspect-bytes";
import { hasTool, itWith, run, toolPackages, typeInto, type Tool } from "./tools";

const TWO_BYTES = Buffer.from([1, 2]);

describe("A real disk", () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vhd-real-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function emptyFile(name: string, sizeInBytes: number): string {
    writeFileSync(at(name), "");
    truncateSync(at(name), sizeInBytes);
    return at(name);
  }

  function put(file: string, offset: number, bytes: Buffer): void {
    const handle = openSync(file, "r+");
    writeSync(handle, bytes, 0, bytes.length, offset);
    closeSync(handle);
  }

  const identify = async (file: string): Promise<Volume> => identifyVolume(memorySource(readFileSync(file)));
  const blkid = (file: string, tag: "LABEL" | "UUID"): string =>
    run("blkid", ["-p", "-s", tag, "-o", "value", file]).trim();

  for (const [type, tool, sizeInMiB, args] of [
    ["ext2", "mkfs.ext2", 8, ["-q", "-L", "data"]],
    ["ext3", "mkfs.ext3", 8, ["-q", "-L", "data"]],
    ["ext4", "mkfs.ext4", 8, ["-q", "-L", "data"]],
    ["XFS", "mkfs.xfs", 320, ["-q", "-L", "data"]],
    ["btrfs", "mkfs.btrfs", 128, ["-q", "-L", "data"]],
    ["FAT12", "mkfs.vfat", 4, ["-F", "12", "-n", "DATA"]],
    ["FAT16", "mkfs.vfat", 16, ["-F", "16", "-n", "DATA"]],
    ["FAT32", "mkfs.vfat", 64, ["-F", "32", "-n", "DATA"]],
    ["exFAT", "mkfs.exfat", 8, ["-q"]],
    ["NTFS", "mkfs.ntfs", 8, ["-q", "-Q", "-F"]],
  ] as const) {
    itWith([tool, "blkid"], `made by ${tool} is ${type}, with the names that blkid reads`, async () => {
      const file = emptyFile("volume", sizeInMiB * MiB);
      run(tool, [...args, file]);
      const volume = await identify(file);
      assert.ok(volume.kind === "file-system");
      assert.equal(volume.type, type);
      assert.equal(volume.uuid, blkid(file, "UUID"));
      // The label of NTFS and of exFAT lies in a file of the volume, which isn't read.
      if (type !== "NTFS" && type !== "exFAT") assert.equal(volume.label, blkid(file, "LABEL"));
      assert.ok(
        (volume.sizeInBytes ?? 0) <= sizeInMiB * MiB && (volume.sizeInBytes ?? 0) > (sizeInMiB - 1) * MiB,
      );
    });
  }

  itWith(["mkswap", "blkid"], "made by mkswap is swap", async () => {
    const file = emptyFile("swap", 8 * MiB);
    run("mkswap", ["-q", "-L", "swap", file]);
    const volume = await identify(file);
    assert.deepEqual(volume, {
      kind: "swap",
      label: "swap",
      uuid: blkid(file, "UUID"),
      sizeInBytes: 8 * MiB,
    });
  });

  describe("with BitLocker's metadata, as two other programs read them", () => {
    const volumes = [
      [
        "a startup key and a recovery password",
        { method: 0x8004, protectors: [STARTUP_KEY, RECOVERY_PASSWORD] },
      ],
      ["a clear key and a TPM", { method: 0x8005, protectors: [CLEAR_KEY, TPM] }],
      ["To Go and a recovery password", { form: "to-go", method: 0x8000, protectors: [RECOVERY_PASSWORD] }],
    ] as const;
    const bdeNames: Readonly<Record<string, string>> = {
      "startup-key": "Startup key",
      "recovery-password": "Recovery password",
      "clear-key": "Clear key",
      tpm: "TPM",
    };
    const cryptsetupNames: Readonly<Record<string, string>> = {
      "startup-key": "VMK protected with startup key",
      "recovery-password": "VMK protected with recovery passphrase",
      "clear-key": "VMK protected with clear key",
      tpm: "VMK protected with TPM",
    };

    for (const [what, changes] of volumes) {
      itWith(["bdeinfo"], `of ${what}: bdeinfo agrees on id, method and protectors`, async () => {
        writeSparse(at("bitlocker"), bitLocker(changes));
        const volume = await identify(at("bitlocker"));
        assert.ok(volume.kind === "bitlocker" && volume.metadata !== undefined);
        const { volumeId, protectors, encryptionMethod, description } = volume.metadata;
        const said = run("bdeinfo", ["-u", at("bitlocker")]);
        assert.match(said, new RegExp(`Volume identifier\\s+: ${volumeId.toLowerCase()}`));
        assert.match(said, new RegExp(`Description\\s+: ${description ?? "?"}`));
        for (const word of encryptionMethod.match(/AES|XTS|CBC|\d+-bit|[Dd]iffuser/g) ?? []) {
          assert.match(said, new RegExp(`Encryption method\\s+: .*${word}`, "i"));
        }
        assert.deepEqual(
          [...said.matchAll(/Identifier\s+: (\S+)\n\s+Type\s+: (.+)/g)].map(([, id, type]) => [id, type]),
          protectors.map(({ id, type }) => [id.toLowerCase(), bdeNames[type]]),
        );
      });

      itWith(["cryptsetup"], `of ${what}: cryptsetup bitlkDump agrees on id and protectors`, async () => {
        writeSparse(at("bitlocker"), bitLocker(changes));
        const volume = await identify(at("bitlocker"));
        assert.ok(volume.kind === "bitlocker" && volume.metadata !== undefined);
        const said = run("cryptsetup", ["bitlkDump", at("bitlocker")]);
        assert.match(said, new RegExp(`\\nGUID:\\s+${volume.metadata.volumeId.toLowerCase()}\\n`));
        assert.deepEqual(
          [...said.matchAll(/\tGUID:\s+(\S+)\n\s+Protection:\s+(.+)/g)].map(([, id, type]) => [id, type]),
          volume.metadata.protectors.map(({ id, type }) => [id.toLowerCase(), cryptsetupNames[type]]),
        );
      });
    }
  });

  describe("with partitions", () => {
    itWith(["sfdisk"], "has types under the numbers that sfdisk knows too", () => {
      const known = run("sfdisk", ["--label", "gpt", "--list-types"]);
      // Linux LUKS and Linux dm-crypt are names of sgdisk's, tried below.
      const ofSgdisk = ["CA7D7CCB-63ED-4C53-861C-1742536059CC", "7FFEC5C9-2D00-49B7-8941-3EA10A5586B7"];
      assert.deepEqual(
        gptTypeGuids.filter((guid) => !known.includes(guid)),
        ofSgdisk,
      );
      const codes = run("sfdisk", ["--label", "dos", "--list-types"]);
      for (const [code, name] of [
        ["7", "HPFS/NTFS/exFAT"],
        ["27", "Hidden NTFS WinRE"],
        ["82", "Linux swap"],
        ["83", "Linux"],
        ["8e", "Linux LVM"],
        ["ea", "Linux extended boot"],
        ["ee", "GPT"],
        ["ef", "EFI"],
      ] as const) {
        assert.match(codes, new RegExp(`^ *${code}  ${name}`, "m"));
        assert.notEqual(mbrPartitionType(parseInt(code, 16)).role, "other");
      }
    });

    itWith(["sgdisk"], "made by sgdisk has them where sgdisk put them, and a sound backup", async () => {
      const file = emptyFile("disk.img", 64 * MiB);
      run("sgdisk", [
        "-n1:2048:+8M",
        "-t1:ef00",
        "-c1:EFI system",
        "-n2:0:+8M",
        "-t2:8309",
        "-n3:0:0",
        "-t3:8308",
        file,
      ]);
      const { disk } = await inspectVhdFile(file);
      assert.deepEqual(disk?.partitionTable?.defects, []);
      assert.deepEqual(
        disk.volumes.map(({ partition }) => [
          partition?.type.name,
          partition?.offsetInBytes,
          partition?.name,
        ]),
        [
          ["EFI System", MiB, "EFI system"],
          ["Linux LUKS", 9 * MiB, undefined],
          ["Linux dm-crypt", 17 * MiB, undefined],
        ],
      );
    });

    itWith(["sfdisk"], "made by sfdisk has the primary and logical ones that sfdisk lists", async () => {
      const file = emptyFile("disk.img", 64 * MiB);
      const wishes = "label: dos\n,8M,83,*\n,40M,5\n,4M,82\n,8M,83\n,2M,7\n";
      run("sfdisk", ["--quiet", file], wishes);
      const listed = JSON.parse(run("sfdisk", ["--json", file])) as {
        readonly partitiontable: {
          readonly id: string;
          readonly partitions: readonly {
            readonly node: string;
            readonly start: number;
            readonly size: number;
            readonly type: string;
          }[];
        };
      };
      const { disk } = await inspectVhdFile(file);
      assert.deepEqual(disk?.partitionTable?.defects, []);
      assert.equal(`0x${disk.partitionTable.diskId}`, listed.partitiontable.id);
      assert.deepEqual(
        disk.volumes.map(({ partition }) => [
          `${file}${partition?.number ?? "?"}`,
          (partition?.offsetInBytes ?? 0) / 512,
          (partition?.sizeInBytes ?? 0) / 512,
        ]),
        listed.partitiontable.partitions
          .filter(({ type }) => type !== "5")
          .map(({ node, start, size }) => [node, start, size]),
      );
    });
  });

  describe("made into a VHD by qemu-img", () => {
    /** A disk of random stretches between zeros. */
    function rawDisk(sizeInBytes: number): string {
      const file = emptyFile("disk.img", sizeInBytes);
      for (let offset = 0; offset < sizeInBytes; offset += 5 * MiB + 1024) {
        put(file, offset, randomBytes(Math.min(70_000, sizeInBytes - offset)));
      }
      // Something that is understood: a disk of nothing else would never be called ready.
      put(file, 0, toBuffer(cutTo(ext(sizeInBytes - (sizeInBytes % 4096)), 4096)));
      return file;
    }
    const convert = (from: string, format: string, to: string, options: string): void => {
      run("qemu-img", [
        "convert",
        "-f",
        "raw",
        "-O",
        format,
        ...(options === "" ? [] : ["-o", options]),
        from,
        to,
      ]);
    };

    for (const [subformat, forced] of [
      ["fixed", true],
      ["fixed", false],
      ["dynamic", true],
      ["dynamic", false],
    ] as const) {
      itWith(
        ["qemu-img"],
        `(${subformat}${forced ? ", force_size" : ""}) has the same disk in it, byte for byte`,
        async () => {
          const raw = rawDisk(31 * MiB);
          convert(raw, "vpc", at("disk.vhd"), `subformat=${subformat}${forced ? ",force_size" : ""}`);
          const source = memorySource(readFileSync(at("disk.vhd")));
          const image = await readVhdImage(source);
          assert.ok(image);
          assert.equal(image.footer.checksum.valid, true);
          const { disk } = await diskInside(source, image, async () => Promise.resolve(undefined));
          assert.ok(disk);
          run("qemu-img", ["convert", "-f", "vpc", "-O", "raw", at("disk.vhd"), at("back.img")]);
          const expected = readFileSync(at("back.img"));
          assert.equal(disk.sizeInBytes, expected.length);
          assert.ok(Buffer.from(await disk.read(0, disk.sizeInBytes)).equals(expected));
        },
      );
    }

    itWith(["qemu-img"], "(fixed, force_size) of whole MiB is ready", async () => {
      convert(rawDisk(31 * MiB), "vpc", at("disk.vhd"), "subformat=fixed,force_size");
      const { verdict } = await inspectVhdFile(at("disk.vhd"));
      assert.deepEqual(verdict.problems, []);
      assert.equal(verdict.uploadSizeBytes, statSync(at("disk.vhd")).size);
    });

    /** Follows the report's commands, and holds that the result is ready and has the disk in it. */
    async function mend(name: string, id: VhdProblemId, raw: string): Promise<void> {
      const before = await inspectVhdFile(at(name)).then((report) => ({ ...report, fileName: name }));
      const commands = problemOf(before, id).commands.map((command) => command.replaceAll(at(name), name));
      const typed = commands.map((command) =>
        command.replaceAll(
          at(`${name.replace(/\.\w+$/, "")}-fixed.vhd`),
          `${name.replace(/\.\w+$/, "")}-fixed.vhd`,
        ),
      );
      assert.ok(typed.length > 0);
      typeInto(folder, typed);
      const mended = at(`${name.replace(/\.\w+$/, "")}-fixed.vhd`);
      const after = await inspectVhdFile(mended);
      assert.deepEqual(problemIds(after), []);
      const disk = readFileSync(raw);
      assert.ok(readFileSync(mended).subarray(0, disk.length).equals(disk), "the disk is another one");
    }

    for (const [what, sizeInBytes, subformat, id] of [
      ["a dynamic one of whole MiB", 31 * MiB, "dynamic,force_size", "dynamic"],
      ["a dynamic one of another size", 31 * MiB + 4096, "dynamic,force_size", "dynamic"],
      ["a fixed one that was rounded to cylinders", 31 * MiB, "fixed", "not-whole-mebibytes"],
      ["a fixed one of less than 20 MiB", 5 * MiB, "fixed,force_size", "too-small"],
    ] as const) {
      itWith(["qemu-img"], `is mended by the report's own commands: ${what}`, async () => {
        const raw = rawDisk(sizeInBytes);
        convert(raw, "vpc", at("in.vhd"), `subformat=${subformat}`);
        await mend("in.vhd", id, raw);
      });
    }

    for (const [format, options] of [
      ["vhdx", ""],
      ["qcow2", ""],
      ["vdi", ""],
      ["vmdk", ""],
      ["qed", ""],
      ["qcow", ""],
      ["parallels", ""],
    ] as const) {
      for (const sizeInBytes of [31 * MiB, 31 * MiB + 512]) {
        itWith(
          ["qemu-img"],
          `is what becomes of ${format} of ${sizeInBytes} bytes by the report's own commands`,
          async () => {
            const raw = rawDisk(sizeInBytes);
            // Only what looks like the ending of a name is replaced.
            const name = `in.${format.slice(0, 5)}`;
            convert(raw, format, at(name), options);
            const report = await inspectVhdFile(at(name));
            assert.equal(report.format.kind, "other");
            await mend(name, "not-a-vhd", raw);
          },
        );
      }
    }

    itWith(
      ["qemu-img", "sgdisk"],
      "is what becomes of a raw disk with a GPT, its backup moved along",
      async () => {
        const file = emptyFile("in.img", 31 * MiB + 512);
        run("sgdisk", ["-n1:2048:0", "-t1:8300", file]);
        const { commands } = problemOf(await inspectVhdFile(file), "not-a-vhd");
        typeInto(folder, commands);
        const { verdict, disk } = await inspectVhdFile(at("in-fixed.vhd"));
        assert.deepEqual(verdict.problems, []);
        assert.equal(disk?.volumes.length, 1);
      },
    );

    itWith(["qemu-img"], "is mended where its footer is damaged, or not at the end", async () => {
      const raw = rawDisk(31 * MiB);
      convert(raw, "vpc", at("in.vhd"), "subformat=fixed,force_size");
      put(at("in.vhd"), 31 * MiB + 300, Buffer.from("damage"));
      await mend("in.vhd", "footer-damaged", raw);
      convert(raw, "vpc", at("long.vhd"), "subformat=fixed,force_size");
      truncateSync(at("long.vhd"), 31 * MiB + 512 + 4096);
      await mend("long.vhd", "bytes-after-footer", raw);
    });
  });

  describe("in a VHD that is damaged", () => {
    const dynamic = dynamicVhd(ext(24 * MiB));
    const end = dynamic.sizeInBytes - 512;
    const fixed = fixedVhd(ext(24 * MiB));
    const unsealed = footer();
    unsealed.writeUInt8(1, 300);

    for (const [what, file, mended] of [
      ["a dynamic one cut to 700 bytes", cutTo(dynamic, 700), false],
      ["a dynamic one cut in its table", cutTo(dynamic, 2050), false],
      ["a dynamic one cut in its last block", cutTo(dynamic, end - 4096), false],
      ["a dynamic one that lacks its last footer", cutTo(dynamic, end), true],
      ["a dynamic one whose last footer is damaged", overwritten(dynamic, piece(end + 300, TWO_BYTES)), true],
      [
        "a dynamic one whose copy of the footer is damaged",
        overwritten(dynamic, piece(300, TWO_BYTES)),
        true,
      ],
      ["a dynamic one without a copy of the footer", overwritten(dynamic, piece(0, Buffer.alloc(512))), true],
      [
        "a dynamic one whose copy of the footer is of another size",
        overwritten(dynamic, piece(0, footer({ diskType: 3, headerOffset: 512n, sizeInBytes: 22 * MiB }))),
        true,
      ],
      [
        "a dynamic one with both footers damaged",
        overwritten(dynamic, piece(300, TWO_BYTES), piece(end + 300, TWO_BYTES)),
        false,
      ],
      ["a dynamic one without a header", overwritten(dynamic, piece(512, Buffer.alloc(1024))), false],
      [
        "a dynamic one whose header has a table too long",
        overwritten(dynamic, piece(512 + 28, Buffer.alloc(4, 0xff))),
        false,
      ],
      ["a dynamic one with a table too short", dynamicVhd(ext(24 * MiB), { maxTableEntries: 3 }), false],
      ["a dynamic one with bytes after its footer", joined(dynamic, sparse(4096)), true],
      ["a dynamic one of an odd size", dynamicVhd(ext(24 * MiB + 512)), true],
      ["a fixed one whose footer is damaged", overwritten(fixed, piece(24 * MiB, unsealed)), true],
      [
        "a fixed one of an odd size whose footer is damaged",
        joined(ext(24 * MiB + 512), sparse(512, piece(0, unsealed))),
        true,
      ],
      [
        "a fixed one of an odd size with bytes after its footer",
        joined(fixedVhd(ext(24 * MiB + 512)), sparse(4096)),
        true,
      ],
      ["a fixed one that lacks part of its disk", fixedVhd(ext(24 * MiB), { sizeInBytes: 25 * MiB }), false],
      [
        "a fixed one of an odd size that lacks part of its disk",
        fixedVhd(ext(24 * MiB), { sizeInBytes: 25 * MiB + 512 }),
        false,
      ],
      [
        "a fixed one with more bytes than its odd size",
        fixedVhd(ext(24 * MiB), { sizeInBytes: 23 * MiB + 512 }),
        true,
      ],
      ["a fixed one of nothing but a footer", fixedVhd(sparse(0)), false],
      ["a fixed one that lacks its footer alone", ext(24 * MiB), true],
      ["a fixed one that was cut in its disk", cutTo(fixed, 20 * MiB), false],
      ["a fixed one that was cut in a sector", cutTo(fixed, 24 * MiB + 100), false],
      [
        "a fixed one of 511 bytes of footer and an odd size",
        joined(ext(24 * MiB + 512), sparse(511, piece(0, footer({ sizeInBytes: 24 * MiB + 512 })))),
        true,
      ],
      ["one of a type that is none", fixedVhd(ext(24 * MiB + 512), { diskType: 6 }), false],
    ] as const) {
      itWith(
        ["qemu-img"],
        `${mended ? "is mended by every command of the report" : "has a report without commands"}: ${what}`,
        async () => {
          writeSparse(at("in.vhd"), file);
          const before = await inspectVhdFile(at("in.vhd"));
          const { problems, readyToUpload } = before.verdict;
          assert.equal(readyToUpload, false);
          assert.equal(
            problems.some(({ commands }) => commands.length > 0),
            mended,
          );
          if (!mended) {
            assert.ok(!problems.some(({ fix }) => /by means of|Convert it to|commands/.test(fix)));
            return;
          }
          for (const { commands } of problems) typeInto(folder, commands);
          const after = await inspectVhdFile(at("in-fixed.vhd"));
          assert.deepEqual(problemIds(after), []);
          assert.equal(after.disk?.volumes[0]?.volume.kind, "file-system");
          assert.ok(after.disk.sizeInBytes >= (before.disk?.sizeInBytes ?? 0), "the disk is shorter");
          const back = readFileSync(at("in-fixed.vhd"));
          // What the image has of its own, but for what was cut off or added.
          for (const { at: offset, bytes } of ext(24 * MiB).pieces) {
            assert.ok(back.subarray(offset, offset + bytes.length).equals(bytes), "the disk is another one");
          }
        },
      );
    }

    itWith(["qemu-img"], "gets no command where qemu-img makes no VHD that large", async () => {
      writeSparse(at("large.vhd"), fixedVhd(sparse(2041 * 1024 * MiB + 512)));
      const { commands } = problemOf(await inspectVhdFile(at("large.vhd")), "not-whole-mebibytes");
      assert.deepEqual(commands, []);
      assert.throws(() => {
        run("qemu-img", ["create", "-f", "vpc", "-o", "subformat=fixed,force_size", at("out.vhd"), "2041G"]);
      }, /too large/);
      run("qemu-img", ["create", "-f", "vpc", "-o", "subformat=fixed,force_size", at("out.vhd"), "2040G"]);
    });
  });

  // Elsewhere a line under the totals says which are missing.
  if (process.env["CI"] === "true") {
    it("is made and mended in CI by tools that are all installed there", () => {
      const missing = Object.entries(toolPackages).filter(([tool]) => !hasTool(tool as Tool));
      assert.deepEqual(missing, []);
    });
  }
});
