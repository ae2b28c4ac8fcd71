/** How much memory reading a fleet and judging it takes, by the smallest heap that it gets by with: V8 takes what it may, and its peak alone says little. */
import { announce, Obstacle } from "../steps/announce.mjs";
import { startHttpsAzure } from "./https-azure.mjs";
import { measured } from "./measured.mjs";

/** Of the heap that is found, in MB. */
const STEP_IN_MB = 4;

/**
 * Reads fleets of two sizes over HTTPS, so that the sandbox is in another process.
 *
 * @returns for each source what both took, and the growth a disk; undefined where there is no server.
 */
export async function measureMemory(sizes) {
  const found = { arm: [], graph: [] };
  for (const virtualMachines of sizes) {
    const generate = { virtualMachines, diskEncryption: "rare" };
    const server = await startHttpsAzure({ generate, latencyInMs: 0 });
    if (server === undefined) return undefined;
    const way = { origin: server.origin, certificateFile: server.certificateFile, token: server.token };
    try {
      for (const source of ["arm", "graph"])
        found[source].push(await smallestHeap({ source, generate, way, compare: false }));
    } finally {
      server.close();
    }
  }
  return Object.entries(found).map(([source, [small, large]]) => ({
    source,
    small,
    large,
    bytesADisk: (large.inLimit.peakInBytes - small.inLimit.peakInBytes) / (large.disks - small.disks),
    bytesADiskWithoutLimit: (large.free.peakInBytes - small.free.peakInBytes) / (large.disks - small.disks),
  }));
}

async function smallestHeap(options) {
  const free = await measured("read", options);
  let [tooSmall, enough] = [0, Math.ceil(free.peakInBytes / 1024 ** 2)];
  let inLimit = free;
  announce("Looking for the smallest heap");
  while (enough - tooSmall > STEP_IN_MB) {
    const limit = Math.floor((tooSmall + enough) / 2);
    const tried = await withHeap(options, limit);
    if (tried === undefined) tooSmall = limit;
    else [enough, inLimit] = [limit, tried];
  }
  return { disks: free.disks, heapInMB: enough, inLimit, free };
}

/** Undefined where it is not enough. */
async function withHeap(options, limitInMB) {
  try {
    return await measured("read", options, { nodeOptions: [`--max-old-space-size=${limitInMB}`] });
  } catch (error) {
    if (error instanceof Obstacle && /heap|out of memory/i.test(error.message)) return undefined;
    throw error;
  }
}
