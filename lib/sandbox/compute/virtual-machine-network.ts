import { defined, sameRegion, sameResourceId } from "@runbooks/azure";
import { AzureError, invalidParameter, operationNotAllowed } from "../errors";
import { isJsonObject, listAt, objectAt, textAt, valueAt, without, type JsonObject } from "../json";
import { networkInterfaces as networkInterfaceKind } from "../network/network-interfaces";
import { referenceNotFound } from "../network/network-resource";
import { networkInterfaceType } from "../resource-types";
import { networkVersions } from "../api-versions";
import { updateProperties, type Resource, type World } from "../state";
import { parameterMissing } from "../request-body";

/** Refuses a network profile that Azure would. A VM has network interfaces that are there, or has them made. */
export function assertNetworkAccepted(world: World, virtualMachine: Resource): void {
  const profile = valueAt(virtualMachine.properties, "networkProfile");
  // Text: public PowerShell logs, "New-AzVM : Required parameter 'networkProfile' is missing (null)."
  if (!isJsonObject(profile)) throw parameterMissing("networkProfile");
  const configurations = configurationsIn(profile);
  const ids = networkInterfaceIds(virtualMachine);
  if (configurations.length > 0) {
    assertConfigurationsAccepted(profile, configurations);
    return;
  }
  if (ids.length === 0) {
    throw invalidParameter(
      "(sandbox) A VM has at least one network interface.",
      "networkProfile.networkInterfaces",
    );
  }
  for (const id of ids) assertNetworkInterfaceFree(world, virtualMachine, id);
}

/** Refuses a change of a VM's network interfaces while it is on. No text is documented. */
export function assertNetworkChangeAccepted(
  world: World,
  old: Resource,
  changed: Resource,
  isAllocated: boolean,
): void {
  if (configurationsIn(objectAt(changed.properties, "networkProfile")).length > 0) {
    throw operationNotAllowed(
      `(sandbox) Compute makes network interfaces with a new VM alone; '${old.name}' is there already.`,
      "networkProfile.networkInterfaceConfigurations",
    );
  }
  const before = networkInterfaceIds(old).map((id) => id.toLowerCase());
  const after = networkInterfaceIds(changed).map((id) => id.toLowerCase());
  if (before.join() === after.join()) return;
  if (isAllocated) {
    throw operationNotAllowed(
      `(sandbox) The network interfaces of VM '${old.name}' can be changed only while it is deallocated.`,
    );
  }
  assertNetworkAccepted(world, changed);
}

/** The network profile as a GET answers it: the interfaces that Compute made in place of what they were made from. */
export function settledNetworkProfile(world: World, virtualMachine: Resource): JsonObject {
  const profile = objectAt(virtualMachine.properties, "networkProfile");
  const configurations = configurationsIn(profile);
  if (configurations.length === 0) return profile;
  return {
    ...without(profile, "networkInterfaceConfigurations", "networkApiVersion"),
    networkInterfaces: configurations.map((configuration, index) => ({
      id: makeNetworkInterface(world, virtualMachine, configuration).id,
      properties: {
        primary: valueAt(configuration, "properties", "primary") ?? index === 0,
        deleteOption: textAt(configuration, "properties", "deleteOption") ?? "Detach",
      },
    })),
  };
}

/** The ids of a VM's network interfaces. */
export function networkInterfaceIds({ properties }: Resource): readonly string[] {
  return listAt(properties, "networkProfile", "networkInterfaces").flatMap(
    (entry) => textAt(entry, "id") ?? [],
  );
}

/** Tells each interface whose it is, and lets go those that the VM no longer has. */
export function settleNetworkInterfaces(
  world: World,
  virtualMachine: Resource,
  before: readonly string[],
): void {
  const ids = networkInterfaceIds(virtualMachine);
  ids.forEach((id, index) => {
    const entry = listAt(virtualMachine.properties, "networkProfile", "networkInterfaces")[index];
    change(world, id, (properties) => ({
      ...properties,
      virtualMachine: { id: virtualMachine.id },
      primary: valueAt(entry, "properties", "primary") ?? index === 0,
    }));
  });
  for (const id of before) if (!ids.some((kept) => sameResourceId(kept, id))) release(world, id);
}

/** Lets the interfaces of a deleted VM go; those with `deleteOption: Delete` go with it. */
export function releaseNetworkInterfaces(world: World, { properties }: Resource): void {
  for (const entry of listAt(properties, "networkProfile", "networkInterfaces")) {
    const id = textAt(entry, "id") ?? "";
    if (textAt(entry, "properties", "deleteOption") === "Delete") world.resources.delete(id);
    else release(world, id);
  }
}

function release(world: World, id: string): void {
  change(world, id, (properties) => without(properties, "virtualMachine", "primary"));
}

function change(world: World, id: string, to: (properties: JsonObject) => JsonObject): void {
  if (world.resources.get(id) !== undefined) updateProperties(world.resources, id, to);
}

function configurationsIn(profile: JsonObject): readonly JsonObject[] {
  return listAt(profile, "networkInterfaceConfigurations").filter(isJsonObject);
}

/** The code of an interface in use is known from clients of VM creation (yunion/cloudpods); its text there is not documented. */
function assertNetworkInterfaceFree(world: World, virtualMachine: Resource, id: string): void {
  const networkInterface = world.resources.get(id);
  if (
    networkInterface?.type !== networkInterfaceType ||
    !sameRegion(networkInterface.location ?? "", virtualMachine.location ?? "")
  ) {
    throw referenceNotFound(virtualMachine.id, id);
  }
  const owner = textAt(networkInterface.properties, "virtualMachine", "id");
  if (owner === undefined || sameResourceId(owner, virtualMachine.id)) return;
  throw new AzureError(
    400,
    "NicInUse",
    `(sandbox) Network Interface ${id} is used by existing resource ${owner}.`,
    { details: [] },
  );
}

function assertConfigurationsAccepted(profile: JsonObject, configurations: readonly JsonObject[]): void {
  const version = textAt(profile, "networkApiVersion");
  if (version === undefined) throw parameterMissing("networkProfile.networkApiVersion");
  if (!networkVersions.includes(version)) {
    throw invalidParameter(
      `(sandbox) The value '${version}' of networkApiVersion is not an api-version of Microsoft.Network.`,
      "networkProfile.networkApiVersion",
    );
  }
  if (configurations.some((configuration) => textAt(configuration, "name") === undefined)) {
    throw parameterMissing("networkInterfaceConfigurations.name");
  }
}

/** Compute makes the interface in the VM's group, under the configuration's name and a tail of its own. */
function makeNetworkInterface(world: World, virtualMachine: Resource, configuration: JsonObject): Resource {
  const group = virtualMachine.id.split("/providers/")[0] ?? "";
  const name = `${textAt(configuration, "name") ?? ""}-${world.identifiers.guid().slice(0, 8)}`;
  const sent: Resource = {
    id: `${group}/providers/${networkInterfaceType}/${name}`,
    name,
    type: networkInterfaceType,
    ...defined({ location: virtualMachine.location }),
    properties: without(
      objectAt(configuration, "properties"),
      "primary",
      "deleteOption",
      "disableTcpStateTracking",
      "auxiliaryMode",
      "auxiliarySku",
    ),
  };
  const properties = {
    ...networkInterfaceKind.settled(world, sent, undefined),
    provisioningState: "Succeeded",
  };
  const made = { ...sent, properties };
  world.resources.put(made);
  return made;
}
