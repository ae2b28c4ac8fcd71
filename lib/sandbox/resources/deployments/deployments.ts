import { defined } from "@runbooks/azure";
import { AzureError, notFound } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { page } from "../paging";
import { deploymentBody, dependenciesOf, operationBody, providersOf, validatedBody } from "./bodies";
import { isActive, type Deployment, deleteDeploymentInMs, resultLater, scopeOf } from "./deployment";
import { assertDeployable, prepare, type PreparedDeployment } from "./prepare";
import { assertDeploymentName } from "./request";
import { startRun } from "./run";

/** PUT .../deployments/{deployment}: 201, and the status of the operation below the deployment (recorded). */
export function putDeployment(call: Call): Reply {
  const { world } = call;
  const name = param(call, "deploymentName");
  assertDeploymentName(name);
  const id = deploymentIdOf(call, name);
  const before = world.deployments.byId.get(id.toLowerCase());
  if (before !== undefined && isActive(before)) {
    throw new AzureError(
      409,
      "DeploymentActive",
      `The deployment with resource id '${id}' cannot be saved, because this would overwrite an existing deployment which is still active.`,
    );
  }
  const prepared = prepare(call, name);
  assertDeployable(call, prepared);
  const deployment = newDeployment(call, id, prepared);
  // A name that was used before takes the newest place in the history ("Automatic deletions from deployment history").
  world.deployments.byId.delete(id.toLowerCase());
  world.deployments.byId.set(id.toLowerCase(), deployment);
  startRun(call, prepared, deployment);
  return {
    status: before === undefined ? 201 : 200,
    headers: { "azure-asyncoperation": statusUrl(call, deployment) },
    body: deploymentBody(deployment, world.clock.now()),
  };
}

function newDeployment(call: Call, id: string, prepared: PreparedDeployment): Deployment {
  const { world } = call;
  const { name, request, template, templateHash, parameters } = prepared;
  return {
    id,
    name,
    ...defined({ location: request.location }),
    tags: request.tags,
    template: template.source,
    templateHash,
    parameters: parameters.shown,
    providers: providersOf(prepared),
    dependencies: dependenciesOf(prepared),
    correlationId: correlationIdOf(call),
    statusId: `0858${BigInt(`0x${world.identifiers.version().slice(0, 12)}`)
      .toString()
      .padStart(16, "0")
      .slice(-16)}`,
    startedAt: world.clock.now(),
    operations: [],
    state: "Accepted",
  };
}

/** GET .../deployments/{deployment}. */
export function getDeployment(call: Call): Reply {
  return { status: 200, body: deploymentBody(deploymentOf(call), call.world.clock.now()) };
}

/** GET .../deployments, the newest first; `$filter=provisioningState eq '...'`. */
export function listDeployments(call: Call): Reply {
  const { world } = call;
  const prefix = `${scopeOf(call).id}/providers/Microsoft.Resources/deployments/`.toLowerCase();
  const wanted = stateIn(call.query("$filter"));
  const bodies = [...world.deployments.byId]
    .filter(([id]) => id.startsWith(prefix))
    .map(([, deployment]) => deployment)
    .filter(({ state }) => wanted === undefined || state.toLowerCase() === wanted.toLowerCase())
    .reverse()
    .map((deployment) => deploymentBody(deployment, world.clock.now()));
  return { status: 200, body: page(call, bodies) };
}

function stateIn(filter: string | undefined): string | undefined {
  if (filter === undefined || filter === "") return undefined;
  const [, state] = /^\s*provisioningState\s+eq\s+'([^']*)'\s*$/i.exec(filter) ?? [];
  if (state !== undefined) return state;
  throw new AzureError(
    400,
    "InvalidFilterInQueryString",
    `Invalid $filter '${filter}' specified in the query string.`,
  );
}

/** DELETE .../deployments/{deployment}: its record goes, what it made stays; one that runs can't be deleted. */
export function deleteDeployment(call: Call): Reply {
  const { world } = call;
  const id = deploymentIdOf(call, param(call, "deploymentName"));
  const deployment = world.deployments.byId.get(id.toLowerCase());
  if (deployment === undefined) return { status: 204 };
  if (isActive(deployment)) {
    throw new AzureError(
      409,
      "DeploymentActive",
      `(sandbox) The deployment '${id}' is still active and can't be deleted; cancel it first.`,
    );
  }
  world.clock.after(deleteDeploymentInMs, () => {
    if (world.deployments.byId.get(id.toLowerCase()) === deployment)
      world.deployments.byId.delete(id.toLowerCase());
  });
  return resultLater(call, deleteDeploymentInMs, { status: 204 });
}

/** POST .../cancel: nothing more is sent; what a provider is at goes on. */
export function cancelDeployment(call: Call): Reply {
  const deployment = deploymentOf(call);
  if (!isActive(deployment)) {
    throw new AzureError(
      409,
      "DeploymentCannotBeCancelled",
      `(sandbox) The deployment '${deployment.name}' is ${deployment.state} and can't be canceled: only one that is Accepted or Running can.`,
    );
  }
  const now = call.world.clock.now();
  deployment.state = "Canceled";
  deployment.endedAt = now;
  deployment.error = {
    code: "DeploymentCanceled",
    target: deployment.id,
    message: "(sandbox) The deployment was canceled; what was deployed until then stays.",
  };
  for (const operation of deployment.operations.filter(({ state }) => state === "Running")) {
    operation.state = "Canceled";
    operation.endedAt = now;
  }
  return { status: 204 };
}

/** POST .../validate: 200 with what would be deployed, or the refusal that the PUT would meet. */
export function validateDeployment(call: Call): Reply {
  const name = param(call, "deploymentName");
  assertDeploymentName(name);
  const prepared = prepare(call, name);
  assertDeployable(call, prepared);
  const id = deploymentIdOf(call, name);
  return {
    status: 200,
    body: validatedBody(prepared, id, call.world.clock.now(), correlationIdOf(call)),
  };
}

/** POST .../exportTemplate: the template as it was sent; parameters keep their definitions and lose their values. */
export function exportTemplate(call: Call): Reply {
  return { status: 200, body: { template: deploymentOf(call).template } };
}

/** GET .../operationStatuses/{id}: a status alone, and the error where it failed (recorded). */
export function getDeploymentStatus(call: Call): Reply {
  const deployment = deploymentOf(call);
  if (deployment.statusId !== param(call, "statusId"))
    throw notFound(`(sandbox) No operation ${param(call, "statusId")}.`);
  const { state, error } = deployment;
  return { status: 200, body: { status: state, ...defined({ error }) } };
}

/** GET .../operations. */
export function listDeploymentOperations(call: Call): Reply {
  const deployment = deploymentOf(call);
  const now = call.world.clock.now();
  return {
    status: 200,
    body: page(
      call,
      deployment.operations.map((operation) => operationBody(deployment, operation, now)),
    ),
  };
}

/** GET .../operations/{operation}. */
export function getDeploymentOperation(call: Call): Reply {
  const deployment = deploymentOf(call);
  const asked = param(call, "operationId");
  const operation = deployment.operations.find(
    ({ operationId }) => operationId.toLowerCase() === asked.toLowerCase(),
  );
  if (operation !== undefined)
    return { status: 200, body: operationBody(deployment, operation, call.world.clock.now()) };
  throw new AzureError(
    404,
    "DeploymentOperationNotFound",
    `(sandbox) The deployment '${deployment.name}' has no operation '${asked}'.`,
  );
}

function deploymentIdOf(call: Call, name: string): string {
  return `${scopeOf(call).id}/providers/Microsoft.Resources/deployments/${name}`;
}

function deploymentOf(call: Call): Deployment {
  const name = param(call, "deploymentName");
  const deployment = call.world.deployments.byId.get(deploymentIdOf(call, name).toLowerCase());
  if (deployment !== undefined) return deployment;
  throw new AzureError(404, "DeploymentNotFound", `Deployment '${name}' could not be found.`);
}

/** Azure writes `resourcegroups` in this one URL (recorded). */
function statusUrl({ url, apiVersion }: Call, { id, statusId }: Deployment): string {
  const path = id.replace("/resourceGroups/", "/resourcegroups/");
  return `${url.origin}${path}/operationStatuses/${statusId}?api-version=${apiVersion}`;
}

function correlationIdOf({ world, headers }: Call): string {
  return headers.get("x-ms-correlation-request-id") ?? world.identifiers.guid();
}
