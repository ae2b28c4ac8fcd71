import { isAuthorized } from "../../authorization/access";
import { AzureError, type AzureErrorDetail } from "../../errors";
import type { Call } from "../../http";
import { defined, sameResourceId } from "@runbooks/azure";
import { type TemplateResource, resourceGraph, type ResourceGraph } from "./template/template-resources";
import { diskEncryptionVaults, vaultSettingsRefusal, vaultParameterValues } from "./key-vault-parameters";
import { createHash } from "node:crypto";
import { isJsonObject, without, type Json, type JsonObject } from "../../json";
import { resolve } from "./expressions/evaluate";
import { callsOf, type Expression, TemplateLanguageError } from "./expressions/expression";
import type { TemplateFunctions } from "./expressions/function-call";
import { requestOf, type DeploymentRequest } from "./request";
import { scopeOf } from "./deployment";
import {
  type DeploymentScope,
  functionsAt,
  type Reference,
  type TemplateContext,
} from "./template/template-functions";
import { inTemplate } from "./template/invalid-template";
import { parameterValues, type ParameterValues, variableValues } from "./template/values";
import { readTemplate, type Template } from "./template/template";

/**
 * What Resource Manager asks before it deploys: each type and api-version is there, the caller may make each resource, and what is known
 * beforehand of the vaults' settings.
 *
 * A provider's own rules are not asked here, as some of Azure's are: they show when the resource is sent.
 *
 * @throws AzureError `InvalidResourceType`, `NoRegisteredProviderFound`, `InvalidTemplateDeployment`.
 */
export function assertDeployable(call: Call, prepared: PreparedDeployment): void {
  const { validationLevel } = prepared.request;
  if (validationLevel === "Template") return;
  const resources = prepared.graph.resources.filter(({ isDeployed }) => isDeployed);
  const refused = resources.flatMap((resource) => authorizationRefusal(call, resource));
  if (validationLevel !== "ProviderNoRbac" && refused.length > 0) throw notAuthorized(refused);
  const details = resources.flatMap((resource) => vaultRefusal(call, prepared, resource));
  if (details.length > 0) throw notValid(call, prepared, details);
}

/** Text: reported of deployments from 2022 to 2026, joined by colons where there are several. */
function authorizationRefusal(
  call: Call,
  { id, name, type, apiVersion }: TemplateResource,
): readonly string[] {
  const { world, caller, resourceManager } = call;
  const { action, scope } = resourceManager.inspect({
    method: "PUT",
    url: `${id}?api-version=${apiVersion}`,
  });
  if (action === undefined || isAuthorized(world, caller, action, scope)) return [];
  return [
    `Authorization failed for template resource '${name}' of type '${type}'. The client '${caller.name}' with object id ` +
      `'${caller.objectId}' does not have permission to perform action '${action}' at scope '${scope}'.`,
  ];
}

/** HTTP status from memory. */
function notAuthorized(refused: readonly string[]): AzureError {
  const message =
    refused.length === 1
      ? `The template deployment failed with error: '${refused.join("")}'.`
      : `Deployment failed with multiple errors: '${refused.join(":")}'`;
  return new AzureError(403, "InvalidTemplateDeployment", message);
}

/** A vault that the template makes itself is looked at when it is there. */
function vaultRefusal(
  { world }: Call,
  prepared: PreparedDeployment,
  resource: TemplateResource,
): readonly AzureErrorDetail[] {
  const body = bodyBeforehand(prepared, resource);
  const { resources } = prepared.graph;
  const madeHere = diskEncryptionVaults(resource.type, body).some((vaultId) =>
    resources.some(({ id }) => sameResourceId(id, vaultId)),
  );
  const refusal = madeHere ? undefined : vaultSettingsRefusal(world, resource.type, body);
  if (refusal === undefined) return [];
  const { code, message, more } = refusal;
  return [{ code, message, ...defined({ target: more.target }) }];
}

function notValid(
  { world }: Call,
  { name }: PreparedDeployment,
  details: readonly AzureErrorDetail[],
): AzureError {
  return new AzureError(
    400,
    "InvalidTemplateDeployment",
    `The template deployment '${name}' is not valid according to the validation procedure. ` +
      `The tracking id is '${world.identifiers.guid()}'. See inner errors for details.`,
    { details },
  );
}

/** A deployment whose template holds together: what is left to do is to send it. */
export interface PreparedDeployment {
  readonly name: string;
  readonly scope: DeploymentScope;
  readonly request: DeploymentRequest;
  readonly template: Template;
  /** A number in digits that changes with the template. (sandbox) Azure's own hash is another. */
  readonly templateHash: string;
  readonly parameters: ParameterValues;
  readonly graph: ResourceGraph;
  /** The functions of resources and outputs; without a reference, `reference()` is not expected there. */
  readonly functions: (reference?: Reference) => TemplateFunctions;
}

/**
 * Reads the request, the template and the parameters, and evaluates all that needs no resource.
 *
 * @throws AzureError `InvalidTemplate` and its like, `KeyVaultParameterReference...`.
 */
export function prepare(call: Call, name: string): PreparedDeployment {
  const { world } = call;
  const scope = scopeOf(call);
  const request = requestOf(call, scope);
  const template = readTemplate(request.template);
  const templateHash = hashOf(template.source);
  const fromVaults = vaultParameterValues(call, request.parameters);

  const deployment = {
    name,
    ...defined({ location: request.location }),
    properties: {
      template: template.source,
      templateHash,
      mode: "Incremental",
      provisioningState: "Accepted",
    },
  };
  const context: TemplateContext = {
    scope,
    deployment,
    parameter: (asked) => parameters.value(asked),
    variable: variableValues(template.variables, () => functionsAt("variable", context)),
    now: () => world.clock.now(),
    newGuid: () => world.identifiers.guid(),
  };
  const parameters = parameterValues({
    definitions: template.parameters,
    given: request.parameters,
    fromVaults,
    functions: (parameter) => functionsAt("parameter", { ...context, parameter }),
  });
  const functions = (reference?: Reference): TemplateFunctions => functionsAt("resource", context, reference);
  const prepared: PreparedDeployment = {
    name,
    scope,
    request,
    template,
    templateHash,
    parameters,
    graph: resourceGraph(template.resources, scope, functions()),
    functions,
  };
  assertEvaluates(prepared);
  return prepared;
}

/** What an expression needs that only a deployed resource can answer. */
const asksForResource = (expression: Expression): boolean => callsOf(expression, "reference").length > 0;

/**
 * The body of a resource as far as it is known before anything is deployed: an expression with `reference()` stays as it is written.
 *
 * @throws AzureError `InvalidTemplate`.
 */
export function bodyBeforehand(
  { functions }: Pick<PreparedDeployment, "functions">,
  resource: TemplateResource,
): JsonObject {
  const describe = (reason: string): string =>
    `The template resource '${resource.name}' is not valid: ${reason}`;
  return inTemplate(describe, resource.path, () =>
    evaluatedBody(resource, functions(), (properties) => resolve(properties, functions(), asksForResource)),
  );
}

/**
 * The body of a resource whose turn has come.
 *
 * @throws AzureError `InvalidTemplate`, worded as Azure does while it deploys.
 */
export function bodyInTurn(
  { functions }: Pick<PreparedDeployment, "functions">,
  resource: TemplateResource,
  reference: Reference,
): JsonObject {
  try {
    return evaluatedBody(resource, functions(), (properties) => resolve(properties, functions(reference)));
  } catch (error) {
    if (!(error instanceof TemplateLanguageError)) throw error;
    throw new AzureError(
      400,
      "InvalidTemplate",
      `Unable to process template language expressions for resource '${resource.id}'. '${error.message}'`,
    );
  }
}

/** `reference()` is expected in the properties of a resource alone ("Resource functions for ARM templates", valid uses). */
function evaluatedBody(
  { body }: TemplateResource,
  functions: TemplateFunctions,
  propertiesOf: (properties: Json) => Json,
): JsonObject {
  const around = objectOf(resolve(without(body, "properties"), functions));
  const properties = body["properties"];
  return properties === undefined ? around : { ...around, properties: propertiesOf(properties) };
}

function assertEvaluates(prepared: PreparedDeployment): void {
  const { template, graph, functions } = prepared;
  for (const resource of graph.resources) if (resource.isDeployed) bodyBeforehand(prepared, resource);
  for (const { name, definition } of template.outputs) {
    inTemplate(
      (reason) => `The template output '${name}' is not valid: ${reason}`,
      `properties.template.outputs.${name}`,
      () => resolve(without(definition, "metadata"), functions(), asksForResource),
    );
  }
}

function hashOf(template: JsonObject): string {
  return createHash("sha256").update(JSON.stringify(template)).digest().readBigUInt64BE().toString();
}

const objectOf = (value: Json): JsonObject => (isJsonObject(value) ? value : {});
