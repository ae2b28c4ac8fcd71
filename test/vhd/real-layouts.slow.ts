import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { inspectVhdFile } from "../../lib/vhd/index";
import { MiB } from "./build/vhd";
import { itWith, run, type Tool } from "./tools";

/** A partition with a filesystem that its own program makes. */
interface Part {
  readonly startInMiB: number;
  readonly sizeInMiB: number;
  readonly make: readonly [Tool, ...string[]];
}

interface Layout {
  readonly sizeInMiB: number;
  readonly partition: readonly ["sgdisk", ...string[]] | readonly ["sfdisk", string];
  readonly parts: readonly Part[];
  readonly volumes: readonly string[];
}

const VFAT = ["mkfs.vfat", "-n", "EFI"] as const;
const NTFS = ["mkfs.ntfs", "-q", "-Q", "-F"] as const;
const EXT4 = ["mkfs.ext4", "-q"] as const;

const layouts: Readonly<Record<string, Layout>> = {
  "a Windows disk of generation 2": {
    sizeInMiB: 192,
    partition: [
      "sgdisk",
      ...["-n1:2048:+48M", "-t1:ef00", "-c1:EFI system partition"],
      ...["-n2:0:+16M", "-t2:0c01", "-c2:Microsoft reserved partition"],
      ...["-n3:0:+64M", "-t3:0700", "-c3:Basic data partition"],
      ...["-n4:0:0", "-t4:2700"],
    ],
    parts: [
      { startInMiB: 1, sizeInMiB: 48, make: VFAT },
      { startInMiB: 65, sizeInMiB: 64, make: NTFS },
      { startInMiB: 129, sizeInMiB: 62, make: NTFS },
    ],
    volumes: ["FAT16", "zeros", "NTFS", "NTFS"],
  },
  "a Windows disk of generation 1": {
    sizeInMiB: 128,
    partition: ["sfdisk", "label: dos\nstart=2048, size=32M, type=7, bootable\n,,7\n"],
    parts: [
      { startInMiB: 1, sizeInMiB: 32, make: NTFS },
      { startInMiB: 33, sizeInMiB: 95, make: NTFS },
    ],
    volumes: ["NTFS", "NTFS"],
  },
  "a Linux disk of generation 2": {
    sizeInMiB: 768,
    partition: [
      "sgdisk",
      ...[
        "-n1:2048:+64M",
        "-t1:ef00",
        "-n2:0:+64M",
        "-t2:8300",
        "-n3:0:+512M",
        "-t3:8304",
        "-n4:0:+64M",
        "-t4:8200",
      ],
    ],
    parts: [
      { startInMiB: 1, sizeInMiB: 64, make: VFAT },
      { startInMiB: 65, sizeInMiB: 64, make: EXT4 },
      { startInMiB: 129, sizeInMiB: 512, make: ["mkfs.xfs", "-q"] },
      { startInMiB: 641, sizeInMiB: 64, make: ["mkswap", "-q"] },
    ],
    volumes: ["FAT16", "ext4", "XFS", "swap"],
  },
  "a Linux disk of generation 1 with logical partitions": {
    sizeInMiB: 256,
    partition: [
      "sfdisk",
      "label: dos\nstart=2048, size=32M, type=83, bootable\nstart=67584, size=222M, type=5\nstart=69632, size=64M, type=83\n",
    ],
    parts: [
      { startInMiB: 1, sizeInMiB: 32, make: EXT4 },
      { startInMiB: 34, sizeInMiB: 64, make: EXT4 },
    ],
    volumes: ["ext4", "ext4"],
  },
  "a data disk of btrfs": {
    sizeInMiB: 192,
    partition: ["sgdisk", "-n1:2048:0", "-t1:8300"],
    parts: [{ startInMiB: 1, sizeInMiB: 128, make: ["mkfs.btrfs", "-q"] }],
    volumes: ["btrfs"],
  },
  "a data disk of exFAT": {
    sizeInMiB: 64,
    partition: ["sfdisk", "label: dos\n,,7\n"],
    parts: [{ startInMiB: 1, sizeInMiB: 32, make: ["mkfs.exfat", "-q"] }],
    volumes: ["exFAT"],
  },
};

describe("An ordinary disk, as its own programs make it,", () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vhd-layouts-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const emptyFile = (name: string, sizeInMiB: number): string => {
    writeFileSync(at(name), "");
    truncateSync(at(name), sizeInMiB * MiB);
    return at(name);
  };

  for (const [name, { sizeInMiB, partition, parts, volumes }] of Object.entries(layouts)) {
    const tools = parts.map(({ make }) => make[0]);
    itWith([partition[0], "qemu-img", ...tools], `is ready: ${name}`, async () => {
      const disk = emptyFile("disk.raw", sizeInMiB);
      if (partition[0] === "sfdisk") run("sfdisk", ["--quiet", disk], partition[1]);
      else run("sgdisk", [...partition.slice(1), disk]);
      for (const part of parts) {
        const [tool, ...options] = part.make;
        const volume = emptyFile("volume", part.sizeInMiB);
        run(tool, [...options, volume]);
        const copy = [`if=${volume}`, `of=${disk}`, "bs=1M", `seek=${part.startInMiB}`];
        execFileSync("dd", [...copy, "conv=notrunc,sparse", "status=none"]);
      }
      const options = ["-f", "raw", "-O", "vpc", "-o", "subformat=fixed,force_size"];
      run("qemu-img", ["convert", ...options, disk, at("disk.vhd")]);
      const { verdict, disk: found } = await inspectVhdFile(at("disk.vhd"));
      assert.deepEqual(verdict.problems, []);
      assert.equal(verdict.outcome, "ready");
      assert.deepEqual(
        found?.volumes.map(({ volume }) => (volume.kind === "file-system" ? volume.type : volume.kind)),
        volumes,
      );
    });
  }

  itWith(["sfdisk", "qemu-img"], "is not ready where it was partitioned with sectors of 4 KiB", async () => {
    const disk = emptyFile("disk.raw", 64);
    run("sfdisk", ["--quiet", "--sector-size", "4096", disk], "label: gpt\nsize=32M, type=linux\n");
    const options = ["-f", "raw", "-O", "vpc", "-o", "subformat=fixed,force_size"];
    run("qemu-img", ["convert", ...options, disk, at("disk.vhd")]);
    const { verdict, disk: found } = await inspectVhdFile(at("disk.vhd"));
    assert.deepEqual(
      verdict.problems.map(({ id }) => id),
      ["large-sectors"],
    );
    assert.equal(verdict.outcome, "not-ready");
    assert.deepEqual(
      found?.volumes.map(({ partition }) => partition?.sizeInBytes),
      [32 * MiB],
    );
  });
});
