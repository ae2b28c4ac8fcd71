import type { Json, JsonObject } from "../../../json";
import { pureFunctions } from "../expressions/functions/index";
import type { TemplateFunction, TemplateFunctionCall, TemplateFunctions } from "../expressions/function-call";
import { languageError } from "../expressions/language-error";
import type { DeploymentScope } from "../scope";
import { azureEnvironment } from "./azure-environment";
import { deployedResourceId, resourceIdBelow } from "./resource-ids";
import { formattedTime } from "./utc-now";

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
export const contextFunctionNames: readonly string[] = [
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
