import type { Redacted } from "@runbooks/azure";

/** Access to the blob behind a disk, as Azure granted it. The URL is signed: whoever has it, has the disk. */
export interface DiskAccess {
  readonly access: "Read" | "Write";
  readonly url: Redacted<string>;
}

/**
 * The signed URLs that Azure granted on one connection: in memory alone, from the step that asked for one to the step that ends it.
 *
 * The gate evaluates by it: pages are written to the blob of a disk whose write access is here, and to no other.
 */
export interface DiskAccesses {
  /** Keeps a granted URL; one that was there before is forgotten. */
  keep(diskId: string, access: DiskAccess): void;
  of(diskId: string): DiskAccess | undefined;
  forget(diskId: string): void;
}

/** Makes the empty store of one connection. */
export function createDiskAccesses(): DiskAccesses {
  const byDisk = new Map<string, DiskAccess>();
  const forget = (diskId: string): void => {
    byDisk.get(diskId.toLowerCase())?.url.dispose();
    byDisk.delete(diskId.toLowerCase());
  };
  return {
    keep: (diskId, access) => {
      forget(diskId);
      byDisk.set(diskId.toLowerCase(), access);
    },
    of: (diskId) => byDisk.get(diskId.toLowerCase()),
    forget,
  };
}

/** Whether a URL points to the blob that access was granted to; signatures are not looked at. */
export function isBlobOf({ url }: DiskAccess, other: string): boolean {
  return URL.canParse(other) && url.use((granted) => addressOf(granted) === addressOf(other));
}

function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
