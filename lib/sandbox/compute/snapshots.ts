import { copyContent } from "../guest/disk-content";
import type { Call, Reply } from "../http";
import { objectAt, textAt, valueAt, type JsonObject } from "../json";
import { assertEncryptionAccepted } from "../rules/server-side-encryption/disks";
import type { Resource, World } from "../state";
import { copySource, changedProperties, newProperties } from "./managed-disk";
import { deleteDiskResource, deleteLater, readDiskResources, startDiskOperation } from "./disk-operation";
import { resourceBody, type ResourceType } from "../resource-type";
import { bodyOf, locationIn, parameterMissing, tagsIn } from "../request-body";
import { diskVersions } from "../api-versions";
import { snapshotType } from "../resource-types";
import { azureTime } from "../times";

const makeSnapshot = ["HighCostSnapshotCreateHydrate3Min", "HighCostSnapshotCreateHydrate30Min"];

/** Snapshots: copies of a disk or of another snapshot, the stamp of Azure Disk Encryption included. */
export const snapshots: ResourceType = {
  type: snapshotType,
  apiVersions: diskVersions,
  rateLimits: { ...readDiskResources, put: makeSnapshot, patch: makeSnapshot, delete: deleteDiskResource },
  put: (call, { id, name, old }) => {
    const { world } = call;
    const body = bodyOf(call);
    if (old !== undefined) return change(call, old, body);
    const sent = objectAt(body, "properties");
    const location = locationIn(body);
    const createOption = textAt(sent, "creationData", "createOption");
    if (createOption === undefined) throw parameterMissing("snapshot.creationData.createOption");
    const source = copySource(world, sent, location);
    const sku = { name: textAt(body, "sku", "name") ?? "Standard_LRS" };
    const snapshot = { id, name, type: snapshotType, location, ...tagsIn(body), sku };
    assertEncryptionAccepted(world, { ...snapshot, properties: newProperties(world, sent) }, undefined);
    return startDiskOperation(call, location, {
      body: accepted({ ...snapshot, properties: sent }),
      finish: () => {
        const settled = settle(world, { ...snapshot, properties: sent }, source);
        world.resources.put(settled);
        if (source !== undefined) copyContent(world, source.id, settled.id);
        return resourceBody(settled);
      },
    });
  },
  patch: (call, old) => change(call, old, bodyOf(call)),
  remove: (call, snapshot) => deleteLater(call, snapshot),
};

function settle(world: World, snapshot: Resource, source: Resource | undefined): Resource {
  const { properties } = snapshot;
  const incremental = valueAt(properties, "incremental") === true;
  const diskSizeGB = valueAt(source?.properties, "diskSizeGB") ?? valueAt(properties, "diskSizeGB") ?? 32;
  return {
    ...snapshot,
    sku: { ...snapshot.sku, tier: "Standard" },
    properties: {
      ...newProperties(world, properties),
      diskSizeGB,
      incremental,
      networkAccessPolicy: valueAt(properties, "networkAccessPolicy") ?? "AllowAll",
      publicNetworkAccess: valueAt(properties, "publicNetworkAccess") ?? "Enabled",
      timeCreated: azureTime(world.clock.now()),
      provisioningState: "Succeeded",
      diskState: "Unattached",
      diskSizeBytes: Number(diskSizeGB) * 1024 ** 3,
      uniqueId: world.identifiers.guid(),
      ...(incremental ? { incrementalSnapshotFamilyId: familyIdOf(world, source) } : {}),
    },
  };
}

/** "Incremental snapshots for a disk share an incremental snapshot family id" (Microsoft.Compute, DiskRP 2025-01-02). */
function familyIdOf(world: World, source: Resource | undefined): string {
  const uniqueId = valueAt(source?.properties, "uniqueId");
  for (const { properties } of world.resources.each(snapshotType, "")) {
    const isSibling =
      valueAt(properties, "incremental") === true &&
      uniqueId !== undefined &&
      valueAt(properties, "creationData", "sourceUniqueId") === uniqueId;
    if (isSibling) return textAt(properties, "incrementalSnapshotFamilyId") ?? world.identifiers.guid();
  }
  return world.identifiers.guid();
}

function change(call: Call, old: Resource, body: JsonObject): Reply {
  const { world } = call;
  const sent = objectAt(body, "properties");
  const wanted = { ...old, properties: changedProperties(world, old.properties, sent) };
  assertEncryptionAccepted(world, wanted, old);
  return startDiskOperation(call, old.location ?? "", {
    // A PATCH names no source, and every answer does (Microsoft.Compute, DiskRP 2025-01-02).
    body: accepted({
      ...old,
      ...tagsIn(body),
      properties: { creationData: old.properties["creationData"], ...sent },
    }),
    finish: () => {
      const current = world.resources.get(old.id) ?? old;
      const properties = {
        ...changedProperties(world, current.properties, sent),
        provisioningState: "Succeeded",
      };
      const changed = { ...current, ...tagsIn(body), properties };
      world.resources.put(changed);
      return resourceBody(changed);
    },
  });
}

/** The 202's own body: an echo, `Updating` (recorded). */
function accepted({ sku, properties, ...rest }: Resource): JsonObject {
  return resourceBody({
    ...rest,
    sku: { name: textAt(sku, "name") ?? "Standard_LRS" },
    properties: { ...properties, provisioningState: "Updating" },
  });
}
