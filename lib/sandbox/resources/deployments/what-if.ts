import { AzureError } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { isJsonObject, listAt, objectAt, textAt, type Json, type JsonObject } from "../../json";
import { sameResourceId } from "@runbooks/azure";
import { whatIfInMs, resultLater, withoutSecrets } from "./deployment";
import { assertDeployable, bodyBeforehand, bodyInTurn, prepare, type PreparedDeployment } from "./prepare";
import { propertyChanges, snapshotAfter, snapshotBefore } from "./property-changes";
import { withReferences } from "./references";
import { assertDeploymentName } from "./request";
import type { TemplateResource } from "./template/template-resources";

/** Refusals of the request itself; whatever else is wrong is the operation's result. */
const refusedAtOnce: readonly string[] = ["SandboxNotSupported", "InvalidRequestContent", "LocationRequired"];

/**
 * POST .../whatIf: 202, and below `location` what the deployment would change; nothing is sent that changes anything.
 *
 * A template that is wrong is told as a result too, `{status: "Failed", error}`, as the Azure CLI expects it.
 * @see "What-if for ARM template deployments", 2025
 */
export async function whatIf(call: Call): Promise<Reply> {
  const name = param(call, "deploymentName");
  assertDeploymentName(name);
  return resultLater(call, whatIfInMs, { status: 200, body: await resultOf(call, name) });
}

async function resultOf(call: Call, name: string): Promise<JsonObject> {
  try {
    const prepared = prepare(call, name);
    assertDeployable(call, prepared);
    const changes = await changesOf(call, prepared);
    return withoutSecrets({ status: "Succeeded", properties: { changes } }, prepared.parameters.secrets);
  } catch (error) {
    if (!(error instanceof AzureError) || refusedAtOnce.includes(error.code)) throw error;
    return { status: "Failed", error: objectAt(error.toBody() as Json, "error") };
  }
}

async function changesOf(call: Call, prepared: PreparedDeployment): Promise<readonly JsonObject[]> {
  const changes: JsonObject[] = [];
  const resources = prepared.graph.resources.filter(({ isDeployed }) => isDeployed);
  for (const resource of resources) changes.push(await changeOf(call, prepared, resource));
  return [...changes, ...(await ignored(call, prepared))];
}

async function changeOf(
  call: Call,
  prepared: PreparedDeployment,
  resource: TemplateResource,
): Promise<JsonObject> {
  const { id, apiVersion } = resource;
  const url = `${id}?api-version=${apiVersion}`;
  const answer = await call.resourceManager.send({ method: "GET", url });
  if (answer.status !== 200 && answer.status !== 404) throw refusedReading(answer);
  const isNew = answer.status === 404;
  if (prepared.request.whatIfFormat === "ResourceIdOnly")
    return { resourceId: id, changeType: isNew ? "Create" : "Deploy" };
  const body = await predictedBody(call, prepared, resource);
  const names = { apiVersion, id, name: resource.name.split("/").at(-1), type: resource.type };
  if (isNew) return { resourceId: id, changeType: "Create", after: { ...names, ...body } };
  const before = snapshotBefore(objectAt(answer.body), apiVersion);
  const delta = propertyChanges(before, body);
  const hasEffect = delta.some(({ propertyChangeType }) => propertyChangeType !== "NoEffect");
  return {
    resourceId: id,
    changeType: hasEffect ? "Modify" : "NoChange",
    before,
    after: snapshotAfter(before, body),
    delta,
  };
}

function refusedReading({ status, body }: Reply): AzureError {
  return new AzureError(
    status,
    textAt(body, "error", "code") ?? "BadRequest",
    textAt(body, "error", "message") ?? "",
  );
}

/** What would be sent; where it refers to what is not there yet, the expression as it is written. */
function predictedBody(
  { resourceManager }: Call,
  prepared: PreparedDeployment,
  resource: TemplateResource,
): Promise<JsonObject> {
  return new Promise((settle) => {
    withReferences(
      prepared,
      resourceManager,
      (reference) => bodyInTurn(prepared, resource, reference),
      (evaluated) => {
        settle(evaluated.kind === "value" ? evaluated.value : bodyBeforehand(prepared, resource));
      },
    );
  });
}

/** What is in the group and not in the template: left alone. */
async function ignored(
  { resourceManager }: Call,
  { graph, scope, request }: PreparedDeployment,
): Promise<readonly JsonObject[]> {
  if (scope.resourceGroup === undefined) return [];
  const url = `${scope.id}/resources?api-version=2021-04-01`;
  const { body } = await resourceManager.send({ method: "GET", url });
  return listAt(body, "value")
    .filter(isJsonObject)
    .flatMap((resource): readonly JsonObject[] => {
      const resourceId = textAt(resource, "id") ?? "";
      if (graph.resources.some(({ id }) => sameResourceId(id, resourceId))) return [];
      return request.whatIfFormat === "ResourceIdOnly"
        ? [{ resourceId, changeType: "Ignore" }]
        : [{ resourceId, changeType: "Ignore", before: resource, after: resource }];
    });
}
