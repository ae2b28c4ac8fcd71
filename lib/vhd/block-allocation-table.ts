import { readWhole, type ByteSource } from "./byte-source";

const UNUSED = 0xffff_ffff;
const ENTRY_SIZE_IN_BYTES = 4;
const ENTRIES_PER_PAGE = 16 * 1024;
const PAGES_KEPT = 4;
/** 2 TiB in blocks of 512 KiB, the smallest in use: entries beyond that are not counted. */
const MOST_ENTRIES_COUNTED: number = 4 * 1024 * 1024;

/** How much of a dynamic disk is in its file. */
export interface BlockCount {
  /** Blocks that the table places somewhere. */
  readonly used: number;
  /** Those among them that are not wholly inside the file. */
  readonly outside: number;
  /** How many entries were looked at: all, but for a table of more than 4 Mi entries. */
  readonly counted: number;
}

/**
 * The block allocation table of a dynamic disk, read in pages of 64 KiB of which a few are kept: the table of a
 * 2 TB disk has 4 MiB.
 *
 * @see Virtual Hard Disk Image Format Specification, version 1.0, 2006-10-11, "Block Allocation Table and Data Blocks"
 */
export class BlockAllocationTable {
  readonly #pages = new Map<number, Buffer | undefined>();

  constructor(
    private readonly source: ByteSource,
    private readonly offsetInBytes: number,
    readonly entryCount: number,
  ) {}

  /** Where a block starts in the file; `unused` where the file has none, undefined where the table says nothing that can be read. */
  async blockOffsetInBytes(block: number): Promise<number | "unused" | undefined> {
    if (block >= this.entryCount) return undefined;
    const page = await this.#page(Math.floor(block / ENTRIES_PER_PAGE));
    const sector = page?.readUInt32BE((block % ENTRIES_PER_PAGE) * ENTRY_SIZE_IN_BYTES);
    if (sector === undefined) return undefined;
    return sector === UNUSED ? "unused" : sector * 512;
  }

  /**
   * Counts the blocks of the disk.
   *
   * @param sizeInFileInBytes - what a block takes in the file, its sector bitmap included.
   */
  async count(blockCount: number, sizeInFileInBytes: number): Promise<BlockCount> {
    const counted = Math.min(blockCount, this.entryCount, MOST_ENTRIES_COUNTED);
    const lastStart = this.source.sizeInBytes - sizeInFileInBytes;
    let used = 0;
    let outside = 0;
    for (let first = 0; first < counted; first += ENTRIES_PER_PAGE) {
      const page = await this.#page(first / ENTRIES_PER_PAGE);
      if (page === undefined) return { used, outside, counted: first };
      const last = Math.min(first + ENTRIES_PER_PAGE, counted);
      for (let block = first; block < last; block += 1) {
        const sector = page.readUInt32BE((block - first) * ENTRY_SIZE_IN_BYTES);
        if (sector === UNUSED) continue;
        used += 1;
        if (sector * 512 > lastStart) outside += 1;
      }
    }
    return { used, outside, counted };
  }

  async #page(number: number): Promise<Buffer | undefined> {
    if (this.#pages.has(number)) return this.#pages.get(number);
    const first = number * ENTRIES_PER_PAGE;
    const entries = Math.min(ENTRIES_PER_PAGE, this.entryCount - first);
    const page = await readWhole(
      this.source,
      this.offsetInBytes + first * ENTRY_SIZE_IN_BYTES,
      entries * ENTRY_SIZE_IN_BYTES,
    );
    if (this.#pages.size >= PAGES_KEPT) {
      const [oldest] = this.#pages.keys();
      if (oldest !== undefined) this.#pages.delete(oldest);
    }
    this.#pages.set(number, page);
    return page;
  }
}
