import { type JsonObject, isJsonObject, type Json } from "../../../json";
import { languageError, expressionIn, type Expression } from "../expressions/expression";

import { pureFunctions } from "../expressions/functions/index";
import { inTemplate, notSupported } from "./invalid-template";
import type { TemplateFunction, TemplateFunctionCall, TemplateFunctions } from "../expressions/function-call";

/** What `environment()` answers in public Azure. @see "Deployment functions for ARM templates", environment, 2025 */
const azureEnvironment: JsonObject = {
  name: "AzureCloud",
  gallery: "https://gallery.azure.com/",
  graph: "https://graph.windows.net/",
  portal: "https://portal.azure.com",
  graphAudience: "https://graph.windows.net/",
  activeDirectoryDataLake: "https://datalake.azure.net/",
  batch: "https://batch.core.windows.net/",
  media: "https://rest.media.azure.net",
  sqlManagement: "https://management.core.windows.net:8443/",
  vmImageAliasDoc:
    "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json",
  resourceManager: "https://management.azure.com/",
  authentication: {
    loginEndpoint: "https://login.microsoftonline.com/",
    audiences: ["https://management.core.windows.net/", "https://management.azure.com/"],
    tenant: "common",
    identityProvider: "AAD",
  },
  suffixes: {
    acrLoginServer: ".azurecr.io",
    azureDatalakeAnalyticsCatalogAndJob: "azuredatalakeanalytics.net",
    azureDatalakeStoreFileSystem: "azuredatalakestore.net",
    azureFrontDoorEndpointSuffix: "azurefd.net",
    keyvaultDns: ".vault.azure.net",
    sqlServerHostname: ".database.windows.net",
    storage: "core.windows.net",
  },
};

const parts: Readonly<Record<string, (iso: string) => string>> = {
  yyyy: (iso) => iso.slice(0, 4),
  yy: (iso) => iso.slice(2, 4),
  MM: (iso) => iso.slice(5, 7),
  dd: (iso) => iso.slice(8, 10),
  HH: (iso) => iso.slice(11, 13),
  mm: (iso) => iso.slice(14, 16),
  ss: (iso) => iso.slice(17, 19),
  fff: (iso) => iso.slice(20, 23),
};

/**
 * A time as `utcNow(format)` writes it, for formats of digits: `yyyyMMddTHHmmssZ` is the one where none is asked for.
 *
 * @throws TemplateLanguageError for a format with words (a month's name) or one that is named by a letter.
 */
function formattedTime(time: Date, format: string): string {
  const iso = time.toISOString();
  return format.replace(/[a-zA-Z]+/g, (word) => {
    const written = word.replace(/yyyy|yy|MM|dd|HH|mm|ss|fff/g, (part) => parts[part]?.(iso) ?? part);
    // T and Z stand for themselves; any other letter would be one that is not understood.
    if (/^[\dTZ]*$/.test(written) && format.length > 1) return written;
    throw languageError(`(sandbox) The time format '${format}' is not supported by the sandbox.`);
  });
}

/** The id of a resource below a scope: types and names are told one by one. */
function resourceIdBelow(scopeId: string, type: string, names: readonly string[]): string {
  const [namespace = "", ...types] = type.split("/");
  const path = types.map((segment, index) => `${segment}/${names[index] ?? ""}`).join("/");
  return `${scopeId === "/" ? "" : scopeId}/providers/${namespace}/${path}`;
}

const groupType = "microsoft.resources/resourcegroups";

/** The id of a resource that a template at a scope deploys; groups have ids of their own form. */
export function deployedResourceId(
  { id, subscriptionId }: DeploymentScope,
  type: string,
  names: readonly string[],
): string {
  const isGroupOfSubscription = type.toLowerCase() === groupType && id === `/subscriptions/${subscriptionId}`;
  return isGroupOfSubscription ? `${id}/resourceGroups/${names[0] ?? ""}` : resourceIdBelow(id, type, names);
}

/**
 * Takes every expression of a template apart before anything is done with it.
 *
 * So what the sandbox can't evaluate is refused even where it would never be reached.
 *
 * @throws AzureError `InvalidTemplate`.
 */
export function assertExpressionsSupported(value: Json, path: string): void {
  if (typeof value === "string") {
    const expression = inTemplate(
      (reason) => reason,
      path,
      () => expressionIn(value),
    );
    if (expression !== undefined) assertFunctionsSupported(expression, path);
    return;
  }
  if (Array.isArray(value)) {
    (value as readonly Json[]).forEach((item, index) => {
      assertExpressionsSupported(item, `${path}[${index}]`);
    });
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    assertExpressionsSupported(name, path);
    assertExpressionsSupported(inner, `${path}.${name}`);
  }
}

function assertFunctionsSupported(expression: Expression, path: string): void {
  switch (expression.kind) {
    case "literal":
      return;
    case "property":
      assertFunctionsSupported(expression.of, path);
      assertFunctionsSupported(expression.property, path);
      return;
    case "call":
      if (!supported.has(expression.name.toLowerCase()))
        throw notSupported(`Template language function '${expression.name}'`, path);
      for (const argument of expression.arguments) assertFunctionsSupported(argument, path);
  }
}

/** What the functions of a template look at beside their arguments. */
export interface TemplateContext {
  readonly scope: DeploymentScope;
  /** What `deployment()` answers. */
  readonly deployment: JsonObject;
  readonly parameter: (name: string) => Json;
  readonly variable: (name: string) => Json;
  readonly now: () => Date;
  readonly newGuid: () => string;
}

/** Where an expression stands: that decides on what it may ask for. */
export type Place = "parameter" | "variable" | "resource";

/** `reference()`, where it may be called: in a resource's properties and in outputs, once resources are deployed. */
export type Reference = (call: TemplateFunctionCall) => Json;

const groupFunctions = ["resourceGroup"] as const;
const parameterFunctions = ["utcNow", "newGuid"] as const;

/** The functions of {@link functionsAt}. */
const contextFunctionNames: readonly string[] = [
  "parameters",
  "variables",
  "resourceId",
  "subscriptionResourceId",
  "tenantResourceId",
  "extensionResourceId",
  "subscription",
  "tenant",
  "deployment",
  "environment",
  "reference",
  ...groupFunctions,
  ...parameterFunctions,
];

const supported: ReadonlySet<string> = new Set(
  [...Object.keys(pureFunctions), ...contextFunctionNames].map((name) => name.toLowerCase()),
);

/**
 * The functions that an expression may call where it stands.
 *
 * @see "Resource functions for ARM templates", "Scope functions for ARM templates", "Deployment functions for ARM templates", 2025
 */
export function functionsAt(
  place: Place,
  context: TemplateContext,
  reference?: Reference,
): TemplateFunctions {
  const { scope } = context;
  const own: Record<string, TemplateFunction | undefined> = {
    parameters: (call) => context.parameter(call.expectCount(1).text(0)),
    variables: place === "parameter" ? undefined : (call) => context.variable(call.expectCount(1).text(0)),
    resourceId: (call) => resourceId(call, scope),
    subscriptionResourceId: (call) => subscriptionResourceId(call, scope),
    tenantResourceId: (call) => idOf(call, "/", 0),
    extensionResourceId: (call) => idOf(call, call.text(0), 1),
    resourceGroup: scope.resourceGroup === undefined ? undefined : answering(scope.resourceGroup),
    subscription: answering(scope.subscription),
    tenant: answering({ tenantId: scope.tenantId }),
    deployment: answering(context.deployment),
    environment: answering(azureEnvironment),
    reference,
    utcNow: place === "parameter" ? (call) => utcNow(call, context) : undefined,
    newGuid: place === "parameter" ? () => context.newGuid() : undefined,
  };
  const all = new Map(
    Object.entries({ ...pureFunctions, ...own }).map(([name, run]) => [name.toLowerCase(), run]),
  );
  return (name) => {
    const found = all.get(name.toLowerCase());
    return found === undefined && all.has(name.toLowerCase()) ? notHere : found;
  };
}

const notHere: TemplateFunction = ({ name }) => {
  throw languageError(`The template function '${name}' is not expected at this location.`);
};

const answering =
  (value: JsonObject): TemplateFunction =>
  (call) => {
    call.expectCount(0);
    return value;
  };

function utcNow(call: TemplateFunctionCall, { now }: TemplateContext): Json {
  call.expectCount(0, 1);
  return formattedTime(now(), call.count === 0 ? "yyyyMMddTHHmmssZ" : call.text(0));
}

/** `resourceId([subscriptionId], [resourceGroupName], type, name, ...)`. */
function resourceId(call: TemplateFunctionCall, scope: DeploymentScope): Json {
  const typeAt = typePosition(call);
  if (typeAt === 0) return idOf(call, scope.id, 0, scope);
  if (typeAt === 2) return idOf(call, `${subscriptionIdAt(call, 0)}/resourceGroups/${call.text(1)}`, typeAt);
  return scope.resourceGroup === undefined
    ? idOf(call, subscriptionIdAt(call, 0), typeAt)
    : idOf(call, `/subscriptions/${scope.subscriptionId}/resourceGroups/${call.text(0)}`, typeAt);
}

function subscriptionResourceId(call: TemplateFunctionCall, scope: DeploymentScope): Json {
  const typeAt = typePosition(call);
  const subscription =
    typeAt === 0 ? `/subscriptions/${scope.subscriptionId}` : subscriptionIdAt(call, typeAt - 1);
  return idOf(call, subscription, typeAt, { ...scope, id: subscription });
}

function subscriptionIdAt(call: TemplateFunctionCall, index: number): string {
  const id = call.text(index);
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return `/subscriptions/${id}`;
  throw languageError(`The provided value '${id}' is not valid subscription identifier.`);
}

/** The type is the one argument with several segments; at most two stand before it. */
function typePosition(call: TemplateFunctionCall): number {
  const found = call.all().findIndex((value) => typeof value === "string" && value.includes("/"));
  if (found >= 0 && found <= 2) return found;
  throw languageError(
    `Unable to evaluate template language function '${call.name}': function requires exactly one multi-segmented argument ` +
      "which must be resource id including resource provider namespace.",
  );
}

/** Public templates write the type with a slash at its end too. */
function idOf(
  call: TemplateFunctionCall,
  scopeId: string,
  typeAt: number,
  deployedAt?: DeploymentScope,
): string {
  const type = call.text(typeAt).replace(/\/+$/, "");
  const names = call
    .all()
    .slice(typeAt + 1)
    .map((_, index) => call.text(typeAt + 1 + index));
  const wanted = type.split("/").length - 1;
  if (names.length !== wanted) {
    throw languageError(
      `Unable to evaluate template language function '${call.name}': the type '${type}' requires '${wanted}' resource name argument(s).`,
    );
  }
  return deployedAt === undefined
    ? resourceIdBelow(scopeId, type, names)
    : deployedResourceId(deployedAt, type, names);
}

/** Where a deployment deploys to: a resource group, or a subscription. */
export interface DeploymentScope {
  /** `/subscriptions/{id}/resourceGroups/{name}`, or `/subscriptions/{id}`. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** What `subscription()` answers. */
  readonly subscription: JsonObject;
  /** What `resourceGroup()` answers; undefined in a subscription's deployment. */
  readonly resourceGroup?: JsonObject;
}
