import { defined } from "@runbooks/azure";
import type { Json, JsonObject } from "../../json";
import {
  isActive,
  type Deployment,
  type DeploymentOperation,
  deploymentTime,
  isoDuration,
} from "./deployment";
import type { PreparedDeployment } from "./prepare";
import type { TemplateResource } from "./template/template-resources";

const deploymentType = "Microsoft.Resources/deployments";

/** What a GET answers of a deployment; `now` is the end of one that goes on. Order and omissions as recorded. */
export function deploymentBody(deployment: Deployment, now: Date): JsonObject {
  const { id, name, location, tags, parameters, outputs, outputResources, error } = deployment;
  const endedAt = isActive(deployment) ? now : (deployment.endedAt ?? now);
  return {
    id,
    name,
    type: deploymentType,
    ...defined({ location }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    properties: {
      templateHash: deployment.templateHash,
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      mode: "Incremental",
      provisioningState: deployment.state,
      timestamp: deploymentTime(endedAt),
      duration: isoDuration(endedAt.getTime() - deployment.startedAt.getTime()),
      correlationId: deployment.correlationId,
      providers: deployment.providers,
      dependencies: deployment.dependencies,
      ...defined({ outputs, outputResources, error }),
    },
  };
}

/** What validate answers of a deployment that would be taken. */
export function validatedBody(
  prepared: PreparedDeployment,
  id: string,
  now: Date,
  correlationId: string,
): JsonObject {
  const { name, request, templateHash, parameters, graph } = prepared;
  return {
    id,
    name,
    type: deploymentType,
    ...defined({ location: request.location }),
    properties: {
      templateHash,
      ...(Object.keys(parameters.shown).length === 0 ? {} : { parameters: parameters.shown }),
      mode: "Incremental",
      provisioningState: "Succeeded",
      timestamp: deploymentTime(now),
      duration: "PT0S",
      correlationId,
      providers: providersOf(prepared),
      dependencies: dependenciesOf(prepared),
      validatedResources: graph.resources
        .filter(({ isDeployed }) => isDeployed)
        .map(({ id: made }) => ({ id: made })),
    },
  };
}

/** One entry of `operations`. */
export function operationBody({ id }: Deployment, operation: DeploymentOperation, now: Date): JsonObject {
  const { operationId, targetResource, statusCode, statusMessage } = operation;
  const endedAt = operation.endedAt ?? now;
  return {
    id: `${id}/operations/${operationId}`,
    operationId,
    properties: {
      provisioningOperation: operation.provisioningOperation,
      provisioningState: operation.state,
      timestamp: deploymentTime(endedAt),
      duration: isoDuration(endedAt.getTime() - operation.startedAt.getTime()),
      trackingId: operation.serviceRequestId,
      serviceRequestId: operation.serviceRequestId,
      ...defined({ statusCode, statusMessage, targetResource }),
    },
  };
}

/** The providers that a template needs, each with its types and the regions of their resources. */
export function providersOf({ graph }: PreparedDeployment): readonly JsonObject[] {
  const namespaces = [...new Set(graph.resources.map(({ type }) => namespaceOf(type)))];
  return namespaces.map((namespace) => {
    const ofNamespace = graph.resources.filter(({ type }) => namespaceOf(type) === namespace);
    const types = [...new Set(ofNamespace.map(({ type }) => type))];
    return {
      namespace,
      resourceTypes: types.map((type) => ({
        resourceType: type.slice(namespace.length + 1),
        locations: locationsOf(ofNamespace.filter((resource) => resource.type === type)),
      })),
    };
  });
}

const namespaceOf = (type: string): string => type.split("/")[0] ?? "";

function locationsOf(resources: readonly TemplateResource[]): readonly Json[] {
  const written = resources.map(({ location }) => location ?? null);
  return [...new Set(written)];
}

/** Which resource of a template waits for which. */
export function dependenciesOf({ graph }: PreparedDeployment): readonly JsonObject[] {
  return graph.resources.flatMap((resource) => {
    const dependsOn = graph.dependencies.get(resource.id) ?? [];
    return dependsOn.length === 0 ? [] : [{ dependsOn: dependsOn.map(basicBody), ...basicBody(resource) }];
  });
}

const basicBody = ({ id, type, name }: TemplateResource): JsonObject => ({
  id,
  resourceType: type,
  resourceName: name,
});
