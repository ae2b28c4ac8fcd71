import { isDeepStrictEqual } from "node:util";

import { defined } from "@runbooks/azure";
import { AzureError } from "../errors";
import { guestOf } from "../guest/guest";
import { param, type Call, type Reply } from "../http";
import { mergePatch, objectAt, textAt, without, type JsonObject } from "../json";
import { beginOperation, operationHeaders, succeed, type Operation } from "../operations";
import { updateProperties, type Resource, type World } from "../state";
import {
  assertImageStorageAccepted,
  generationOfImage,
  imageStorage,
  settledImageStorage,
} from "./image-storage";
import { resourcePage } from "./paging";
import { bodyOf, locationIn, tagsIn } from "./request-body";
import { found, groupId, imageType, resourceIdOf, virtualMachineType } from "./resource-types";

/** Making an image, recorded: 10 seconds. Deleting one; assumed. */
const makeImageInMs = 10_000;

/** PUT .../images/{image}: 201 for a new one, of a generalized VM or of disks and snapshots; an old one keeps all but its tags. */
export function putImage(call: Call): Reply {
  const { world } = call;
  const name = param(call, "imageName");
  const body = bodyOf(call);
  const sent = objectAt(body, "properties");
  const id = resourceIdOf(call, imageType, name);
  const old = world.resources.get(id);
  if (old !== undefined) return change(call, old, body);
  const virtualMachine = sourceMachineOf(world, sent);
  const location = locationIn(body);
  const storageProfile = imageStorage(world, sent, virtualMachine);
  const image: Resource = {
    id,
    name,
    type: imageType,
    location,
    ...tagsIn(body),
    properties: {
      ...(virtualMachine === undefined ? {} : { sourceVirtualMachine: { id: virtualMachine.id } }),
      storageProfile,
      provisioningState: "Creating",
      hyperVGeneration: generationOfImage(world, sent, storageProfile),
    },
  };
  assertImageStorageAccepted(world, image);
  world.resources.put(image);
  const operation = begin(world, () => {
    if (world.resources.get(id) === undefined) return;
    updateProperties(world.resources, id, (properties) => ({
      ...properties,
      storageProfile: settledImageStorage(world, storageProfile),
      provisioningState: "Succeeded",
    }));
  });
  return { status: 201, headers: headers(call, image, operation, false), body: imageBody(image) };
}

/** PATCH .../images/{image}: "Only tags may be updated" (Microsoft.Compute, ComputeRP 2025-04-01). */
export function patchImage(call: Call): Reply {
  return change(call, found(call, imageType, param(call, "imageName")), bodyOf(call));
}

/** GET .../images/{image}. */
export function getImage(call: Call): Reply {
  return { status: 200, body: imageBody(found(call, imageType, param(call, "imageName"))) };
}

/** GET .../resourceGroups/{group}/.../images. */
export function listImages(call: Call): Reply {
  return resourcePage(call, imageType, groupId(call), imageBody);
}

/** GET /subscriptions/{id}/providers/Microsoft.Compute/images. */
export function listAllImages(call: Call): Reply {
  const scope = `/subscriptions/${param(call, "subscriptionId")}`;
  return resourcePage(call, imageType, scope, imageBody);
}

/** DELETE .../images/{image}: VMs made from it stay. */
export function deleteImage(call: Call): Reply {
  const { world } = call;
  const image = world.resources.get(resourceIdOf(call, imageType, param(call, "imageName")));
  if (image === undefined) return { status: 204 };
  updateProperties(world.resources, image.id, (properties) => ({
    ...properties,
    provisioningState: "Deleting",
  }));
  const operation = begin(world, () => {
    world.resources.delete(image.id);
  });
  return { status: 202, headers: headers(call, image, operation, true) };
}

function change(call: Call, old: Resource, body: JsonObject): Reply {
  const sent = without(objectAt(body, "properties"), "provisioningState");
  const properties = mergePatch(old.properties, sent);
  if (!isDeepStrictEqual(properties, old.properties)) {
    throw new AzureError(
      409,
      "PropertyChangeNotAllowed",
      `Changing property '${Object.keys(sent)[0] ?? "properties"}' is not allowed.`,
    );
  }
  const changed = { ...old, ...tagsIn(body) };
  call.world.resources.put(changed);
  return { status: 200, body: imageBody(changed) };
}

/** "Create a legacy managed image": the VM is there and was generalized. No document gives the texts. */
function sourceMachineOf(world: World, sent: JsonObject): Resource | undefined {
  const id = textAt(sent, "sourceVirtualMachine", "id");
  if (id === undefined) return undefined;
  const virtualMachine = world.resources.get(id);
  const target = "sourceVirtualMachine";
  if (virtualMachine?.type !== virtualMachineType) {
    throw new AzureError(404, "NotFound", `(sandbox) The VM ${id} is not found.`, { target });
  }
  if (guestOf(world, virtualMachine.id)?.generalized === true) return virtualMachine;
  throw new AzureError(
    409,
    "OperationNotAllowed",
    `(sandbox) No image can be made of VM '${virtualMachine.name}': it was not generalized.`,
    { target },
  );
}

function begin(world: World, finish: () => void): Operation {
  const operation = beginOperation(world);
  world.clock.after(makeImageInMs, () => {
    finish();
    succeed(world, operation);
  });
  return operation;
}

function headers(
  call: Call,
  { location = "" }: Resource,
  operation: Operation,
  withLocation: boolean,
): Readonly<Record<string, string>> {
  return operationHeaders(call, operation, {
    subscriptionId: param(call, "subscriptionId"),
    location,
    kind: "operations",
    withLocation,
  });
}

function imageBody({ id, name, type, location, tags, properties }: Resource): JsonObject {
  return { name, id, type, location, ...defined({ tags }), properties };
}
