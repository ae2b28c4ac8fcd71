import { createHash } from "node:crypto";

import { defined } from "@runbooks/azure";
import { AzureError } from "../../errors";
import type { Call } from "../../http";
import { isJsonObject, without, type Json, type JsonObject } from "../../json";
import { resolve } from "./expressions/evaluate";
import { callsOf, type Expression, TemplateLanguageError } from "./expressions/expression";
import type { TemplateFunctions } from "./expressions/function-call";
import { vaultParameterValues } from "./key-vault-parameters";
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
import { resourceGraph, type ResourceGraph, type TemplateResource } from "./template/template-resources";

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
