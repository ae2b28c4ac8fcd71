import { defined, sameRegion } from "@runbooks/azure";
import { AzureError, notFound, invalidParameter, operationNotAllowed } from "../errors";
import {
  isJsonObject,
  listAt,
  objectAt,
  textAt,
  valueAt,
  type Json,
  type JsonObject,
  mergePatch,
  without,
} from "../json";
import { assertEncryptionAccepted } from "../rules/server-side-encryption/disks";
import { type Resource, type World, updateProperties } from "../state";
import { encryptionTypeOf, findSet } from "./disk-encryption-sets/disk-encryption-set";
import { inherited } from "./managed-disk";
import { parameterMissing, bodyOf, locationIn, tagsIn } from "./request-body";
import { imageType, found, groupId, resourceIdOf, virtualMachineType } from "./resource-types";
import { isDeepStrictEqual } from "node:util";
import { guestOf } from "../guest/guest";
import { param, type Call, type Reply } from "../http";
import { beginOperation, operationHeaders, succeed, type Operation } from "../operations";
import { resourcePage } from "./paging";

/** A disk of an image, and the managed disk or snapshot that it is a copy of; undefined: an unmanaged disk's page blob. */
interface ImageDisk {
  readonly disk: JsonObject;
  readonly source: Resource | undefined;
}

/** The storage profile of an image as the first answer has it: taken from its VM, or as it was sent, with defaults (recorded). */
function imageStorage(world: World, sent: JsonObject, virtualMachine: Resource | undefined): JsonObject {
  const profile = virtualMachine === undefined ? objectAt(sent, "storageProfile") : storageOf(virtualMachine);
  if (valueAt(profile, "osDisk") === undefined) throw parameterMissing("image.storageProfile.osDisk");
  const zoneResilient = valueAt(sent, "storageProfile", "zoneResilient");
  return {
    osDisk: accepted(world, objectAt(profile, "osDisk")),
    dataDisks: listAt(profile, "dataDisks").map((disk) => accepted(world, isJsonObject(disk) ? disk : {})),
    ...defined({ zoneResilient }),
  };
}

/** The storage profile once the image is made: with the sizes of its sources. */
function settledImageStorage(world: World, profile: JsonObject): JsonObject {
  const withSize = (disk: Json): Json => {
    if (!isJsonObject(disk)) return disk;
    const diskSizeGB = valueAt(sourceOf(world, disk).source?.properties, "diskSizeGB") ?? disk["diskSizeGB"];
    return { ...disk, ...defined({ diskSizeGB }) };
  };
  return {
    ...profile,
    osDisk: withSize(profile["osDisk"]),
    dataDisks: listAt(profile, "dataDisks").map(withSize),
  };
}

/** Throws what Azure answers to an image's sources, and to the sets that its disks are encrypted with. */
function assertImageStorageAccepted(world: World, image: Resource): void {
  const profile = objectAt(image.properties, "storageProfile");
  for (const name of ["osType", "osState"])
    if (textAt(profile, "osDisk", name) === undefined) throw parameterMissing(`osDisk.${name}`);
  for (const entry of [profile["osDisk"], ...listAt(profile, "dataDisks")]) {
    const { disk, source } = sourceOf(world, isJsonObject(entry) ? entry : {});
    assertSource(image, disk, source);
    const diskEncryptionSetId = textAt(disk, "diskEncryptionSet", "id");
    const set = findSet(world, diskEncryptionSetId);
    if (diskEncryptionSetId === undefined) continue;
    const type = set === undefined ? undefined : encryptionTypeOf(set);
    const wanted = {
      ...image,
      type: imageType,
      sku: { name: textAt(disk, "storageAccountType") },
      properties: { ...inherited(source), encryption: { type, diskEncryptionSetId } },
    };
    assertEncryptionAccepted(world, wanted, undefined);
  }
}

/** Which generation the VMs of an image are of: as it was sent, else as its source is. */
function generationOfImage(world: World, sent: JsonObject, profile: JsonObject): string {
  const { source } = sourceOf(world, objectAt(profile, "osDisk"));
  return textAt(sent, "hyperVGeneration") ?? textAt(source?.properties, "hyperVGeneration") ?? "V1";
}

/**
 * A disk of an image is encrypted with the set of its source unless the request names another. Azure/azure-cli#22439 says so
 * of copies; for images it is assumed.
 */
function accepted(world: World, disk: JsonObject): JsonObject {
  const { source } = sourceOf(world, disk);
  const ofSource = textAt(source?.properties, "encryption", "diskEncryptionSetId");
  return {
    ...(ofSource === undefined ? {} : { diskEncryptionSet: { id: ofSource } }),
    ...disk,
    caching: disk["caching"] ?? "None",
    storageAccountType: disk["storageAccountType"] ?? "Standard_LRS",
  };
}

function sourceOf(world: World, disk: JsonObject): ImageDisk {
  const id = textAt(disk, "managedDisk", "id") ?? textAt(disk, "snapshot", "id");
  return { disk, source: id === undefined ? undefined : world.resources.get(id) };
}

/** No document gives the texts. */
function assertSource(image: Resource, disk: JsonObject, source: Resource | undefined): void {
  if (textAt(disk, "blobUri") !== undefined) return;
  const id = textAt(disk, "managedDisk", "id") ?? textAt(disk, "snapshot", "id");
  if (id === undefined) throw parameterMissing("managedDisk, snapshot or blobUri");
  if (source === undefined) {
    throw notFound(`(sandbox) The source ${id} of an image is not found.`, id);
  }
  if (!sameRegion(source.location ?? "", image.location ?? "")) {
    throw invalidParameter(
      `(sandbox) Image '${image.name}' and its source '${source.name}' must be in one region.`,
      "location",
    );
  }
}

function storageOf({ properties }: Resource): JsonObject {
  const profile = objectAt(properties, "storageProfile");
  const osDisk = objectAt(profile, "osDisk");
  return {
    osDisk: { osType: osDisk["osType"], osState: "Generalized", ...diskOfMachine(osDisk) },
    dataDisks: listAt(profile, "dataDisks").map((disk) => ({
      lun: valueAt(disk, "lun"),
      ...diskOfMachine(isJsonObject(disk) ? disk : {}),
    })),
  };
}

function diskOfMachine(disk: JsonObject): JsonObject {
  const { managedDisk, vhd, caching, diskSizeGB } = disk;
  return isJsonObject(managedDisk)
    ? {
        managedDisk: { id: managedDisk["id"] },
        caching,
        storageAccountType: managedDisk["storageAccountType"],
      }
    : { diskSizeGB, blobUri: valueAt(vhd, "uri"), caching };
}

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
    throw notFound(`(sandbox) The VM ${id} is not found.`, target);
  }
  if (guestOf(world, virtualMachine.id)?.generalized === true) return virtualMachine;
  throw operationNotAllowed(
    `(sandbox) No image can be made of VM '${virtualMachine.name}': it was not generalized.`,
    target,
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
