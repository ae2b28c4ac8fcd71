import { isAuthorized, seesSubscription } from "../authorization/access";
import { AzureError } from "../errors";
import type { Call } from "../http";
import type { Subscription } from "../state";
import { supportInformation, type QueryRequest } from "./request";
import { badRequest } from "./kql/refusals";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** "Guidance for throttled requests in Azure Resource Graph": of more, the first so many are looked at, and a header says so. */
const mostSubscriptions = 10_000;

/** What a query is answered for. */
export interface Scope {
  readonly subscriptions: readonly Subscription[];
  /** There were more of them than Resource Graph looks at. */
  readonly isCut: boolean;
}

/**
 * The subscriptions that a query is answered for: of those that it names, or else of all in the tenant, the ones that the caller has any right in.
 *
 * One that it names and the caller has no right in is left out without a word; with no other left, the query is refused (measured of api-version
 * 2022-10-01 and published in a discovery tool's documentation, August 2026). The order is that of their ids.
 *
 * @throws AzureError in Azure's words (gravitational/teleport's handling of them; webdevops/helm-azure-tpl#77; rubrikinc/rubrik-sizing-scripts#87).
 */
export function scopeOf(call: Call, request: QueryRequest): Scope {
  const { world, caller } = call;
  const { subscriptions, managementGroups } = request;
  const all = [...world.subscriptions.values()].sort((a, b) =>
    a.subscriptionId < b.subscriptionId ? -1 : 1,
  );
  const visible = all.filter(({ subscriptionId }) => seesSubscription(world, caller, subscriptionId));
  if (subscriptions !== undefined && subscriptions.length > 0)
    return { subscriptions: named(call, subscriptions, visible), isCut: false };
  if (managementGroups !== undefined) assertManagementGroups(call, managementGroups);
  if (visible.length > 0) {
    return {
      subscriptions: visible.slice(0, mostSubscriptions),
      isCut: visible.length > mostSubscriptions,
    };
  }
  throw new AzureError(403, "AccessDenied", supportInformation(call), {
    details: [
      {
        code: "AccessDenied",
        message: "Access is denied to the requested resource. The user might not have enough permission.",
      },
    ],
  });
}

function named(
  call: Call,
  subscriptions: readonly string[],
  visible: readonly Subscription[],
): readonly Subscription[] {
  const given = `Given: '${subscriptions.join("','")}'.`;
  if (!subscriptions.every((id) => guid.test(id))) {
    throw badRequest(supportInformation(call), {
      code: "SubscriptionsContainInvalidGuids",
      message: `(sandbox) The provided subscriptions must be valid GUIDs. ${given}`,
    });
  }
  const wanted = new Set(subscriptions.map((id) => id.toLowerCase()));
  const eligible = visible.filter(({ subscriptionId }) => wanted.has(subscriptionId.toLowerCase()));
  if (eligible.length > 0) return eligible;
  throw badRequest(supportInformation(call), {
    code: "NoValidSubscriptionsInQueryRequest",
    message: `There must be at least one subscription that is eligible to contain resources. ${given}`,
  });
}

/** The sandbox has one management group: the tenant's root, which is named as the tenant ("What are Azure management groups?"). */
function assertManagementGroups(call: Call, managementGroups: readonly string[]): void {
  const unknown = managementGroups.filter((name) => name.toLowerCase() !== call.world.tenantId.toLowerCase());
  if (managementGroups.length > 0 && unknown.length === 0) return;
  throw badRequest(supportInformation(call), {
    code: "ManagementGroupsContainInvalidIds",
    message: `The provided management groups must be valid. Given: '${managementGroups.join("','")}'.`,
  });
}

/** Whether a caller may read resources of a type; where it may everywhere in a subscription, its resources are not looked at one by one. */
export function createReadingRights({
  world,
  caller,
}: Pick<Call, "world" | "caller">): (type: string, id: string) => boolean {
  const everywhere = new Map<string, boolean>();
  return (type, id) => {
    const action = `${type}/read`;
    const scope = id.slice(0, "/subscriptions/".length + 36);
    const key = `${type} ${scope}`;
    let isEverywhere = everywhere.get(key);
    if (isEverywhere === undefined) {
      isEverywhere = isAuthorized(world, caller, action, scope);
      everywhere.set(key, isEverywhere);
    }
    return isEverywhere || isAuthorized(world, caller, action, id);
  };
}
