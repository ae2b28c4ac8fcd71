import type { VirtualMachineImage } from "@azure/arm-compute";

import {
  defined,
  absent,
  type Fact,
  type ImageReference,
  known,
  type MarketplaceImage,
  missing,
  regionKey,
} from "@runbooks/azure";
import { azureError, httpStatus } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { clientsOf } from "../connection/clients";

/** Where an image is looked for. */
export interface ImagePlace {
  readonly subscriptionId: string;
  readonly location: string;
}

/**
 * Reads a version of a Marketplace image: the one named, or for `latest` the newest that the region has. `absent` where Azure said that
 * the region has none of that name.
 */
export async function readMarketplaceImage(
  azure: Connection,
  { subscriptionId, location }: ImagePlace,
  reference: ImageReference,
): Promise<Fact<MarketplaceImage>> {
  const region = regionKey(location);
  const { publisher, offer, sku } = reference;
  const name = `${publisher}:${offer}:${sku}:${reference.version}`;
  const images = clientsOf(azure).compute(subscriptionId).virtualMachineImages;
  try {
    const version = isLatest(reference)
      ? newestOf(await images.list(region, publisher, offer, sku))
      : reference.version;
    if (version === undefined) return absent(`image ${name} has no version in ${region}`);
    const image = await images.get(region, publisher, offer, sku, version);
    const read = toMarketplaceImage(image, { publisher, offer, sku, version });
    return read === undefined
      ? missing(`Azure's answer for image ${name} lacks its operating system or its generation`)
      : known(
          read,
          `GET Microsoft.Compute/locations/${region}/publishers/${publisher}/.../versions/${version}`,
        );
  } catch (error) {
    return httpStatus(error) === 404
      ? absent(`image ${name} is not in ${region}`)
      : missing(azureError(error, `reading image ${name}`).message);
  }
}

const isLatest = ({ version }: ImageReference): boolean => version.toLowerCase() === "latest";

/** The highest version: its parts are numbers, so that 9 comes before 10. */
function newestOf(versions: readonly { readonly name?: string }[]): string | undefined {
  return versions
    .flatMap(({ name }) => name ?? [])
    .sort((a, b) => compareVersions(b, a))
    .at(0);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The library's image from the client's; undefined where the answer lacks what an image is known by. Pure. */
function toMarketplaceImage(
  image: VirtualMachineImage,
  reference: ImageReference,
): MarketplaceImage | undefined {
  const { hyperVGeneration, osDiskImage } = image;
  const osType = osDiskImage?.operatingSystem;
  if (osType === undefined || (hyperVGeneration !== "V1" && hyperVGeneration !== "V2")) return undefined;
  const securityTypes = (image.features ?? []).flatMap(({ name, value }) =>
    name === "SecurityType" && value !== undefined ? [value] : [],
  );
  return {
    reference,
    osType,
    hyperVGeneration,
    ...defined({ architecture: image.architecture }),
    // TrustedLaunch, TrustedLaunchSupported, TrustedLaunchAndConfidentialVmSupported.
    trustedLaunchSupported: securityTypes.some((type) => type.startsWith("TrustedLaunch")),
    ...(image.plan === undefined
      ? {}
      : { plan: { publisher: image.plan.publisher, product: image.plan.product, name: image.plan.name } }),
  };
}
