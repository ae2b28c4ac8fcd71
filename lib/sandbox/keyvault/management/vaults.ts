import { defined } from "@runbooks/azure";
import { AzureError, resourceNotFound } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { isJsonObject, mergePatch, objectAt, textAt, type JsonObject } from "../../json";
import type { Principal, Resource, World } from "../../state";
import { sentTags } from "../attributes";
import { emptyVaultContents } from "../contents";
import { managementPage } from "../paging";
import { scheduledPurge } from "../retention";
import {
  asksToRecover,
  newVaultProperties,
  patchedVaultProperties,
  replacedVaultProperties,
} from "../vault-properties";
import {
  assertAllowed,
  assertComplete,
  assertSameLocation,
  assertVaultName,
  assertVaultNameIsFree,
} from "../vault-rules";
import { contentsOf, vaultType } from "../vaults-by-name";

// Recorded: `Succeeded` is answered some 30 seconds after the creation.
const registersDnsInMs = 30_000;

/** PUT of a vault: always 200, never a long-running operation (recorded). */
export function putVault(call: Call): Reply {
  const { world } = call;
  const name = param(call, "vaultName");
  const id = vaultIdOf(call);
  const sent = objectAt(call.body, "properties");
  const before = world.resources.get(id);
  if (before === undefined && asksToRecover(call.body))
    return { status: 200, body: vaultBody(recovered(call, id)) };
  assertAllowed(sent, before);
  if (before !== undefined) {
    assertSameLocation(before, textAt(call.body, "location"));
    const properties = replacedVaultProperties(before, sent);
    assertComplete(properties, properties["enableRbacAuthorization"] === true);
    return { status: 200, body: vaultBody(store(call, before, properties, sentTags(call.body) ?? {})) };
  }
  assertVaultName(name);
  const location = textAt(call.body, "location");
  if (location === undefined) {
    throw new AzureError(400, "LocationRequired", "The location property is required for this definition.");
  }
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
    const current = world.resources.get(id);
    if (current !== undefined)
      world.resources.put({
        ...current,
        properties: { ...current.properties, provisioningState: "Succeeded" },
      });
  });
  // Only the answer to the creation has no slash at the end of the address (recorded).
  const vaultUri = textAt(properties, "vaultUri")?.replace(/\/$/, "");
  return { status: 200, body: vaultBody({ ...vault, properties: { ...properties, vaultUri } }) };
}

/** PATCH of a vault: properties are merged, tags replaced as a whole. */
export function patchVault(call: Call): Reply {
  const vault = vaultOf(call);
  const sent = objectAt(call.body, "properties");
  assertAllowed(sent, vault);
  const merged = mergePatch(vault.properties, sent);
  const properties = patchedVaultProperties(vault, isJsonObject(merged) ? merged : {});
  return {
    status: 200,
    body: vaultBody(store(call, vault, properties, sentTags(call.body) ?? vault.tags ?? {})),
  };
}

export function getVault(call: Call): Reply {
  return { status: 200, body: vaultBody(vaultOf(call)) };
}

export function listVaultsInGroup(call: Call): Reply {
  return list(
    call,
    `/subscriptions/${param(call, "subscriptionId")}/resourceGroups/${param(call, "resourceGroupName")}`,
  );
}

export function listVaultsInSubscription(call: Call): Reply {
  return list(call, `/subscriptions/${param(call, "subscriptionId")}`);
}

/** Deletes a vault softly: 200 without a body, 204 where there is none. Role assignments at the vault go with it, and do not come back. */
export function deleteVault(call: Call): Reply {
  const { world } = call;
  const vault = world.resources.get(vaultIdOf(call));
  if (vault === undefined) return { status: 204 };
  const key = vault.name.toLowerCase();
  const deletedAt = world.clock.now();
  const entry = { vault, deletedAt, contents: contentsOf(world, vault) };
  world.resources.delete(vault.id);
  world.vaultContents.delete(key);
  world.deletedVaults.set(key, entry);
  const scope = vault.id.toLowerCase();
  const kept = world.roleAssignments.filter(
    (assignment) => !`${assignment.scope.toLowerCase()}/`.startsWith(`${scope}/`),
  );
  world.roleAssignments.splice(0, world.roleAssignments.length, ...kept);
  world.clock.after(scheduledPurge(vault, deletedAt).getTime() - deletedAt.getTime(), () => {
    if (world.deletedVaults.get(key) === entry) world.deletedVaults.delete(key);
  });
  return { status: 200 };
}

/** The vault that a path names; 404 of the front door where there is none. */
export function vaultOf(call: Call): Resource {
  const vault = call.world.resources.get(vaultIdOf(call));
  if (vault === undefined)
    throw resourceNotFound(vaultType, param(call, "vaultName"), param(call, "resourceGroupName"));
  return vault;
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

function list(call: Call, scope: string): Reply {
  const vaults = call.world.resources.list(vaultType, scope);
  return {
    status: 200,
    body: managementPage(
      call,
      vaults.map((vault) => ({ marker: vault.name, body: vaultBody(vault) })),
    ),
  };
}

function recovered(call: Call, id: string): Resource {
  const { world } = call;
  const key = param(call, "vaultName").toLowerCase();
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

function vaultIdOf(call: Call): string {
  const { world } = call;
  const [subscriptionId, groupName] = [param(call, "subscriptionId"), param(call, "resourceGroupName")];
  const group = world.resourceGroups.get(`${subscriptionId}/${groupName}`.toLowerCase());
  return `/subscriptions/${subscriptionId}/resourceGroups/${group?.name ?? groupName}/providers/${vaultType}/${param(call, "vaultName")}`;
}

function vaultBody({ id, name, type, location, tags = {}, systemData, properties }: Resource): JsonObject {
  return { id, name, type, location, tags, ...defined({ systemData }), properties };
}
