import { z } from "zod";
import { dataFile } from "@runbooks/azure";
import { type AzureError, notFound } from "../errors";
import { param, type Call, type Reply } from "../http";
import type { JsonObject } from "../json";

/** A Marketplace image, as `data/virtual-machine-images.json` holds it. */
export interface PlatformImage {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
  readonly osType: "Windows" | "Linux";
  readonly hyperVGeneration: "V1" | "V2";
  readonly osDiskSizeGB: number;
  /** Oldest first; `latest` is the last. */
  readonly versions: readonly string[];
}

const shape: z.ZodType<{
  readonly description: string;
  readonly source: { readonly title: string; readonly verified: boolean };
  readonly images: readonly PlatformImage[];
}> = z.strictObject({
  description: z.string().min(1),
  source: z.strictObject({ title: z.string().min(1), verified: z.boolean() }),
  images: z.array(
    z.strictObject({
      publisher: z.string().min(1),
      offer: z.string().min(1),
      sku: z.string().min(1),
      osType: z.enum(["Windows", "Linux"]),
      hyperVGeneration: z.enum(["V1", "V2"]),
      osDiskSizeGB: z.number().int().positive(),
      versions: z.array(z.string().regex(/^\d+\.\d+\.\d+$/)).min(1),
    }),
  ),
});

const file = dataFile("virtual-machine-images.json", shape);

/** Every Marketplace image that the sandbox offers. */
function platformImages(): readonly PlatformImage[] {
  return file().images;
}

/** An image by its publisher, offer and SKU, in any case. */
export function platformImage(publisher: string, offer: string, sku: string): PlatformImage | undefined {
  return platformImages().find(
    (image) => same(image.publisher, publisher) && same(image.offer, offer) && same(image.sku, sku),
  );
}

/** The version that a reference means; undefined: there is no such version. */
export function exactVersionOf({ versions }: PlatformImage, version: string): string | undefined {
  return version.toLowerCase() === "latest" ? versions.at(-1) : versions.find((known) => known === version);
}

/** Names of images are compared without regard to case. */
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

// Looking a Marketplace image up: publishers, offers, SKUs, versions, one version.

export function listPublishers(call: Call): Reply {
  return names(call, "/Publishers", distinct(platformImages().map(({ publisher }) => publisher)));
}

export function listOffers(call: Call): Reply {
  const publisher = param(call, "publisherName");
  const found = platformImages().filter((image) => same(image.publisher, publisher));
  if (found.length === 0) throw artifactNotFound(`Publisher: ${publisher}`);
  const path = `/Publishers/${publisher}/ArtifactTypes/VMImage/Offers`;
  return names(call, path, distinct(found.map(({ offer }) => offer)));
}

export function listSkus(call: Call): Reply {
  const [publisher, offer] = [param(call, "publisherName"), param(call, "offer")];
  const found = platformImages().filter(
    (image) => same(image.publisher, publisher) && same(image.offer, offer),
  );
  if (found.length === 0) throw artifactNotFound(`Offer: ${offer}`);
  const path = `/Publishers/${publisher}/ArtifactTypes/VMImage/Offers/${offer}/Skus`;
  return names(
    call,
    path,
    found.map(({ sku }) => sku),
  );
}

export function listVersions(call: Call): Reply {
  const image = imageOf(call);
  const newestFirst = /^name desc$/i.test(call.query("$orderby") ?? "");
  const ordered = newestFirst ? [...image.versions].reverse() : image.versions;
  return names(
    call,
    `${pathOf(image)}/Versions`,
    ordered.slice(0, Number(call.query("$top") ?? ordered.length)),
  );
}

export function getVersion(call: Call): Reply {
  const image = imageOf(call);
  const version = exactVersionOf(image, param(call, "version"));
  if (version === undefined) throw artifactNotFound(`Version: ${param(call, "version")}`);
  const { osType, hyperVGeneration } = image;
  return {
    status: 200,
    body: {
      ...named(call, `${pathOf(image)}/Versions`, version),
      properties: {
        hyperVGeneration,
        architecture: "x64",
        osDiskImage: { operatingSystem: osType },
        dataDiskImages: [],
        automaticOSUpgradeProperties: { automaticOSUpgradeSupported: false },
      },
    },
  };
}

function imageOf(call: Call): PlatformImage {
  const [publisher, offer, sku] = [param(call, "publisherName"), param(call, "offer"), param(call, "skus")];
  const image = platformImage(publisher, offer, sku);
  if (image === undefined) throw artifactNotFound(`Publisher: ${publisher}, Offer: ${offer}, Sku: ${sku}`);
  return image;
}

const pathOf = ({ publisher, offer, sku }: PlatformImage): string =>
  `/Publishers/${publisher}/ArtifactTypes/VMImage/Offers/${offer}/Skus/${sku}`;

/** These lists are bare arrays, without `value`. */
function names(call: Call, path: string, found: readonly string[]): Reply {
  return { status: 200, body: found.map((name) => named(call, path, name)) };
}

function named(call: Call, path: string, name: string): JsonObject {
  const location = param(call, "location");
  return {
    location,
    name,
    id: `/Subscriptions/${param(call, "subscriptionId")}/Providers/Microsoft.Compute/Locations/${location}${path}/${name}`,
  };
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Text from memory. */
function artifactNotFound(what: string): AzureError {
  return notFound(`Artifact: VMImage was not found. (sandbox) ${what}.`);
}
