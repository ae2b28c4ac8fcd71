import { z } from "zod";

import { dataFile } from "@runbooks/azure";

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
export function platformImages(): readonly PlatformImage[] {
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
export const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
