import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { bitLocker } from "../../../vhd/build/bitlocker";
import { mbrDisk } from "../../../vhd/build/disks";
import { luks1 } from "../../../vhd/build/luks";
import { piece, writeSparse, type SparseBytes } from "../../../vhd/build/sparse-bytes";
import { fixedVhd, MiB, type FooterChanges } from "../../../vhd/build/vhd";
import { ext, ntfs } from "../../../vhd/build/volumes";

/** A folder for VHD files; remove it when done. */
export interface VhdFolder {
  readonly path: string;
  write(name: string, vhd: SparseBytes): string;
  remove(): void;
}

export function vhdFolder(): VhdFolder {
  const folder = mkdtempSync(join(tmpdir(), "runbook-vhd-"));
  return {
    path: folder,
    write: (name, vhd) => {
      const path = join(folder, name);
      writeSparse(path, vhd);
      return path;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Data in several places, so that an upload takes several requests. */
const scattered = [10, 16, 20, 22].map((at) => piece(at * MiB + 512 * 1024, Buffer.alloc(64 * 1024, at)));

/** A Windows disk as a customer has it: a plain system partition, and a BitLocker volume that a `.bek` file opens. */
export function windowsVhd(changes: FooterChanges = {}): SparseBytes {
  return fixedVhd(
    mbrDisk(
      24 * MiB,
      [
        { type: 7, startSector: 2048, sectorCount: 8192, isActive: true, holds: ntfs(4 * MiB) },
        { type: 7, startSector: 12288, sectorCount: 16384, holds: bitLocker() },
      ],
      ...scattered,
    ),
    changes,
  );
}

/** A Linux disk as a customer has it: a plain `/boot`, and a LUKS volume. */
export function linuxVhd(): SparseBytes {
  return fixedVhd(
    mbrDisk(24 * MiB, [
      { type: 0x83, startSector: 2048, sectorCount: 8192, isActive: true, holds: ext(4 * MiB) },
      { type: 0x83, startSector: 12288, sectorCount: 16384, holds: luks1() },
    ]),
  );
}
