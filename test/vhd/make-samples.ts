/**
 * Makes `data/vhd-samples` anew: `node --import tsx test/vhd/make-samples.ts`. Needs Linux with qemu-utils,
 * cryptsetup-bin, gdisk, fdisk, dosfstools and e2fsprogs; no root. No passphrase or key outlives the run.
 */
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { bitLocker, RECOVERY_PASSWORD, STARTUP_KEY } from "./build/bitlocker";
import { gptDisk, gptTypes } from "./build/disks";
import { toBuffer } from "./build/sparse-bytes";
import { fixedVhd, MiB } from "./build/vhd";
import { fat } from "./build/volumes";

const folder = mkdtempSync(join(tmpdir(), "vhd-samples-"));
const at = (name: string): string => join(folder, name);
const run = (command: string, ...args: readonly string[]): void => {
  execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
};
const emptyFile = (name: string, sizeInBytes: number): string => {
  writeFileSync(at(name), "");
  truncateSync(at(name), sizeInBytes);
  return at(name);
};

/** Of a key of 64 bytes in one slot. */
const KEY_SIZE_IN_BYTES = 64 * 4000;

/** A LUKS volume of a passphrase that nobody knows; its key is written over, so that nothing could open it. */
function luksVolume(type: "luks1" | "luks2", sizeInBytes: number): Buffer {
  const path = emptyFile(type, sizeInBytes);
  const args = ["luksFormat", "--batch-mode", "--type", type, "--pbkdf", "pbkdf2"];
  execFileSync("cryptsetup", [...args, "--pbkdf-force-iterations", "1000", path, "-"], {
    input: randomBytes(32),
  });
  const bytes = readFileSync(path);
  const keyAt = type === "luks1" ? 4096 : 32768;
  bytes.fill(0, keyAt);
  // Zeros would say that the key was wiped.
  return bytes.fill(0xa5, keyAt, keyAt + KEY_SIZE_IN_BYTES);
}

function extVolume(name: string, label: string, sizeInBytes: number): Buffer {
  const path = emptyFile(name, sizeInBytes);
  run("mkfs.ext4", "-q", "-O", "^has_journal", "-L", label, path);
  return readFileSync(path);
}

function fatVolume(sizeInBytes: number): Buffer {
  const path = emptyFile("fat", sizeInBytes);
  run("mkfs.vfat", "-n", "EFI", path);
  return readFileSync(path);
}

function rawDisk(
  name: string,
  sizeInBytes: number,
  partition: (path: string) => void,
  parts: readonly (readonly [number, Buffer])[],
): string {
  const path = emptyFile(name, sizeInBytes);
  partition(path);
  const disk = readFileSync(path);
  for (const [offset, bytes] of parts) bytes.copy(disk, offset);
  writeFileSync(path, disk);
  return path;
}

const toVhd = (raw: string, subformat: string): Buffer => {
  const vhd = `${raw}.vhd`;
  run("qemu-img", "convert", "-f", "raw", "-O", "vpc", "-o", `subformat=${subformat},force_size`, raw, vhd);
  return readFileSync(vhd);
};

function save(name: string, title: string, file: Buffer): void {
  const ranges: [number, number][] = [];
  const kept: Buffer[] = [];
  for (let offset = 0; offset < file.length; offset += 512) {
    const sector = file.subarray(offset, offset + 512);
    if (sector.every((byte) => byte === 0)) continue;
    kept.push(sector);
    const last = ranges.at(-1);
    if (last !== undefined && last[0] + last[1] === offset) last[1] += sector.length;
    else ranges.push([offset, sector.length]);
  }
  const sample = {
    title,
    fileSizeInBytes: file.length,
    sha256: createHash("sha256").update(file).digest("hex"),
    ranges,
    bytes: gzipSync(Buffer.concat(kept), { level: 9 }).toString("base64"),
  };
  writeFileSync(
    join(__dirname, "..", "..", "data", "vhd-samples", `${name}.json`),
    `${JSON.stringify(sample, undefined, 2)}\n`,
  );
}

const sgdisk = (path: string): void => {
  run("sgdisk", "-n1:2048:+8M", "-t1:ef00", "-n2:0:+8M", "-t2:8300", "-n3:0:+22M", "-t3:8309", path);
};
const sfdisk = (path: string): void => {
  const input = "label: dos\nstart=2048, size=16384, type=83, bootable\nstart=18432, type=83\n";
  execFileSync("sfdisk", ["--quiet", path], { input });
};

try {
  save(
    "linux-luks2-gen2",
    "Linux, generation 2: EFI system partition, plain /boot, LUKS2",
    toVhd(
      rawDisk("gen2.raw", 40 * MiB, sgdisk, [
        [1 * MiB, fatVolume(8 * MiB)],
        [9 * MiB, extVolume("boot", "boot", 8 * MiB)],
        [17 * MiB, luksVolume("luks2", 22 * MiB)],
      ]),
      "fixed",
    ),
  );
  save(
    "linux-luks1-gen1",
    "Linux, generation 1: active plain /boot, LUKS1",
    toVhd(
      rawDisk("gen1.raw", 24 * MiB, sfdisk, [
        [1 * MiB, extVolume("boot1", "boot", 8 * MiB)],
        [9 * MiB, luksVolume("luks1", 15 * MiB)],
      ]),
      "fixed",
    ),
  );
  save(
    "linux-plain-dynamic",
    "A plain ext4 volume without partitions, as a dynamic VHD: not ready to upload",
    toVhd(
      rawDisk("plain.raw", 24 * MiB, () => undefined, [[0, extVolume("data", "data", 24 * MiB)]]),
      "dynamic",
    ),
  );
  const windows = fixedVhd(
    gptDisk(40 * MiB, [
      { type: gptTypes.efi, startSector: 2048, sectorCount: 16384, holds: fat(16000) },
      { type: gptTypes.microsoftReserved, startSector: 18432, sectorCount: 16384 },
      {
        type: gptTypes.basicData,
        startSector: 34816,
        sectorCount: 32768,
        holds: bitLocker({
          sizeInBytes: 16 * MiB,
          method: 0x8005,
          protectors: [STARTUP_KEY, RECOVERY_PASSWORD],
        }),
      },
    ]),
  );
  save(
    "windows-bitlocker-gen2",
    "Windows, generation 2: plain EFI system partition, BitLocker with a startup key. Built by hand, not by Windows",
    toBuffer(windows),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
