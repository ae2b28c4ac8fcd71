import { notFound } from "../errors";
import { param, type Call, type Reply } from "../http";
import { beginOperation, succeed } from "../operations";

/** A change of a network resource; assumed ("seconds" is all that is reported). */
const networkInMs = 3_000;

interface NetworkOperationOptions {
  readonly location: string;
  /** A deletion is followed by its `location` URL too. */
  readonly withLocation: boolean;
  readonly finish: () => void;
}

/**
 * Starts a change and answers its headers.
 *
 * As reported in Azure/azure-rest-api-specs#1220, #11948, #12828 and Azure/azure-powershell#14460: a PUT is answered with 201 or 200,
 * `azure-asyncoperation` and `azure-asyncnotification`, never with 202; `retry-after` is 10.
 */
export function startNetworkOperation(
  call: Call,
  { location, withLocation, finish }: NetworkOperationOptions,
): Readonly<Record<string, string>> {
  const { world } = call;
  const operation = beginOperation(world);
  world.clock.after(networkInMs, () => {
    finish();
    succeed(world, operation);
  });
  const region = location.replaceAll(" ", "").toLowerCase();
  const below = `${call.url.origin}/subscriptions/${param(call, "subscriptionId")}/providers/Microsoft.Network/locations/${region}`;
  const query = `api-version=${call.apiVersion}`;
  return {
    "azure-asyncoperation": `${below}/operations/${operation.id}?${query}`,
    "azure-asyncnotification": "Enabled",
    "retry-after": "10",
    ...(withLocation ? { location: `${below}/operationResults/${operation.id}?${query}` } : {}),
  };
}

/** GET .../Microsoft.Network/locations/{location}/operations/{id}: the status alone. */
export function getNetworkOperation(call: Call): Reply {
  return { status: 200, body: { status: operationOf(call).status } };
}

/** GET .../operationResults/{id}: 202 while it runs. */
export function getNetworkOperationResult(call: Call): Reply {
  const { status } = operationOf(call);
  return status === "InProgress" ? { status: 202, headers: { location: call.url.href } } : { status: 200 };
}

function operationOf(call: Call): { readonly status: string } {
  const id = param(call, "operationId");
  const operation = call.world.operations.get(id.toLowerCase());
  if (operation === undefined) throw notFound(`(sandbox) No operation ${id}.`);
  return operation;
}
