import { defined } from "@runbooks/azure";
import { resourceNotFound } from "./errors";
import { param, type Call, type Handler, type Reply, type Route } from "./http";
import type { JsonObject } from "./json";
import { resourcePage } from "./paging";
import type { Resource, World } from "./state";

/** A resource that a request is to make, or to change where `old` is there. */
export interface Target {
  /** In the case in which the resource was made; of a new one as the provider spells it. */
  readonly id: string;
  readonly name: string;
  readonly old: Resource | undefined;
}

/** How a resource is looked at. */
export interface View<Parent> {
  readonly world: World;
  readonly parent: Parent;
  /** Whether a GET asked for it (`$expand=instanceView`); a list never has it. */
  readonly withInstanceView: boolean;
}

/**
 * A type of resource, and what is its own about it. The rest is the same for all: looking up what a path names, the 404 where it is not
 * there, a DELETE's 204, the lists of a group and of a subscription in pages.
 *
 * `Parent`: the resource that those of the type are children of, as an extension is a VM's.
 */
export interface ResourceType<Parent = undefined> {
  /** `Microsoft.Compute/disks`; a child's has its parent's in front: `Microsoft.Compute/virtualMachines/extensions`. */
  readonly type: string;
  readonly apiVersions: readonly string[];
  /** Buckets by verb (`list`, `get` ...) and by action (`start` ...); `action` for the actions that are not named. None: not counted. */
  readonly rateLimits?: Readonly<Record<string, readonly string[]>>;
  /** The id of a top-level resource that a call names, where its provider spells ids in another way than {@link idOf}. */
  readonly idOf?: (call: Call, name: string) => string;
  /** What is answered of one, alone or in a list; {@link resourceBody} unless said. */
  readonly bodyOf?: (resource: Resource, view: View<Parent>) => JsonObject;
  /** Headers of a GET. */
  readonly headersOf?: (resource: Resource) => Readonly<Record<string, string>>;
  /** A list of top-level resources, where it is paged in another way than Compute's. */
  readonly list?: (call: Call, scope: string) => Reply;
  readonly put?: (call: Call, target: Target, parent: Parent) => Reply;
  readonly patch?: (call: Call, old: Resource, parent: Parent) => Reply;
  /** DELETE of one that is there. */
  readonly remove?: (call: Call, resource: Resource, parent: Parent) => Reply;
}

/** What can be done with every resource of a type. */
export type Verb = "list" | "get" | "put" | "patch" | "delete";

/** What can be done with one resource besides, e.g. `start` with a VM. */
export type Action = (call: Call, resource: Resource) => Reply | Promise<Reply>;

const subscription = "/subscriptions/:subscriptionId";
const group = `${subscription}/resourceGroups/:resourceGroupName`;

/** The routes of a type's verbs. */
export function verbsOf(type: ResourceType, ...verbs: readonly Verb[]): readonly Route[] {
  const inGroup = `${group}/providers/${type.type}`;
  const one = `${inGroup}/:resourceName`;
  const listBelow = (call: Call, scope: string): Reply =>
    type.list?.(call, scope) ??
    resourcePage(call, type.type, scope, (resource) => bodyOf(type, resource, inList(call, undefined)));
  return verbs.flatMap((verb) =>
    verb === "list"
      ? [
          routeOf(type, verb, `${subscription}/providers/${type.type}`, (call) =>
            listBelow(call, `/subscriptions/${param(call, "subscriptionId")}`),
          ),
          routeOf(type, verb, inGroup, (call) => listBelow(call, groupId(call))),
        ]
      : [routeOf(type, verb, one, (call) => answer(type, verb, call, topLevel(type, call), undefined))],
  );
}

/** The routes of the verbs of a type whose resources are children of another's. Their lists have no pages. */
export function childVerbsOf(
  type: ResourceType<Resource>,
  parentType: ResourceType,
  ...verbs: readonly Verb[]
): readonly Route[] {
  const all = `${group}/providers/${parentType.type}/:resourceName/${lastOf(type.type)}`;
  return verbs.map((verb) =>
    verb === "list"
      ? routeOf(type, verb, all, (call) => {
          const parent = namedResource(parentType, call);
          const children = call.world.resources.list(type.type, parent.id);
          return {
            status: 200,
            body: { value: children.map((one) => bodyOf(type, one, inList(call, parent))) },
          };
        })
      : routeOf(type, verb, `${all}/:childName`, (call) => {
          const parent = namedResource(parentType, call);
          const name = param(call, "childName");
          const id = `${parent.id}/${lastOf(type.type)}/${name}`;
          return answer(type, verb, call, { id, name, path: `${parent.name}/${name}` }, parent);
        }),
  );
}

/** The route of an action on one resource; `right` as roles name it, below the type. */
export function actionOn(
  method: Route["method"],
  type: ResourceType,
  action: string,
  right: string,
  handler: Action,
): Route {
  const path = `${group}/providers/${type.type}/:resourceName/${action}`;
  const rateLimits = type.rateLimits?.[action] ?? type.rateLimits?.["action"];
  return {
    method,
    path,
    action: `${type.type}/${right}`,
    apiVersions: type.apiVersions,
    ...defined({ rateLimits }),
    handler: (call) => handler(call, namedResource(type, call)),
  };
}

/** `/subscriptions/…/resourceGroups/…` of a call, the group's name in the case it was made with. */
export function groupId(call: Call): string {
  const { subscriptionId, resourceGroupName } = call.params;
  const key = `${subscriptionId ?? ""}/${resourceGroupName ?? ""}`.toLowerCase();
  const name = call.world.resourceGroups.get(key)?.name ?? resourceGroupName ?? "";
  return `/subscriptions/${subscriptionId?.toLowerCase() ?? ""}/resourceGroups/${name}`;
}

/** The top-level resource that a call names; 404 of the front door where there is none. */
export function namedResource(type: Pick<ResourceType, "type" | "idOf">, call: Call): Resource {
  const target = topLevel(type, call);
  return existing(type.type, call, target, call.world.resources.get(target.id));
}

/** What a GET answers of most resources. */
export function resourceBody(resource: Resource): JsonObject {
  const { id, name, type, location, tags, zones, sku, identity, managedBy, properties } = resource;
  return { name, id, type, location, ...defined({ tags, zones, sku, identity, managedBy }), properties };
}

/** What a path names, there or not; `path`: its names from the outermost resource on. */
interface Named {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

function topLevel({ type, idOf }: Pick<ResourceType, "type" | "idOf">, call: Call): Named {
  const name = param(call, "resourceName");
  return { id: idOf?.(call, name) ?? `${groupId(call)}/providers/${type}/${name}`, name, path: name };
}

function existing(type: string, call: Call, { path }: Named, found: Resource | undefined): Resource {
  if (found === undefined) throw resourceNotFound(type, path, param(call, "resourceGroupName"));
  return found;
}

function answer<Parent>(
  type: ResourceType<Parent>,
  verb: Exclude<Verb, "list">,
  call: Call,
  named: Named,
  parent: Parent,
): Reply {
  const found = call.world.resources.get(named.id);
  switch (verb) {
    case "get": {
      const resource = existing(type.type, call, named, found);
      const headers = type.headersOf?.(resource);
      const withInstanceView = call.query("$expand")?.toLowerCase() === "instanceview";
      return {
        status: 200,
        ...defined({ headers }),
        body: bodyOf(type, resource, { ...inList(call, parent), withInstanceView }),
      };
    }
    case "put": {
      const target = { id: found?.id ?? named.id, name: found?.name ?? named.name, old: found };
      return has(type.put)(call, target, parent);
    }
    case "patch":
      return has(type.patch)(call, existing(type.type, call, named, found), parent);
    case "delete":
      return found === undefined ? { status: 204 } : has(type.remove)(call, found, parent);
  }
}

function has<T>(handler: T | undefined): T {
  if (handler === undefined)
    throw new TypeError("(sandbox) The table of routes has a verb that its type lacks.");
  return handler;
}

const inList = <Parent>({ world }: Call, parent: Parent): View<Parent> => ({
  world,
  parent,
  withInstanceView: false,
});

function bodyOf<Parent>(type: ResourceType<Parent>, resource: Resource, view: View<Parent>): JsonObject {
  return type.bodyOf?.(resource, view) ?? resourceBody(resource);
}

const requests: Readonly<Record<Verb, readonly [method: Route["method"], right: string]>> = {
  list: ["GET", "read"],
  get: ["GET", "read"],
  put: ["PUT", "write"],
  patch: ["PATCH", "write"],
  delete: ["DELETE", "delete"],
};

function routeOf(
  { type, apiVersions, rateLimits }: Pick<ResourceType, "type" | "apiVersions" | "rateLimits">,
  verb: Verb,
  path: string,
  handler: Handler,
): Route {
  const [method, right] = requests[verb];
  return {
    method,
    path,
    action: `${type}/${right}`,
    apiVersions,
    ...defined({ rateLimits: rateLimits?.[verb] }),
    handler,
  };
}

const lastOf = (type: string): string => type.split("/").pop() ?? "";
