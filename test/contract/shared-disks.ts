import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../vhd/tools";
import { disksFolder } from "./shared-folder";

/** A disk that others made, and whether cryptsetup 2.7 accepts its header, which does not mean that it can be opened. */
export interface SharedDisk {
  /** Path in the archive: `luks/luks2_valid_hdr`. */
  readonly file: string;
  readonly kind: "bitlk" | "luks";
  readonly headerIsAccepted: boolean;
}

/** The rows of `oracle.tsv`. */
export function sharedDisks(kind: SharedDisk["kind"]): readonly SharedDisk[] {
  const lines = readFileSync(join(disksFolder, "oracle.tsv"), "utf8").trim().split("\n");
  return lines.map(sharedDisk).filter((disk) => disk.kind === kind);
}

function sharedDisk(line: string): SharedDisk {
  const [file, kind, verdict] = line.split("\t");
  const word = /^(?:bitlkDump|luksDump) (accepts|refuses)$/.exec(verdict ?? "")?.[1];
  if (file === undefined || (kind !== "bitlk" && kind !== "luks") || word === undefined) {
    throw new Error(`oracle.tsv has a line that is not understood: ${line}`);
  }
  return { file, kind, headerIsAccepted: word === "accepts" };
}

/** The archive's files in a folder of their own, sparse. */
export interface UnpackedDisks {
  readonly folder: string;
  /** Where a file of the archive is. */
  readonly path: (file: string) => string;
  /** Removes the folder with all that is in it. */
  readonly remove: () => void;
}

/** Unpacks `disks.tar.xz` into a new temporary folder. */
export function unpackSharedDisks(): UnpackedDisks {
  const folder = mkdtempSync(join(tmpdir(), "shared-disks-"));
  execFileSync("tar", ["xJf", join(disksFolder, "disks.tar.xz"), "-C", folder]);
  return {
    folder,
    path: (file) => join(folder, file),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const PARTITION_START_IN_BYTES = 1024 * 1024;

/** The ways in which a volume comes to the inspection. */
export const placements = [
  "raw",
  "in an MBR partition",
  "in a GPT partition",
  "fixed VHD",
  "dynamic VHD",
] as const;
export type Placement = (typeof placements)[number];

/** Writes a volume to `to` in one of the ways, by sfdisk, dd and qemu-img; VHDs have the volume's exact size. */
export function place(volume: string, placement: Placement, to: string): void {
  switch (placement) {
    case "raw":
      copyFileSync(volume, to);
      return;
    case "in an MBR partition":
      intoPartition(volume, "label: dos\nstart=1MiB, size=SIZE, type=83\n", to);
      return;
    case "in a GPT partition":
      intoPartition(volume, "label: gpt\nstart=1MiB, size=SIZE, type=linux\n", to);
      return;
    case "fixed VHD":
      convert(volume, "fixed", to);
      return;
    case "dynamic VHD":
      convert(volume, "dynamic", to);
  }
}

function intoPartition(volume: string, table: string, to: string): void {
  const { size } = statSync(volume);
  writeFileSync(to, "");
  // Room for the backup of a GPT, and whole MiB, as partition tools leave them.
  truncateSync(
    to,
    Math.ceil(size / PARTITION_START_IN_BYTES) * PARTITION_START_IN_BYTES + 2 * PARTITION_START_IN_BYTES,
  );
  run("sfdisk", ["--quiet", to], table.replace("SIZE", String(size / 512)));
  execFileSync("dd", [`if=${volume}`, `of=${to}`, "bs=1M", "seek=1", "conv=notrunc,sparse", "status=none"]);
}

function convert(volume: string, subformat: "fixed" | "dynamic", to: string): void {
  const options = `subformat=${subformat},force_size`;
  run("qemu-img", ["convert", "-f", "raw", "-O", "vpc", "-o", options, volume, to]);
}
