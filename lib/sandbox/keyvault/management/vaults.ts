import { badRequest, AzureError } from "../../errors";
import type { Call, Reply, Route } from "../../http";
import { textAt, mergePatch, objectAt, type JsonObject } from "../../json";
import {
  isVaultName,
  vaultAlreadyExists,
  vaultNameNotValid,
  assertAllowed,
  assertComplete,
  assertSameLocation,
  assertVaultName,
  assertVaultNameIsFree,
} from "../vault-rules";
import { vaultNamed, contentsOf, vaultType } from "../vaults-by-name";
import { defined } from "@runbooks/azure";
import { locationRequired } from "../../request-body";
import type { ResourceType, Target } from "../../resource-type";
import { vaultVersions } from "../../api-versions";
import { scopeCovers } from "../../authorization/access";
import { updateProperties, type Principal, type Resource, type World } from "../../state";
import { sentTags, scheduledPurge } from "../attributes";
import { emptyVaultContents } from "../contents";
import { managementPage } from "../paging";
import {
  asksToRecover,
  newVaultProperties,
  patchedVaultProperties,
  replacedVaultProperties,
} from "../vault-properties";

/** POST `checkNameAvailability`: a deleted vault that was not purged still holds its name. */
export function checkVaultNameAvailability(call: Call): Reply {
  const name = textAt(call.body, "name");
  if (name === undefined) throw badRequest("The parameter name is not specified.");
  if (!isVaultName(name)) {
    return {
      status: 200,
      body: { nameAvailable: false, reason: "AccountNameInvalid", message: vaultNameNotValid(name) },
    };
  }
  const isTaken =
    vaultNamed(call.world, name) !== undefined || call.world.deletedVaults.has(name.toLowerCase());
  return {
    status: 200,
    body: isTaken
      ? { nameAvailable: false, reason: "AlreadyExists", message: vaultAlreadyExists(name) }
      : { nameAvailable: true },
  };
}

// Recorded: `Succeeded` is answered some 30 seconds after the creation.
const registersDnsInMs = 30_000;

/** Vaults. PUT: always 200, never a long-running operation (recorded). */
export const vaults: ResourceType = {
  type: vaultType,
  apiVersions: vaultVersions,
  bodyOf: vaultBody,
  list: (call, scope) => {
    const entries = call.world.resources
      .list(vaultType, scope)
      .map((vault) => ({ marker: vault.name, body: vaultBody(vault) }));
    return { status: 200, body: managementPage(call, entries) };
  },
  put: (call, target) => ({ status: 200, body: vaultBody(put(call, target)) }),
  // Properties are merged, tags replaced as a whole.
  patch: (call, vault) => {
    const sent = objectAt(call.body, "properties");
    assertAllowed(sent, vault);
    const properties = patchedVaultProperties(vault, objectAt(mergePatch(vault.properties, sent)));
    const tags = sentTags(call.body) ?? vault.tags ?? {};
    return { status: 200, body: vaultBody(store(call, vault, properties, tags)) };
  },
  remove: ({ world }, vault) => {
    deleteSoftly(world, vault);
    return { status: 200 };
  },
};

/** Makes a vault, changes it or recovers it, and answers it as it is then. */
function put(call: Call, { id, name, old }: Target): Resource {
  const { world } = call;
  const sent = objectAt(call.body, "properties");
  if (old === undefined && asksToRecover(call.body)) return recovered(call, id, name);
  assertAllowed(sent, old);
  if (old !== undefined) {
    assertSameLocation(old, textAt(call.body, "location"));
    const properties = replacedVaultProperties(old, sent);
    assertComplete(properties, properties["enableRbacAuthorization"] === true);
    return store(call, old, properties, sentTags(call.body) ?? {});
  }
  assertVaultName(name);
  const location = textAt(call.body, "location");
  if (location === undefined) throw locationRequired();
  const properties = newVaultProperties(name, sent, call.apiVersion);
  assertComplete(sent, properties["enableRbacAuthorization"] === true);
  assertVaultNameIsFree(world, name);
  const vault: Resource = {
    id,
    name,
    type: vaultType,
    location,
    tags: sentTags(call.body) ?? {},
    systemData: changedBy(world, call.caller),
    properties,
  };
  world.resources.put(vault);
  world.vaultContents.set(name.toLowerCase(), emptyVaultContents());
  world.clock.after(registersDnsInMs, () => {
    if (world.resources.get(id) === undefined) return;
    updateProperties(world.resources, id, (current) => ({ ...current, provisioningState: "Succeeded" }));
  });
  // Only the answer to the creation has no slash at the end of the address (recorded).
  const vaultUri = textAt(properties, "vaultUri")?.replace(/\/$/, "");
  return { ...vault, properties: { ...properties, vaultUri } };
}

/** The vault can be recovered. Role assignments at it go with it, and do not come back. */
function deleteSoftly(world: World, vault: Resource): void {
  const key = vault.name.toLowerCase();
  const deletedAt = world.clock.now();
  const entry = { vault, deletedAt, contents: contentsOf(world, vault) };
  world.resources.delete(vault.id);
  world.vaultContents.delete(key);
  world.deletedVaults.set(key, entry);
  const kept = world.roleAssignments.filter(({ scope }) => !scopeCovers(vault.id, scope));
  world.roleAssignments.splice(0, world.roleAssignments.length, ...kept);
  world.clock.after(scheduledPurge(vault, deletedAt).getTime() - deletedAt.getTime(), () => {
    if (world.deletedVaults.get(key) === entry) world.deletedVaults.delete(key);
  });
}

/** Keeps a changed vault and says who changed it. */
export function store(
  call: Call,
  vault: Resource,
  properties: JsonObject,
  tags: Readonly<Record<string, string>>,
): Resource {
  const changed = {
    ...vault,
    tags,
    properties,
    systemData: changedBy(call.world, call.caller, vault.systemData),
  };
  call.world.resources.put(changed);
  return changed;
}

function recovered(call: Call, id: string, name: string): Resource {
  const { world } = call;
  const key = name.toLowerCase();
  const deleted = world.deletedVaults.get(key);
  if (deleted?.vault.id.toLowerCase() !== id.toLowerCase()) {
    throw new AzureError(
      404,
      "DeletedVaultNotFound",
      `(sandbox) There is no deleted vault ${id} to recover.`,
    );
  }
  world.deletedVaults.delete(key);
  world.vaultContents.set(key, deleted.contents);
  return store(
    call,
    deleted.vault,
    { ...deleted.vault.properties, provisioningState: "Succeeded" },
    deleted.vault.tags ?? {},
  );
}

function changedBy(world: World, caller: Principal, before?: JsonObject): JsonObject {
  const at = world.clock.now().toISOString();
  const byType = caller.type === "User" ? "User" : "Application";
  return {
    createdBy: before?.["createdBy"] ?? caller.name,
    createdByType: before?.["createdByType"] ?? byType,
    createdAt: before?.["createdAt"] ?? at,
    lastModifiedBy: caller.name,
    lastModifiedByType: byType,
    lastModifiedAt: at,
  };
}

function vaultBody({ id, name, type, location, tags = {}, systemData, properties }: Resource): JsonObject {
  return { id, name, type, location, tags, ...defined({ systemData }), properties };
}

// Recorded (test_keyvault_softdelete): every answer of the provider says it; the front door's own 404 does not.
const serviceVersion = "1.5.969.1";

/** A route of the Key Vault provider, whose answers say the service's version. */
export function withServiceVersion(route: Route): Route {
  const withVersion = (reply: Reply): Reply => ({
    ...reply,
    headers: { "x-ms-keyvault-service-version": serviceVersion, ...reply.headers },
  });
  return {
    ...route,
    handler: (call) => {
      const reply = route.handler(call);
      return reply instanceof Promise ? reply.then(withVersion) : withVersion(reply);
    },
  };
}
