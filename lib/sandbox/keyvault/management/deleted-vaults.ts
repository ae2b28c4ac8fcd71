import { regionKey, sameRegion } from "@runbooks/azure";
import { AzureError, forbidden, notFound } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import type { JsonObject } from "../../json";
import { beginOperation, succeed, type Operation } from "../../operations";
import type { World } from "../../state";
import { isPurgeProtected, scheduledPurge } from "../attributes";

type DeletedVault = NonNullable<ReturnType<World["deletedVaults"]["get"]>>;

// Recorded: a purge takes 4 to 6 seconds.
const purgesInMs = 5_000;

export function getDeletedVault(call: Call): Reply {
  return { status: 200, body: deletedVaultBody(deletedVaultOf(call)) };
}

export function listDeletedVaults(call: Call): Reply {
  const scope = `/subscriptions/${param(call, "subscriptionId")}/`.toLowerCase();
  const deleted = [...call.world.deletedVaults.values()].filter(({ vault }) =>
    vault.id.toLowerCase().startsWith(scope),
  );
  return { status: 200, body: { value: deleted.map(deletedVaultBody) } };
}

/** Begins to purge a deleted vault: 202 with nothing but a `location` (recorded). */
export function purgeDeletedVault(call: Call): Reply {
  const { world } = call;
  const deleted = deletedVaultOf(call);
  if (isPurgeProtected(deleted.vault)) {
    throw forbidden("Operation 'DeletedVaultPurge' is not allowed.");
  }
  const operation = beginOperation(world);
  world.clock.after(purgesInMs, () => {
    const key = deleted.vault.name.toLowerCase();
    if (world.deletedVaults.get(key) === deleted) world.deletedVaults.delete(key);
    succeed(world, operation);
  });
  return { status: 202, headers: { location: locationOf(call, operation) } };
}

/** Answers the `location` of a purge: 202 while it runs, 200 at the end, each with a body of its own shape (recorded). */
export function pollPurge(call: Call): Reply {
  const operation = call.world.operations.get(param(call, "operationId").toLowerCase());
  if (operation === undefined) throw notFound(`(sandbox) No operation ${param(call, "operationId")}.`);
  const createdDateTime = operationTime(operation.startTime);
  if (operation.endTime === undefined) {
    return {
      status: 202,
      headers: { location: locationOf(call, operation) },
      body: { createdDateTime, status: "NotStarted" },
    };
  }
  return {
    status: 200,
    body: { createdDateTime, lastActionDateTime: operationTime(operation.endTime), status: operation.status },
  };
}

function deletedVaultOf(call: Call): DeletedVault {
  const [name, location] = [param(call, "vaultName"), param(call, "location")];
  const deleted = call.world.deletedVaults.get(name.toLowerCase());
  const isHere =
    deleted !== undefined &&
    sameRegion(regionOf(deleted), location) &&
    deleted.vault.id
      .toLowerCase()
      .startsWith(`/subscriptions/${param(call, "subscriptionId").toLowerCase()}/`);
  if (!isHere) {
    throw new AzureError(
      404,
      "DeletedVaultNotFound",
      `(sandbox) The specified deleted vault '${name}' does not exist in ${location}.`,
    );
  }
  return deleted;
}

function deletedVaultBody(deleted: DeletedVault): JsonObject {
  const { vault, deletedAt } = deleted;
  const subscription = vault.id.split("/").slice(0, 3).join("/");
  return {
    id: `${subscription}/providers/Microsoft.KeyVault/locations/${regionOf(deleted)}/deletedVaults/${vault.name}`,
    name: vault.name,
    type: "Microsoft.KeyVault/deletedVaults",
    properties: {
      vaultId: vault.id,
      location: vault.location,
      tags: vault.tags ?? {},
      deletionDate: wholeSeconds(deletedAt),
      scheduledPurgeDate: wholeSeconds(scheduledPurge(vault, deletedAt)),
      ...(isPurgeProtected(vault) ? { purgeProtectionEnabled: true } : {}),
    },
  };
}

function locationOf(call: Call, operation: Operation): string {
  const path = `/subscriptions/${param(call, "subscriptionId")}/providers/Microsoft.KeyVault/locations/${param(call, "location")}`;
  return `${call.url.origin}${path}/operationResults/${operation.id}?api-version=${call.apiVersion}`;
}

const regionOf = ({ vault }: DeletedVault): string => regionKey(vault.location ?? "");
const wholeSeconds = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, "Z");
const operationTime = (time: Date): string => wholeSeconds(time).replace("T", " ");
