import { z } from "zod";

import { defined, dataFile, type ImageReference } from "@runbooks/azure";

/** A Linux distribution and its version, in the words of /etc/os-release. */
export interface LinuxDistribution {
  /** `ubuntu`, `rhel`, `sles` ... */
  readonly distribution: string;
  /** `22.04`; `9-lvm` for an image that follows the newest minor version. */
  readonly version: string;
}

/** Which volumes of a distribution Azure Disk Encryption encrypts. */
export type LinuxSupport =
  | { readonly volumes: "os-and-data" | "data-only"; readonly note?: string }
  | { readonly volumes: "none" }
  /** A listed distribution, of which only the major version is known. */
  | { readonly volumes: "minor-version-needed" };

const support = dataFile(
  "linux-support.json",
  z.object({
    distributions: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        osAndData: z.array(z.string()),
        dataOnly: z.array(z.string()),
        note: z.string().optional(),
        endOfSupport: z.array(
          z.strictObject({
            versions: z.string(),
            standardSupportEnds: z.iso.date(),
            extendedSupport: z.strictObject({ name: z.string(), ends: z.iso.date() }).exactOptional(),
          }),
        ),
        endOfSupportSource: z.strictObject({ title: z.string(), through: z.string().exactOptional() }),
      }),
    ),
    images: z.array(
      z.object({
        publisher: z.string(),
        offer: z.string(),
        skus: z.array(z.string()).optional(),
        distribution: z.string(),
        version: z.string(),
      }),
    ),
  }),
);

const equal = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The distribution on a Marketplace image; undefined for an image that `data/linux-support.json` does not list. */
export function linuxDistributionOf({
  publisher,
  offer,
  sku,
}: ImageReference): LinuxDistribution | undefined {
  return support().images.find(
    (image) =>
      equal(image.publisher, publisher) &&
      equal(image.offer, offer) &&
      (image.skus === undefined || image.skus.some((listed) => equal(listed, sku))),
  );
}

/** Whether an image follows the newest minor version, so that its own row in the table stands and not the guest's version. */
export function isRolling({ version }: LinuxDistribution): boolean {
  return version.toLowerCase().endsWith("-lvm");
}

/**
 * Which volumes of a distribution can be encrypted.
 *
 * @see "Azure Disk Encryption for Linux VMs", Supported operating systems, 2026-02-20
 */
export function linuxSupport({ distribution, version }: LinuxDistribution): LinuxSupport {
  const listed = support().distributions.find(({ id }) => equal(id, distribution));
  if (listed === undefined) return { volumes: "none" };
  const note = listed.note === undefined ? {} : { note: listed.note };
  if (listed.osAndData.some((known) => equal(known, version))) return { volumes: "os-and-data", ...note };
  if (listed.dataOnly.some((known) => equal(known, version))) return { volumes: "data-only", ...note };
  // CentOS says VERSION_ID="7", whatever its minor version.
  const couldBeListed = [...listed.osAndData, ...listed.dataOnly].some((known) =>
    known.startsWith(`${version}.`),
  );
  return { volumes: couldBeListed ? "minor-version-needed" : "none" };
}

/** When a distribution's publisher stops to support it. */
export interface EndOfLinuxSupport {
  /** The last day, `2025-05-31`. */
  readonly standardSupportEnds: string;
  /** Support that has to be bought, which nothing outside of the guest tells. */
  readonly extendedSupport?: { readonly name: string; readonly ends: string };
  /** The publisher's page, and through what it was read. */
  readonly source: { readonly title: string; readonly through?: string };
}

/** When the publisher's support of a listed distribution ends; undefined where `data/linux-support.json` does not say. */
export function endOfLinuxSupport({
  distribution,
  version,
}: LinuxDistribution): EndOfLinuxSupport | undefined {
  const listed = support().distributions.find(({ id }) => equal(id, distribution));
  // A major version stands for all its minor versions and for the images that follow them: `8` for `8.6` and `8-lvm`.
  const found = listed?.endOfSupport.find(
    ({ versions }) => equal(versions, version) || new RegExp(`^${versions}[.-]`, "i").test(version),
  );
  if (listed === undefined || found === undefined) return undefined;
  const { standardSupportEnds, extendedSupport } = found;
  return {
    standardSupportEnds,
    ...defined({ extendedSupport }),
    source: listed.endOfSupportSource,
  };
}
