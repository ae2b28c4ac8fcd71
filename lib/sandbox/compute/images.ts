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
import { encryptionTypeOf, findSet } from "../rules/server-side-encryption/disk-encryption-set";
import { inherited } from "./managed-disk";
import { parameterMissing, bodyOf, locationIn, tagsIn } from "../request-body";
import { imageType, virtualMachineType } from "../resource-types";
import { isDeepStrictEqual } from "node:util";
import { guestOf } from "../guest/guest";
import { param, type Call, type Reply } from "../http";
import { beginOperation, operationHeaders, succeed } from "../operations";
import { resourceBody, type ResourceType } from "../resource-type";
import { computeVersions } from "../api-versions";

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

const changeImage = ["CreateImagesSubscriptionMaximum"];
const readImage = ["GetImagesSubscriptionMaximum"];

/**
 * Managed images, of a generalized VM or of disks and snapshots. PUT: 201 for a new one; an old one keeps all but its tags ("Only tags may be
 * updated", Microsoft.Compute, ComputeRP 2025-04-01). VMs made from one stay when it is deleted.
 */
export const images: ResourceType = {
  type: imageType,
  apiVersions: computeVersions,
  rateLimits: { get: readImage, list: readImage, put: changeImage, patch: changeImage, delete: changeImage },
  put: (call, { id, name, old }) => {
    const { world } = call;
    const body = bodyOf(call);
    if (old !== undefined) return change(call, old, body);
    const sent = objectAt(body, "properties");
    const virtualMachine = sourceMachineOf(world, sent);
    const location = locationIn(body);
    const storageProfile = imageStorage(world, sent, virtualMachine);
    const sourceVirtualMachine = virtualMachine && { id: virtualMachine.id };
    const image: Resource = {
      id,
      name,
      type: imageType,
      location,
      ...tagsIn(body),
      properties: {
        ...defined({ sourceVirtualMachine }),
        storageProfile,
        provisioningState: "Creating",
        hyperVGeneration: generationOfImage(world, sent, storageProfile),
      },
    };
    assertImageStorageAccepted(world, image);
    world.resources.put(image);
    const headers = begin(call, image, { withLocation: false }, () => {
      if (world.resources.get(id) === undefined) return;
      updateProperties(world.resources, id, (properties) => ({
        ...properties,
        storageProfile: settledImageStorage(world, storageProfile),
        provisioningState: "Succeeded",
      }));
    });
    return { status: 201, headers, body: resourceBody(image) };
  },
  patch: (call, old) => change(call, old, bodyOf(call)),
  remove: (call, image) => {
    const { resources } = call.world;
    updateProperties(resources, image.id, (properties) => ({ ...properties, provisioningState: "Deleting" }));
    const headers = begin(call, image, { withLocation: true }, () => {
      resources.delete(image.id);
    });
    return { status: 202, headers };
  },
};

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
  return { status: 200, body: resourceBody(changed) };
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

function begin(
  call: Call,
  { location = "" }: Pick<Resource, "location">,
  { withLocation }: { readonly withLocation: boolean },
  finish: () => void,
): Readonly<Record<string, string>> {
  const { world } = call;
  const operation = beginOperation(world);
  world.clock.after(makeImageInMs, () => {
    finish();
    succeed(world, operation);
  });
  const subscriptionId = param(call, "subscriptionId");
  return operationHeaders(call, operation, { subscriptionId, location, kind: "operations", withLocation });
}
