import { groupNameIn } from "../resource-ids";
import { authorizationFailed, isAuthorized, seesSubscription } from "../authorization/access";
import { AzureError } from "../errors";
import { param, type Call, type Reply } from "../http";
import type { JsonObject } from "../json";
import type { Resource } from "../state";
import { page } from "./paging";

/** GET .../resources: all resources, whatever their type; a caller sees what it may read. */
export function listResources(call: Call): Reply {
  const { world, caller, params } = call;
  const subscriptionId = param(call, "subscriptionId");
  const group = params["resourceGroupName"];
  const scope = `/subscriptions/${subscriptionId}${group === undefined ? "" : `/resourceGroups/${group}`}`;
  if (!seesSubscription(world, caller, subscriptionId)) {
    throw authorizationFailed(caller, "Microsoft.Resources/subscriptions/resources/read", scope);
  }
  const filter = call.query("$filter");
  const wanted = parseFilter(filter);
  function* bodies(): Iterable<JsonObject> {
    for (const resource of world.resources.each(typeIn(filter), scope)) {
      if (wanted(resource) && isAuthorized(world, caller, `${resource.type}/read`, resource.id))
        yield toBody(resource);
    }
  }
  return { status: 200, body: page(call, bodies()) };
}

/** The type that a filter asks for among other things; then those of other types need not be looked at. */
const typeIn = (filter = ""): string | undefined => /\bresourceType\s+eq\s+'([^']*)'/i.exec(filter)?.[1];

type Condition = (resource: Resource) => boolean;

const conditions: Readonly<Record<string, (value: string) => Condition>> = {
  resourcetype:
    (value) =>
    ({ type }) =>
      same(type, value),
  name:
    (value) =>
    ({ name }) =>
      same(name, value),
  location:
    (value) =>
    ({ location = "" }) =>
      same(location, value.replaceAll(" ", "")),
  resourcegroup:
    (value) =>
    ({ id }) =>
      same(groupNameIn(id), value),
};

/** `resourceType eq 'Microsoft.Compute/virtualMachines' and name eq 'vm-web-01'`; `or` and other operators are refused. */
function parseFilter(filter: string | undefined): Condition {
  if (filter === undefined || filter === "") return () => true;
  const parsed = filter.split(/\s+and\s+/i).map((part) => {
    const [, property = "", value = ""] = /^\s*(\w+)\s+eq\s+'([^']*)'\s*$/i.exec(part) ?? [];
    const condition = conditions[property.toLowerCase()];
    if (condition === undefined) {
      throw new AzureError(
        400,
        "InvalidFilterInQueryString",
        `Invalid $filter '${filter}' specified in the query string.`,
      );
    }
    return condition(value);
  });
  return (resource) => parsed.every((condition) => condition(resource));
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function toBody({ id, name, type, location, tags, sku, identity, managedBy, zones }: Resource): JsonObject {
  return { id, name, type, sku, managedBy, location, identity, zones, tags };
}
