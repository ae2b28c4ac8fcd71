import { AzureError } from "../../errors";
import { param, type Call, type Reply } from "../../http";

const retryAfterInSeconds = 15;

/** 202 whose `location` answers 202 until a moment on the sandbox's clock, and the reply from then on. */
export function resultLater(call: Call, delayInMs: number, reply: Reply): Reply {
  const { world, url, apiVersion } = call;
  const id = world.identifiers.version();
  const readyAt = new Date(world.clock.now().getTime() + delayInMs);
  world.deployments.results.set(id, { readyAt, reply });
  const location = `${url.origin}/subscriptions/${param(call, "subscriptionId")}/operationresults/${id}?api-version=${apiVersion}`;
  return { status: 202, headers: { location, "retry-after": String(retryAfterInSeconds) } };
}

/** GET /subscriptions/{id}/operationresults/{id}. */
export function getOperationResult(call: Call): Reply {
  const { world, url } = call;
  const result = world.deployments.results.get(param(call, "operationId"));
  if (result === undefined)
    throw new AzureError(404, "NotFound", `(sandbox) No operation ${param(call, "operationId")}.`);
  return world.clock.now() < result.readyAt ? { status: 202, headers: { location: url.href } } : result.reply;
}
