import { resourceNotFound, AzureError, notFound } from "../errors";
import { param, type Call, type Reply } from "../http";
import { groupId, resourceBody } from "../resource-type";
import { defined, sameRegion } from "@runbooks/azure";
import { defaultSpecification, type GuestSpecification } from "../guest/specification";
import { contentOf } from "../guest/disk-content";
import { isJsonObject, listAt, numberAt, objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { exactVersionOf, platformImage, type PlatformImage } from "./marketplace-images";
import { parameterMissing } from "../request-body";

/**
 * GET of a gallery, of one of its images or of a version of one: what a fleet has of Azure Compute Gallery, enough for a VM to be made from an
 * image version. Nothing is made here.
 */
export function getFromGallery(call: Call): Reply {
  const { galleryName = "", imageName, versionName } = call.params;
  const parts = [
    ["galleries", galleryName],
    ["images", imageName],
    ["versions", versionName],
  ].filter(([, name]) => name !== undefined);
  const path = parts.flat().join("/");
  const resource = call.world.resources.get(`${groupId(call)}/providers/Microsoft.Compute/${path}`);
  if (resource === undefined) {
    const type = ["Microsoft.Compute", ...parts.map(([part]) => part)].join("/");
    throw resourceNotFound(type, parts.map(([, name]) => name).join("/"), param(call, "resourceGroupName"));
  }
  return { status: 200, body: resourceBody(resource) };
}

/** The image that a new VM is made from. */
export interface SourceImage {
  readonly osType: "Windows" | "Linux";
  readonly hyperVGeneration: "V1" | "V2";
  /** Undefined where the image does not tell. */
  readonly osDiskSizeGB: number | undefined;
  /** A generalized image is provisioned with the OS profile; a specialized one starts as it is. */
  readonly osState: "Generalized" | "Specialized";
  /** How the OS disk names it. */
  readonly id: string;
  /** Of a Marketplace image: the version behind `latest`. */
  readonly exactVersion?: string;
  readonly specification: GuestSpecification;
  /** Of an image that was made in the sandbox: the disk or snapshot behind it, whose content the OS disk gets. */
  readonly sourceDiskId?: string;
}

/** The image that a VM's model names; undefined: it names none. Throws Azure's refusal of one that is not there. */
export function sourceImageOf(
  world: World,
  location: string,
  properties: JsonObject,
): SourceImage | undefined {
  const reference = valueAt(properties, "storageProfile", "imageReference");
  if (!isJsonObject(reference)) return undefined;
  const id = textAt(reference, "id");
  if (id === undefined) return fromMarketplace(location, reference);
  return /\/galleries\//i.test(id) ? fromGallery(world, location, id) : fromCustomImage(world, location, id);
}

/** Code, target and text: clear-code/firefox-support-common#31, hashicorp/packer#10600. */
function fromMarketplace(location: string, reference: JsonObject): SourceImage {
  const part = (name: string): string => {
    const value = textAt(reference, name);
    if (value === undefined) throw parameterMissing(`imageReference.${name}`);
    return value;
  };
  const image = platformImage(part("publisher"), part("offer"), part("sku"));
  const exactVersion = image === undefined ? undefined : exactVersionOf(image, part("version"));
  if (image === undefined || exactVersion === undefined) {
    throw new AzureError(
      404,
      "PlatformImageNotFound",
      `The platform image '${["publisher", "offer", "sku", "version"].map(part).join(":")}' is not available. Verify that all fields in ` +
        "the storage profile are correct. For more details about storage profile information, please refer to " +
        "https://aka.ms/storageprofile",
      { target: "imageReference" },
    );
  }
  const { osType, hyperVGeneration, osDiskSizeGB } = image;
  return {
    osType,
    hyperVGeneration,
    osDiskSizeGB,
    osState: "Generalized",
    id: marketplaceImageId(location, image, exactVersion),
    exactVersion,
    specification: defaultSpecification(osType, image),
  };
}

/** A disk names its image by id, whatever the VM's model names it by (recorded). */
function marketplaceImageId(
  location: string,
  { publisher, offer, sku }: PlatformImage,
  version: string,
): string {
  return (
    `/Subscriptions/00000000-0000-0000-0000-000000000000/Providers/Microsoft.Compute/Locations/${location}/Publishers/${publisher}` +
    `/ArtifactTypes/VMImage/Offers/${offer}/Skus/${sku}/Versions/${version}`
  );
}

/** Text: "MAKES hosting resource/deployment region mismatch" (Microsoft Learn); "Common VM error codes" has it without the region. */
function fromCustomImage(world: World, location: string, id: string): SourceImage {
  const image = world.resources.get(id);
  if (image === undefined || !sameRegion(image.location ?? "", location)) {
    throw notFound(`The Image '${id}' cannot be found in '${location}' region.`, "imageReference");
  }
  const osDisk = objectAt(image.properties, "storageProfile", "osDisk");
  return fromImageResource(world, image, osDisk, textAt(osDisk, "osState"));
}

/** Text: "Troubleshooting images in an Azure Compute Gallery"; the code is from memory. */
function fromGallery(world: World, location: string, id: string): SourceImage {
  const definition = world.resources.get(id.replace(/\/versions\/[^/]+$/i, ""));
  const version = /\/versions\//i.test(id) ? world.resources.get(id) : latestVersionOf(world, id);
  const regions = listAt(version?.properties, "publishingProfile", "targetRegions").map(
    (region) => textAt(region, "name") ?? "",
  );
  if (
    definition === undefined ||
    version === undefined ||
    (regions.length > 0 && !regions.some((region) => sameRegion(region, location)))
  ) {
    throw new AzureError(
      404,
      "GalleryImageNotFound",
      `The gallery image ${id} is not available in ${location} region. Please contact image owner to replicate to this region, or ` +
        "change your requested region.",
      { target: "imageReference" },
    );
  }
  const osDisk = {
    ...definition.properties,
    ...objectAt(version.properties, "storageProfile", "osDiskImage"),
  };
  const diskSizeGB = numberAt(osDisk, "sizeInGB");
  return fromImageResource(
    world,
    { ...version, properties: definition.properties },
    { ...osDisk, ...defined({ diskSizeGB }) },
    textAt(definition.properties, "osState"),
  );
}

function latestVersionOf(world: World, definitionId: string): Resource | undefined {
  return world.resources.list("Microsoft.Compute/galleries/images/versions", definitionId).at(-1);
}

function fromImageResource(
  world: World,
  { id, properties }: Resource,
  osDisk: JsonObject,
  osState: string | undefined,
): SourceImage {
  const osType = textAt(osDisk, "osType") === "Windows" ? "Windows" : "Linux";
  const sourceId = textAt(osDisk, "managedDisk", "id") ?? textAt(osDisk, "snapshot", "id") ?? "";
  return {
    osType,
    hyperVGeneration: textAt(properties, "hyperVGeneration") === "V2" ? "V2" : "V1",
    osDiskSizeGB: numberAt(osDisk, "diskSizeGB"),
    osState: osState === "Specialized" ? "Specialized" : "Generalized",
    id,
    specification: contentOf(world, sourceId).specification ?? defaultSpecification(osType, undefined),
    ...(sourceId === "" ? {} : { sourceDiskId: sourceId }),
  };
}
