import { defined } from "@runbooks/azure";
import { param, type Call, type Reply, type Route } from "../http";
import type { JsonObject } from "../json";
import type { Resource } from "../state";
import { resourceNotFound } from "../errors";
import { groupId } from "./resource-types";

/** api-versions of Azure Compute Gallery; @azure/arm-compute 24.1 sends the last. */
const galleryVersions: readonly string[] = ["2022-03-03", "2023-07-03", "2024-03-03", "2025-03-03"];

const galleries =
  "/subscriptions/:subscriptionId/resourceGroups/:resourceGroupName/providers/Microsoft.Compute/galleries";

/** Reading what a fleet has of Azure Compute Gallery: enough for a VM to be made from an image version. Nothing is made here. */
export const galleryRoutes: readonly Route[] = [
  [`${galleries}/:galleryName`, "galleries"],
  [`${galleries}/:galleryName/images/:imageName`, "galleries/images"],
  [`${galleries}/:galleryName/images/:imageName/versions/:versionName`, "galleries/images/versions"],
].map(([path = "", type = ""]) => ({
  method: "GET",
  path,
  action: `Microsoft.Compute/${type}/read`,
  apiVersions: galleryVersions,
  handler: (call) => get(call, `Microsoft.Compute/${type}`),
}));

function get(call: Call, type: string): Reply {
  const { galleryName = "", imageName, versionName } = call.params;
  const path = [
    galleryName,
    ...(imageName === undefined ? [] : ["images", imageName]),
    ...(versionName === undefined ? [] : ["versions", versionName]),
  ];
  const resource = call.world.resources.get(
    `${groupId(call)}/providers/Microsoft.Compute/galleries/${path.join("/")}`,
  );
  if (resource === undefined) {
    const names = [galleryName, imageName, versionName].filter((name) => name !== undefined);
    throw resourceNotFound(type, names.join("/"), param(call, "resourceGroupName"));
  }
  return { status: 200, body: galleryBody(resource) };
}

function galleryBody({ id, name, type, location, tags, properties }: Resource): JsonObject {
  return { name, id, type, location, ...defined({ tags }), properties };
}
