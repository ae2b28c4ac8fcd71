import { type JsonObject, objectAt, without } from "../json";
import type { Resource, World } from "../state";
import { sentIdentity, settledIdentity } from "../managed-identity/resource-identity";
import { defined } from "@runbooks/azure";
import { withSetsOfDisks } from "./machine-encryption-sets";
import { extensionBody } from "./extensions";
import { extensionsOf, instanceViewOf } from "./instance-view";

/** A VM's managed identity as it was sent; where nothing was sent, it stays. */
export function identityIn(
  world: World,
  body: JsonObject,
  virtualMachine: Pick<Resource, "name" | "identity">,
): { readonly identity?: JsonObject } {
  const sent = sentIdentity(world, body);
  if (sent !== undefined) {
    const identity = settledIdentity(world, virtualMachine, sent);
    return identity["type"] === "None" ? {} : { identity };
  }
  return virtualMachine.identity === undefined ? {} : { identity: virtualMachine.identity };
}

export interface VirtualMachineBodyOptions {
  readonly withInstanceView?: boolean;
  /**
   * As one of a list: of its extensions the ids alone, as recorded lists have them (Azure CLI test recordings, 2019 and 2024), though the
   * specification asks for more.
   */
  readonly inList?: boolean;
}

/** What a GET answers of a VM: the model, its extensions as `resources`, its etag, and the instance view where it was asked for. */
export function virtualMachineBody(
  world: World,
  virtualMachine: Resource,
  { withInstanceView = false, inList = false }: VirtualMachineBodyOptions = {},
): JsonObject {
  const { id, name, type, location, tags, zones, identity, etag, properties } = virtualMachine;
  const extensions = extensionsOf(world, virtualMachine);
  const { timeCreated, ...model } = properties;
  return {
    name,
    id,
    type,
    location,
    ...defined({ tags, zones, identity }),
    properties: {
      ...model,
      storageProfile: withSetsOfDisks(world, objectAt(model, "storageProfile")),
      ...(withInstanceView ? { instanceView: instanceViewOf(world, virtualMachine) } : {}),
      ...defined({ timeCreated }),
    },
    etag: etag ?? '"1"',
    ...(extensions.length === 0
      ? {}
      : {
          resources: extensions.map((extension) =>
            inList ? { id: extension.id } : extensionBody(extension),
          ),
        }),
  };
}

/** What is sent once and never answered. */
export function withoutSecrets(properties: JsonObject): JsonObject {
  const rest = without(properties, "provisioningState", "instanceView", "userData");
  if (rest["osProfile"] === undefined) return rest;
  const osProfile = without(objectAt(rest, "osProfile"), "adminPassword", "customData");
  return {
    ...rest,
    osProfile: {
      secrets: [],
      allowExtensionOperations: true,
      requireGuestProvisionSignal: true,
      ...osProfile,
    },
  };
}

/** The etag is a counter in quotes (recorded). */
export function withNewEtag(virtualMachine: Resource): Resource {
  const count = Number(/\d+/.exec(virtualMachine.etag ?? '"1"')?.[0] ?? 1);
  return { ...virtualMachine, etag: `"${count + 1}"` };
}
