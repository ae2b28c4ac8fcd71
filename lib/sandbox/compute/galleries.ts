import { resourceNotFound } from "../errors";
import { param, type Call, type Reply } from "../http";
import { groupId, resourceBody } from "../resource-type";

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
