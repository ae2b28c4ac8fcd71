import type { AzureError } from "../../../errors";
import { listAt, valueAt, without, type Json, type JsonObject } from "../../../json";
import { evaluate, resolve } from "../expressions/evaluate";
import {
  callsOf,
  expressionIn,
  type Expression,
  languageError,
  TemplateLanguageError,
} from "../expressions/expression";
import type { TemplateFunctions } from "../expressions/function-call";
import { type DeploymentScope, deployedResourceId } from "./template-functions";
import { inTemplate, invalidTemplate, notSupported } from "./invalid-template";
import type { ResourceDefinition } from "./template";

/** A resource of a template, known by what tells it from others; its body is evaluated when its turn comes. */
export interface TemplateResource {
  readonly id: string;
  /** `Microsoft.Compute/virtualMachines/extensions`. */
  readonly type: string;
  /** Of a child with its parent's: `vm1/AzureDiskEncryption`. */
  readonly name: string;
  readonly apiVersion: string;
  readonly location?: string;
  /** Where it stands in the request. */
  readonly path: string;
  /** False where its `condition` says that it is not deployed. */
  readonly isDeployed: boolean;
  /** What is sent, not yet evaluated. */
  readonly body: JsonObject;
}

/** The resources of a template, and which of them wait for which. */
export interface ResourceGraph {
  readonly resources: readonly TemplateResource[];
  /** By id: the resources that are deployed first. */
  readonly dependencies: ReadonlyMap<string, readonly TemplateResource[]>;
}

/** What is a template's own and is not sent. */
const notSent = [
  "type",
  "apiVersion",
  "name",
  "comments",
  "dependsOn",
  "resources",
  "condition",
  "metadata",
] as const;

const nestedTypes = /^Microsoft\.Resources\/(deployments|deploymentStacks|deploymentScripts)$/i;

/**
 * Names the resources of a template and orders them.
 *
 * @throws AzureError `InvalidTemplate` for a name that does not fit its type, two resources of one name, a dependency that is not there, a circle.
 */
export function resourceGraph(
  definitions: readonly ResourceDefinition[],
  scope: DeploymentScope,
  functions: TemplateFunctions,
): ResourceGraph {
  const found = definitions.flatMap((definition) => named(definition, scope, functions));
  const resources = found.map(({ resource }) => resource);
  assertDistinct(resources);
  const dependencies = new Map(
    found.map(({ resource, dependsOn }) => [
      resource.id,
      [
        ...new Set([
          ...explicit(resource, dependsOn, resources),
          ...implicit(resource, resources, functions),
        ]),
      ],
    ]),
  );
  assertNoCircle(resources, dependencies);
  return { resources, dependencies };
}

interface NamedResource {
  readonly resource: TemplateResource;
  readonly dependsOn: readonly string[];
}

/** A resource and its children, whose types and names go on where their parent's end. */
function named(
  { definition, path, children }: ResourceDefinition,
  scope: DeploymentScope,
  functions: TemplateFunctions,
  parent?: TemplateResource,
): readonly NamedResource[] {
  const written = textOf(definition, "type", path, functions);
  const ownName = textOf(definition, "name", path, functions);
  const type = parent === undefined ? written : `${parent.type}/${written}`;
  const name = parent === undefined ? ownName : `${parent.name}/${ownName}`;
  const describe = (reason: string): string => `The template resource '${name}' is not valid: ${reason}`;
  if (nestedTypes.test(type)) throw notSupported(`A resource of type '${type}'`, `${path}.type`);
  assertSegments(type, name, path);
  const condition = inTemplate(describe, `${path}.condition`, () =>
    resolve(definition["condition"] ?? true, functions),
  );
  if (typeof condition !== "boolean") {
    throw invalidTemplate(
      describe("(sandbox) its condition is neither true nor false."),
      `${path}.condition`,
    );
  }
  const dependsOn = inTemplate(describe, `${path}.dependsOn`, () =>
    listAt(definition, "dependsOn").map((dependency) => {
      const value = resolve(dependency, functions);
      if (typeof value === "string") return value;
      throw languageError("(sandbox) a dependency is not a text.");
    }),
  );
  const location = inTemplate(describe, `${path}.location`, () => resolve(definition["location"], functions));
  const resource: TemplateResource = {
    id: deployedResourceId(scope, type, name.split("/")),
    type,
    name,
    apiVersion: textOf(definition, "apiVersion", path, functions),
    ...(typeof location === "string" ? { location } : {}),
    path,
    // "Conditional deployment in ARM templates": a parent's condition does not reach its children.
    isDeployed: condition,
    body: without(definition, ...notSent),
  };
  return [{ resource, dependsOn }, ...children.flatMap((child) => named(child, scope, functions, resource))];
}

function textOf(definition: JsonObject, member: string, path: string, functions: TemplateFunctions): string {
  const written = definition[member];
  const value = inTemplate(
    (reason) =>
      `The template resource '${typeof written === "string" ? written : path}' is not valid: ${reason}`,
    `${path}.${member}`,
    () => resolve(written, functions),
  );
  if (typeof value === "string" && value !== "") return value;
  throw invalidTemplate(
    `The template resource '${path}' is not valid. The ${member} property cannot be null or empty. ` +
      "Please see https://aka.ms/arm-syntax-resources for usage details.",
    path,
  );
}

function assertSegments(type: string, name: string, path: string): void {
  const isComplete = name.split("/").every((segment) => segment !== "");
  if (type.includes("/") && type.split("/").length === name.split("/").length + 1 && isComplete) return;
  throw invalidTemplate(
    `The template resource '${name}' for type '${type}' has incorrect segment lengths. A nested resource type must have identical ` +
      "number of segments as its resource name. A root resource type must have segment length one greater than its resource name. " +
      "Please see https://aka.ms/arm-syntax-resources for usage details.",
    `${path}.type`,
  );
}

function assertDistinct(resources: readonly TemplateResource[]): void {
  const twice = resources.find(
    ({ id }, index) => resources.findIndex((other) => same(other.id, id)) !== index,
  );
  if (twice === undefined) return;
  throw invalidTemplate(
    `The resource '${twice.type}/${twice.name}' is defined multiple times in a template. ` +
      "Please see https://aka.ms/arm-syntax-resources for usage details.",
    twice.path,
  );
}

function explicit(
  resource: TemplateResource,
  dependsOn: readonly string[],
  resources: readonly TemplateResource[],
): readonly TemplateResource[] {
  return dependsOn.map((dependency) => {
    const [found, another] = resources.filter((candidate) => isCalled(candidate, dependency));
    if (found === undefined) {
      throw notInTemplate(dependency, `${resource.path}.dependsOn`);
    }
    if (another === undefined) return found;
    throw invalidTemplate(
      `(sandbox) The dependency '${dependency}' of resource '${resource.name}' is the name of several resources in the template.`,
      `${resource.path}.dependsOn`,
    );
  });
}

function notInTemplate(called: string, path: string): AzureError {
  return invalidTemplate(
    `The resource '${called}' is not defined in the template. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    path,
  );
}

/** A resource is called by its id, by its name, or by type and name: `Microsoft.Network/networkInterfaces/nic1`. */
export function isCalled({ id, name, type }: TemplateResource, called: string): boolean {
  const wanted = called.replaceAll(/\/{2,}/g, "/");
  const belowProvider = id.slice(id.toLowerCase().lastIndexOf("/providers/") + "/providers/".length);
  return [id, name, belowProvider, `${type}/${name}`].some((candidate) => same(candidate, wanted));
}

/**
 * Who calls `reference()` for a resource of the template waits for it.
 *
 * The documents say so of a reference by name and deny it of one by id ("Define the order for deploying resources"); Azure takes
 * references by id for dependencies all the same, and refuses a circle of them (reported of deployments in 2024 and 2026).
 */
function implicit(
  resource: TemplateResource,
  resources: readonly TemplateResource[],
  functions: TemplateFunctions,
): readonly TemplateResource[] {
  return expressionsIn(valueAt(resource.body, "properties"))
    .flatMap((expression) => callsOf(expression, "reference"))
    .flatMap(([target]) => {
      const called = target === undefined ? undefined : knownText(target, functions);
      if (called === undefined) return [];
      const found = resources.filter((candidate) => isCalled(candidate, called));
      // An id may be of a resource that is there already; a name is always one of the template's.
      if (found.length === 0 && !called.startsWith("/")) throw notInTemplate(called, resource.path);
      return found;
    });
}

/** The value of an expression that needs nothing but the template; undefined for another. */
function knownText(expression: Expression, functions: TemplateFunctions): string | undefined {
  try {
    const value = evaluate(expression, functions);
    return typeof value === "string" ? value : undefined;
  } catch (error) {
    if (error instanceof TemplateLanguageError) return undefined;
    throw error;
  }
}

function expressionsIn(value: Json): readonly Expression[] {
  if (typeof value === "string") {
    const expression = expressionIn(value);
    return expression === undefined ? [] : [expression];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as JsonObject).flatMap(([name, inner]) => [
    ...expressionsIn(name),
    ...expressionsIn(inner),
  ]);
}

function assertNoCircle(
  resources: readonly TemplateResource[],
  dependencies: ResourceGraph["dependencies"],
): void {
  const over = new Set<string>();
  const open = new Set<string>();
  const visit = (resource: TemplateResource): void => {
    if (over.has(resource.id)) return;
    if (open.has(resource.id)) {
      throw invalidTemplate(
        `Circular dependency detected on resource: '${resource.id}'. Please see https://aka.ms/arm-syntax-resources for usage details.`,
      );
    }
    open.add(resource.id);
    dependencies.get(resource.id)?.forEach(visit);
    open.delete(resource.id);
    over.add(resource.id);
  };
  resources.forEach(visit);
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
