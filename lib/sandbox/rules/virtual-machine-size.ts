import { textAt, type JsonObject } from "../json";
import type { World } from "../state";
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
  return familySupported(world, hardware.sku)
    ? undefined
    : configurationRefusal(
        request,
        `(sandbox) Azure Disk Encryption does not support VM size ${hardware.vmSize} (family ${textAt(hardware.sku, "family") ?? ""}).`,
      );
};

/** Whether Azure Disk Encryption takes the family of a size; a size that is not in the list counts as one that it takes. */
export function familySupported({ edition }: Pick<World, "edition">, sku: JsonObject | undefined): boolean {
  const family = textAt(sku, "family");
  if (family === undefined) return true;
  if (textAt(sku, "tier")?.toLowerCase() === "basic" || isASeries(family)) return false;
  return edition === "module" ? !isLsv2(family) : !isLSeries(family) && versionOf(family) < 6;
}
