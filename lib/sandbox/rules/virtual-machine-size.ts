import { textAt } from "../json";
import { configurationRefusal, type Rule } from "./rule";

const isASeries = (family: string): boolean => /^(standard|basic)A(\d|v\d|family)/i.test(family);
const isLSeries = (family: string): boolean => /^standard ?L/i.test(family);
const isLsv2 = (family: string): boolean => /^standardLSv2Family$/i.test(family);

/** The last `v<n>` of a family's name: `StandardDdsv6Family`, `StandardNVadsV710v5Family`. */
function versionOf(family: string): number {
  return Number([...family.matchAll(/v(\d+)/gi)].at(-1)?.[1] ?? 1);
}

/**
 * Sizes that Azure Disk Encryption does not support.
 *
 * Current: Basic, A-series, the whole L family, version 6 and newer (overview and restrictions pages of 2026-02-20, where they differ the
 * stricter). Module: Basic, A-series, Lsv2. No document gives the text.
 */
export const sizeSupported: Rule = (request) => {
  const { world, hardware } = request;
  const family = textAt(hardware.sku, "family");
  if (family === undefined) return undefined;
  const isBasic = textAt(hardware.sku, "tier")?.toLowerCase() === "basic";
  const unsupported =
    world.edition === "module"
      ? isBasic || isASeries(family) || isLsv2(family)
      : isBasic || isASeries(family) || isLSeries(family) || versionOf(family) >= 6;
  return unsupported
    ? configurationRefusal(
        request,
        `(sandbox) Azure Disk Encryption does not support VM size ${hardware.vmSize} (family ${family}).`,
      )
    : undefined;
};
