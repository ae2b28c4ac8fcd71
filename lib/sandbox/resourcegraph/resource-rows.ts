import { groupNameIn, subscriptionIn } from "../resource-ids";
import { diskBody } from "../compute/disks";
import { withSetsOfDisks } from "../compute/machine-encryption-sets";
import { diskType, virtualMachineType } from "../resource-types";
import { lookAtGuest } from "../guest/guest";
import { objectAt, textAt, type Json, type JsonObject } from "../json";
import type { Resource, ResourceGroup, Subscription, World } from "../state";
import type { GraphRow } from "./kql/graph-row";

/**
 * A resource as a row of the table `Resources`: the type in lower case, the properties as Resource Manager answers them, and of a VM's instance
 * view the little that Resource Graph has of it, under `extended`.
 */
export function resourceRow(world: World, resource: Resource): GraphRow {
  const { id, name, type, location, tags, sku, managedBy, identity, zones } = resource;
  let properties: JsonObject | undefined;
  return {
    column: (column) => {
      switch (column) {
        case "id":
          return id;
        case "name":
          return name;
        case "type":
          return type.toLowerCase();
        case "location":
          return location ?? "";
        case "subscriptionId":
          return subscriptionIn(id);
        case "resourceGroup":
          return groupNameIn(id).toLowerCase();
        case "tenantId":
          return world.tenantId;
        case "managedBy":
          return managedBy ?? "";
        case "properties":
          return (properties ??= propertiesOf(world, resource));
        default:
          return { kind: "", tags, sku, identity, zones }[column] ?? null;
      }
    },
  };
}

function propertiesOf(world: World, resource: Resource): JsonObject {
  switch (resource.type) {
    case virtualMachineType:
      return {
        ...resource.properties,
        storageProfile: withSetsOfDisks(world, objectAt(resource.properties, "storageProfile")),
        extended: { instanceView: extendedView(world, resource) },
      };
    case diskType:
      return objectAt(diskBody(world, resource), "properties");
    default:
      return resource.properties;
  }
}

/** What community queries find there ("properties.extended.instanceView.hyperVGeneration", tested by their authors in October 2026). */
function extendedView(world: World, { id, properties }: Resource): JsonObject {
  const osDiskId = textAt(properties, "storageProfile", "osDisk", "managedDisk", "id");
  const osDisk = osDiskId === undefined ? undefined : world.resources.get(osDiskId);
  const powerState = lookAtGuest(world, id)?.powerState;
  return {
    hyperVGeneration: textAt(osDisk?.properties, "hyperVGeneration") ?? "V1",
    ...(powerState === undefined
      ? {}
      : {
          powerState: {
            code: `PowerState/${powerState}`,
            level: "Info",
            displayStatus: `VM ${powerState}`,
          },
        }),
  };
}

/** A subscription as a row of the table `ResourceContainers`. */
export function subscriptionRow({ subscriptionId, displayName, tenantId }: Subscription): GraphRow {
  return containerRow({
    id: `/subscriptions/${subscriptionId}`,
    name: displayName,
    type: "microsoft.resources/subscriptions",
    tenantId,
    subscriptionId,
    properties: { state: "Enabled" },
  });
}

/** A resource group as a row of the table `ResourceContainers`. */
export function resourceGroupRow(world: World, group: ResourceGroup): GraphRow {
  const { subscriptionId, name, location, tags } = group;
  return containerRow({
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    name,
    type: "microsoft.resources/subscriptions/resourcegroups",
    tenantId: world.tenantId,
    location,
    resourceGroup: name.toLowerCase(),
    subscriptionId,
    properties: { provisioningState: "Succeeded" },
    tags,
  });
}

function containerRow(columns: Readonly<Record<string, Json>>): GraphRow {
  const empty: Readonly<Record<string, Json>> = { kind: "", location: "", resourceGroup: "", managedBy: "" };
  return { column: (name) => columns[name] ?? empty[name] ?? null };
}
