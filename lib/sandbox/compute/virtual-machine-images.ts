import { AzureError } from "../errors";
import { param, type Call, type Reply, type Route } from "../http";
import type { JsonObject } from "../json";
import { computeVersions } from "./api-versions";
import { exactVersionOf, platformImage, platformImages, same, type PlatformImage } from "./platform-images";

const publishers =
  "/subscriptions/:subscriptionId/providers/Microsoft.Compute/locations/:location/publishers";
const offers = `${publishers}/:publisherName/artifacttypes/vmimage/offers`;
const skus = `${offers}/:offer/skus`;
const versions = `${skus}/:skus/versions`;

/** Looking a Marketplace image up: publishers, offers, SKUs, versions, one version. */
export const virtualMachineImageRoutes: readonly Route[] = (
  [
    [publishers, "", listPublishers],
    [offers, "/artifacttypes/offers", listOffers],
    [skus, "/artifacttypes/offers/skus", listSkus],
    [versions, "/artifacttypes/offers/skus/versions", listVersions],
    [`${versions}/:version`, "/artifacttypes/offers/skus/versions", getVersion],
  ] as const
).map(([path, right, handler]) => ({
  method: "GET",
  path,
  action: `Microsoft.Compute/locations/publishers${right}/read`,
  apiVersions: computeVersions,
  handler,
}));

function listPublishers(call: Call): Reply {
  return names(call, "/Publishers", distinct(platformImages().map(({ publisher }) => publisher)));
}

function listOffers(call: Call): Reply {
  const publisher = param(call, "publisherName");
  const found = platformImages().filter((image) => same(image.publisher, publisher));
  if (found.length === 0) throw artifactNotFound(`Publisher: ${publisher}`);
  const path = `/Publishers/${publisher}/ArtifactTypes/VMImage/Offers`;
  return names(call, path, distinct(found.map(({ offer }) => offer)));
}

function listSkus(call: Call): Reply {
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

function listVersions(call: Call): Reply {
  const image = imageOf(call);
  const newestFirst = /^name desc$/i.test(call.query("$orderby") ?? "");
  const ordered = newestFirst ? [...image.versions].reverse() : image.versions;
  return names(
    call,
    `${pathOf(image)}/Versions`,
    ordered.slice(0, Number(call.query("$top") ?? ordered.length)),
  );
}

function getVersion(call: Call): Reply {
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
  return new AzureError(404, "NotFound", `Artifact: VMImage was not found. (sandbox) ${what}.`);
}
