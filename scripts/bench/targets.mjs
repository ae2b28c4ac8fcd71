import { quotaUsed } from "./quota-used.mjs";

/** What the product is to reach, what was measured, and whether that is enough; all in this one run. */
export function targets({ read, largest, files, floors, memory, throttled, sql, overHttps, isQuick }) {
  const middle = read.filter(
    ({ generate, latencyInMs }) =>
      generate.virtualMachines === 2000 && generate.diskEncryption === "rare" && latencyInMs === 0,
  );
  const requestsOf = (wanted) => middle.find(({ source }) => source === wanted)?.requests;
  const compared = [...read, ...files, ...(largest === undefined ? [] : [largest])].map(({ cells }) => cells);
  const wrong = sum(
    compared.map(({ cells, right, missingRows, extraRows }) => cells - right + missingRows + extraRows),
  );
  const { arm, azureCli } = overHttps;
  const floor = floors.at(-1);
  const shares = throttled.map(quotaUsed).map(({ taken, allowed }) => taken / allowed);
  const slowest = Math.max(...Object.values(sql.asked));
  return [
    target(
      "requests at 2,000 VMs, 1 % of them with Azure Disk Encryption, Resource Manager",
      requestsOf("arm"),
      "under",
      2000 / 50,
    ),
    target("requests at the same, Resource Graph", requestsOf("graph"), "under", 2000 / 200),
    target(
      `times as long with az … --ids, ${overHttps.virtualMachines} VMs, with cached responses`,
      azureCli === undefined ? undefined : azureCli.inMs / arm.readInMs,
      "at least",
      20,
      isQuick,
    ),
    target(`wrong cells of ${sum(compared.map(({ cells }) => cells))}`, wrong, "at most", 0),
    target(
      `times as long as Azure's client, ${floor.generate.virtualMachines} VMs`,
      floor.libraryInMs / floor.clientInMs,
      "under",
      1.5,
      isQuick,
    ),
    ...(memory ?? []).map(({ source, bytesADisk }) =>
      target(
        `bytes of peak memory a disk with the smallest heap that suffices, ${source}`,
        bytesADisk,
        "under",
        2048,
        isQuick,
      ),
    ),
    target(
      "MB at 200,000 VMs with a limited heap, Resource Graph",
      largest && largest.peakInBytes / 1024 ** 2,
      "under",
      2048,
    ),
    target("% of the quota", 100 * Math.min(...shares), "at least", 90),
    target(
      "429s of one bucket",
      Math.max(...throttled.flatMap(({ buckets }) => buckets.map(({ refused }) => refused))),
      "at most",
      1,
    ),
    target(`ms for the slowest question of SQL, ${sql.disks} disks`, slowest, "under", 50, isQuick),
  ];
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

const holds = {
  under: (value, limit) => value < limit,
  "at most": (value, limit) => value <= limit,
  "at least": (value, limit) => value >= limit,
};

/** @param isOther - measured at another size than the target is for. */
function target(what, value, relation, limit, isOther = false) {
  return {
    what,
    measured: value === undefined ? "not measured" : Number(value.toFixed(2)),
    target: `${relation} ${limit}`,
    reached:
      value === undefined ? "" : isOther ? "(another size)" : holds[relation](value, limit) ? "yes" : "NO",
  };
}
