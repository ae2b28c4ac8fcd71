import type { Handler, Route } from "../http";
import { computeVersions, diskEncryptionSetVersions } from "./api-versions";
import * as sets from "./disk-encryption-sets";
import * as images from "./images";

const subscription = "/subscriptions/:subscriptionId";
const group = `${subscription}/resourceGroups/:resourceGroupName`;
const provider = "/providers/Microsoft.Compute";
const set = `${group}${provider}/diskEncryptionSets/:diskEncryptionSetName`;
const image = `${group}${provider}/images/:imageName`;

// Buckets as recorded in 2023 and 2024. In some regions a change of a set counts in HighCostDiskEncryptionSet; nobody recorded deletions.
const readSet = ["LowCostGet3Min", "LowCostGet30Min"];
const listSets = ["HighCostGet3Min", "HighCostGet30Min"];
const changeSet = ["CreateUpdateHighCostDiskEncryptionSet3Min", "CreateUpdateHighCostDiskEncryptionSet30Min"];
const deleteSet = ["HighCostDiskEncryptionSet3Min", "HighCostDiskEncryptionSet30Min"];
const readImage = ["GetImagesSubscriptionMaximum"];
const changeImage = ["CreateImagesSubscriptionMaximum"];

const routesOf =
  (type: string, apiVersions: readonly string[]) =>
  (
    method: Route["method"],
    path: string,
    verb: string,
    rateLimits: readonly string[],
    handler: Handler,
  ): Route => ({
    method,
    path,
    action: `Microsoft.Compute/${type}/${verb}`,
    apiVersions,
    rateLimits,
    handler,
  });
const onSet = routesOf("diskEncryptionSets", diskEncryptionSetVersions);
const onImage = routesOf("images", computeVersions);

/** Disk encryption sets, and the images that can be encrypted with them. */
export const diskEncryptionRoutes: readonly Route[] = [
  onSet("PUT", set, "write", changeSet, sets.putSet),
  onSet("PATCH", set, "write", changeSet, sets.patchSet),
  onSet("GET", set, "read", readSet, sets.getSet),
  onSet("DELETE", set, "delete", deleteSet, sets.deleteSet),
  onSet("GET", `${set}/associatedResources`, "read", listSets, sets.listAssociatedResources),
  onSet("GET", `${group}${provider}/diskEncryptionSets`, "read", listSets, sets.listSets),
  onSet("GET", `${subscription}${provider}/diskEncryptionSets`, "read", listSets, sets.listAllSets),

  onImage("PUT", image, "write", changeImage, images.putImage),
  onImage("PATCH", image, "write", changeImage, images.patchImage),
  onImage("GET", image, "read", readImage, images.getImage),
  onImage("DELETE", image, "delete", changeImage, images.deleteImage),
  onImage("GET", `${group}${provider}/images`, "read", readImage, images.listImages),
  onImage("GET", `${subscription}${provider}/images`, "read", readImage, images.listAllImages),
];
