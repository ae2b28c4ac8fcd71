import { defined } from "@runbooks/azure";
import { operationNotAllowed } from "../errors";
import {
  diskPerformance,
  skuTier,
  copySource,
  changedProperties,
  newDisk,
  settledEncryption,
  type NewDisk,
} from "./managed-disk";
import { lookAtGuest } from "../guest/guest";
import type { Call, Reply } from "../http";
import { objectAt, textAt, valueAt, without, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { deleteDiskResource, deleteLater, readDiskResources, startDiskOperation } from "./disk-operation";
import { assertCreateOption, openAccessRefusal, uploadSizeIn } from "./disk-access";
import { assertDiskChangeAccepted, assertNewDiskAccepted } from "./disk-refusals";
import { resourceBody, type ResourceType } from "../resource-type";
import { bodyOf, locationIn, parameterMissing, tagsIn } from "../request-body";
import { diskVersions } from "../api-versions";
import { diskType } from "../resource-types";

// Buckets as recorded in 2024; which resource falls into which, see recorded/README.md.
const changeDisk = ["CreateUpdateDisks3Min", "CreateUpdateDisks30Min"];

/** Managed disks. PUT and PATCH: 202 for a new one and for an old one. */
export const disks: ResourceType = {
  type: diskType,
  apiVersions: diskVersions,
  rateLimits: {
    ...readDiskResources,
    put: changeDisk,
    patch: changeDisk,
    delete: deleteDiskResource,
    action: ["HighCostDiskHydrate3Min", "HighCostDiskHydrate30Min"],
  },
  bodyOf: (disk, { world }) => diskBody(world, disk),
  put: (call, { id, name, old }) => {
    const { world } = call;
    const body = bodyOf(call);
    if (old !== undefined) return change(call, old, body);
    const sent = objectAt(body, "properties");
    const location = locationIn(body);
    const createOption = textAt(sent, "creationData", "createOption");
    if (createOption === undefined) throw parameterMissing("disk.creationData.createOption");
    assertCreateOption(createOption);
    const uploadSizeBytes = createOption === "Upload" ? uploadSizeIn(sent) : undefined;
    const sku = textAt(body, "sku", "name") ?? "Standard_LRS";
    copySource(world, sent, location);
    assertNewDiskAccepted(world, { id, name, location, sku, properties: sent });
    return startDiskOperation(call, location, {
      body: accepted({ id, name, type: diskType, location, ...tagsIn(body), properties: sent }, sku),
      retryAfterInSeconds: 2,
      finish: () => {
        const asked = { id, name, location, sku, ...tagsIn(body), properties: sent };
        const disk =
          uploadSizeBytes === undefined ? newDisk(world, asked) : newUpload(world, asked, uploadSizeBytes);
        world.resources.put(disk);
        return diskBody(world, disk);
      },
    });
  },
  patch: (call, old) => change(call, old, bodyOf(call)),
  // Refused while a VM holds it. Code and text: ansible/ansible#54644.
  remove: (call, disk) => {
    const { world } = call;
    if (disk.managedBy !== undefined) {
      throw operationNotAllowed(`Disk ${disk.name} is attached to VM ${disk.managedBy}.`);
    }
    const refusal = openAccessRefusal(world, disk, "deleting the disk");
    if (refusal !== undefined) throw refusal;
    return deleteLater(call, disk, () => {
      world.uploads.delete(disk.id.toLowerCase());
      world.diskContents.delete(disk.id.toLowerCase());
      void world.blobs.drop(disk.id);
    });
  },
};

/** What a GET answers of a disk; a disk of a deallocated VM is `Reserved`. */
export function diskBody(world: World, disk: Resource): JsonObject {
  return resourceBody({ ...disk, properties: { ...disk.properties, diskState: stateOf(world, disk) } });
}

function stateOf(world: World, { id, managedBy, properties }: Resource): string {
  if (world.diskAccesses.get(id.toLowerCase())?.access === "Read") return "ActiveSAS";
  if (managedBy !== undefined)
    return lookAtGuest(world, managedBy)?.powerState === "deallocated" ? "Reserved" : "Attached";
  const state = textAt(properties, "diskState") ?? "Unattached";
  return state === "Attached" || state === "Reserved" ? "Unattached" : state;
}

/** A disk that waits for its upload: Azure does not say its size before it is there (recorded). */
function newUpload(world: World, asked: NewDisk, uploadSizeBytes: number): Resource {
  const diskSizeGB = Math.ceil((uploadSizeBytes - 512) / 1024 ** 3);
  const disk = newDisk(world, { ...asked, properties: { ...asked.properties, diskSizeGB } });
  const properties = {
    ...without(disk.properties, "diskSizeGB", "diskSizeBytes"),
    diskState: "ReadyToUpload",
  };
  return { ...disk, properties };
}

function change(call: Call, old: Resource, body: JsonObject): Reply {
  const { world } = call;
  const sent = objectAt(body, "properties");
  const sku = textAt(body, "sku", "name") ?? textAt(old.sku, "name") ?? "Standard_LRS";
  const properties = changedProperties(world, old.properties, sent);
  assertDiskChangeAccepted(world, old, properties, sku);
  return startDiskOperation(call, old.location ?? "", {
    // A PATCH names no source, and every answer does (Microsoft.Compute, DiskRP 2025-01-02).
    body: accepted(
      { ...old, ...tagsIn(body), properties: { creationData: old.properties["creationData"], ...sent } },
      sku,
    ),
    retryAfterInSeconds: 2,
    finish: () => {
      const current = world.resources.get(old.id) ?? old;
      const merged = changedProperties(world, current.properties, sent);
      const diskSizeGB = Number(valueAt(merged, "diskSizeGB") ?? 0);
      const changed: Resource = {
        ...current,
        ...tagsIn(body),
        sku: { name: sku, tier: skuTier(sku) },
        properties: {
          ...without(merged, "tier"),
          ...diskPerformance(sku, diskSizeGB),
          encryption: settledEncryption(merged),
          ...(diskSizeGB === valueAt(current.properties, "diskSizeGB") || diskSizeGB === 0
            ? {}
            : { diskSizeBytes: diskSizeGB * 1024 ** 3 }),
          provisioningState: "Succeeded",
        },
      };
      world.resources.put(changed);
      return diskBody(world, changed);
    },
  });
}

/** The 202's own body: an echo, `sku` without its tier, `Updating` (recorded). */
function accepted({ id, name, type, location, tags, properties }: Resource, sku: string): JsonObject {
  return resourceBody({
    ...{ id, name, type, ...defined({ location, tags }) },
    sku: { name: sku },
    properties: { ...acceptedPerformance(properties, sku), provisioningState: "Updating" },
  });
}

/** Performance can be chosen for Ultra disks and Premium SSD v2 alone; for others it is dropped without a word (recorded). */
function acceptedPerformance(properties: JsonObject, sku: string): JsonObject {
  if (sku === "UltraSSD_LRS" || sku === "PremiumV2_LRS") return properties;
  return without(properties, "diskIOPSReadWrite", "diskMBpsReadWrite");
}
