import type { PageBlob } from "./page-blob";

/** The page blobs behind the managed disks of one sandbox: made when they are first asked for, in a real blob service on the loopback. */
export interface BlobStore {
  /** Makes the blob of a disk, of zeros, unless there is one; answers whether it was made now. */
  hold(diskId: string, sizeInBytes: number): Promise<boolean>;
  /** A signed URL of a disk's blob: the only one that is valid from now on. */
  grant(diskId: string, permissions: "r" | "rw"): Promise<string>;
  /** Makes the signed URL of a disk's blob invalid. */
  revoke(diskId: string): Promise<void>;
  /** Removes the blob of a disk. */
  drop(diskId: string): Promise<void>;
  read(diskId: string, offsetInBytes: number, lengthInBytes: number): Promise<Buffer>;
  write(diskId: string, offsetInBytes: number, bytes: Buffer): Promise<void>;
  /** Whether a URL points to one of these blobs. */
  owns(url: URL): boolean;
  /** Resolves once what was begun (a revocation by the clock) is over. */
  settled(): Promise<void>;
}

/** Makes the store of one sandbox; nothing is loaded and started before the first blob. */
export function createBlobStore(): BlobStore {
  const byDisk = new Map<string, Promise<PageBlob>>();
  const roots = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  async function make(sizeInBytes: number): Promise<PageBlob> {
    const { createPageBlob } = await import("./page-blob.js");
    const blob = await createPageBlob(sizeInBytes);
    roots.add(blob.root);
    return blob;
  }

  const blobOf = async (diskId: string): Promise<PageBlob> => {
    const found = byDisk.get(diskId.toLowerCase());
    if (found === undefined) throw new TypeError(`(sandbox) No blob behind ${diskId}.`);
    return await found;
  };

  // One after the other: a later look waits for what was begun before it.
  const inTurn = (diskId: string, action: (blob: PageBlob) => Promise<void>): Promise<void> => {
    last = last.then(async () => {
      if (byDisk.has(diskId.toLowerCase())) await action(await blobOf(diskId));
    });
    return last;
  };

  return {
    hold: async (diskId, sizeInBytes) => {
      const key = diskId.toLowerCase();
      const isNew = !byDisk.has(key);
      if (isNew) byDisk.set(key, make(sizeInBytes));
      await blobOf(diskId);
      return isNew;
    },
    grant: async (diskId, permissions) => await (await blobOf(diskId)).grant(permissions),
    revoke: (diskId) => inTurn(diskId, (blob) => blob.revoke()),
    drop: (diskId) =>
      inTurn(diskId, async (blob) => {
        byDisk.delete(diskId.toLowerCase());
        roots.delete(blob.root);
        await blob.drop();
      }),
    read: async (diskId, offsetInBytes, lengthInBytes) =>
      await (await blobOf(diskId)).read(offsetInBytes, lengthInBytes),
    write: async (diskId, offsetInBytes, bytes) => {
      await (await blobOf(diskId)).write(offsetInBytes, bytes);
    },
    owns: ({ origin, pathname }) => {
      const [, account = "", container = ""] = pathname.split("/");
      return roots.has(`${origin}/${account}/${container}`);
    },
    settled: () => last,
  };
}
