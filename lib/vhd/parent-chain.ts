import { defined, type Fact, known, missing } from "@runbooks/azure";
import { zeroSource, type ByteSource } from "./byte-source";
import type { VhdParent } from "./dynamic-header";
import { readVhdImage, type VhdImage } from "./image";
import { fixedDisk, sparseDisk, type SparseDisk } from "./virtual-disk";

/** A file that may be the parent of a differencing disk. */
export interface ParentFile {
  readonly name: string;
  readonly source: ByteSource;
}

/** Finds the file of a parent; undefined where there is none. */
export type FindParent = (parent: VhdParent) => Promise<ParentFile | undefined>;

/** A chain longer than this is refused: Hyper-V warns at far fewer. */
const LONGEST_CHAIN = 32;

/** The disk inside a VHD, as far as it can be read. */
export interface DiskInside {
  /** Undefined where header or table are missing or make no sense. */
  readonly disk: ByteSource | undefined;
  readonly sparse?: SparseDisk;
  readonly parentChain?: Fact<readonly string[]>;
}

/** The disk inside a VHD: its bytes as a VM would see them, those of a parent included where it is found. */
export async function diskInside(
  source: ByteSource,
  image: VhdImage,
  findParent: FindParent,
  idsBelow: readonly string[] = [],
): Promise<DiskInside> {
  const { footer, header, dataSizeInBytes } = image;
  const { diskType, currentSizeInBytes } = footer;
  if (diskType !== "dynamic" && diskType !== "differencing") {
    return { disk: fixedDisk(source, Math.min(currentSizeInBytes ?? dataSizeInBytes, dataSizeInBytes)) };
  }
  if (header === undefined) return { disk: undefined };
  // The table has no more blocks than it has, whatever the footer says.
  const reach = header.blockSizeInBytes * header.maxTableEntries;
  const diskSizeInBytes = Math.min(currentSizeInBytes ?? reach, reach);
  // With both damaged, nothing says how large the disk is.
  const isSizeKnown = currentSizeInBytes !== undefined || header.checksum.valid;
  if (!isSizeKnown || !Number.isSafeInteger(diskSizeInBytes)) return { disk: undefined };
  const parts = { source, header, diskSizeInBytes };
  if (diskType === "dynamic") {
    const sparse = sparseDisk({
      ...parts,
      underneath: zeroSource(parts.diskSizeInBytes),
      isZeroUnderneath: true,
    });
    return { disk: sparse, ...defined({ sparse }) };
  }
  const below = await parentDisk(image, findParent, idsBelow);
  const sparse = sparseDisk({ ...parts, underneath: below.disk });
  return { disk: sparse, ...defined({ sparse }), parentChain: below.chain };
}

interface ParentDisk {
  readonly disk: ByteSource | undefined;
  readonly chain: Fact<readonly string[]>;
}

async function parentDisk(
  { footer, parent }: VhdImage,
  findParent: FindParent,
  idsBelow: readonly string[],
): Promise<ParentDisk> {
  const lost = (reason: string): ParentDisk => ({ disk: undefined, chain: missing(reason) });
  if (parent === undefined) return lost("It does not say which disk is its parent.");
  if (idsBelow.length >= LONGEST_CHAIN) return lost(`The chain of parents is longer than ${LONGEST_CHAIN}.`);
  const found = await findParent(parent);
  const called = parent.name === "" ? `with unique id ${parent.uniqueId}` : `'${parent.name}'`;
  if (found === undefined) return lost(`The parent ${called} was not found.`);

  const image = await readVhdImage(found.source);
  if (image === undefined) return lost(`The parent, ${found.name}, is no VHD.`);
  const { uniqueId } = image.footer;
  if (uniqueId !== parent.uniqueId) {
    return lost(`${found.name} has the unique id ${uniqueId}; the parent has ${parent.uniqueId}.`);
  }
  const ids = [...idsBelow, footer.uniqueId];
  if (ids.includes(uniqueId)) return lost(`The chain of parents comes back to ${found.name}.`);
  const { disk, parentChain } = await diskInside(found.source, image, findParent, ids);
  if (disk === undefined) return lost(`The disk in the parent, ${found.name}, can't be read.`);
  if (parentChain?.kind === "missing") return { disk, chain: parentChain };
  return { disk, chain: known([found.name, ...(parentChain?.value ?? [])], "headers of the VHDs") };
}
