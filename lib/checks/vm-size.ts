import { seriesOfFamily } from "../azure/virtual-machine-series";
import { fail, pass, unknown, type Check } from "./check";

/** First version of a series that Azure Disk Encryption does not support. */
const FIRST_UNSUPPORTED_VERSION = 6;

export const vmSize: Check = ({ size, virtualMachine }, edition) => {
  if (size.kind === "missing") return unknown(size.reason);
  const { name, tier, family, nvmeDiskSizeInMiB } = size.value;
  if (tier === "Basic") return fail(`${name} is of the Basic tier.`);
  const series = seriesOfFamily(family);
  if (series === undefined) return unknown(`the series of family ${family}`);
  const { letter, version } = series;
  const called = `${name} is of family ${family}`;
  if (letter === "A") return fail(`${called}, an A-series.`);
  switch (edition) {
    case "module":
      return letter === "L" && version === 2 ? fail(`${called}, the Lsv2-series.`) : pass(`${called}.`);
    case "current":
      if (letter === "L") return fail(`${called}, an L-series.`);
      if (version >= FIRST_UNSUPPORTED_VERSION) return fail(`${called}, version ${version}.`);
      if (virtualMachine.osType === "Linux" && nvmeDiskSizeInMiB > 0) return fail(`${called}, with local NVMe disks.`);
      return pass(`${called}.`);
  }
};
