import { RunbookError } from "./errors";

/** An Azure Resource Manager id, taken apart. Names keep the case they came in; compare with {@link sameResourceId}. */
export interface ResourceId {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  /** `Microsoft.Compute/virtualMachines`; a child has both types: `Microsoft.Compute/virtualMachines/extensions`. */
  readonly type: string;
  /** The last name in the id: of a child, the child's. */
  readonly name: string;
  /** All names from the outermost resource to the child. */
  readonly names: readonly string[];
}

const resourceIdPattern =
  /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/([^/]+)\/providers\/([^/]+)((?:\/[^/]+\/[^/]+)+)$/i;

/**
 * Takes a full resource id apart.
 *
 * @throws RunbookError `ResourceIdMalformed` for a name, a URL, or an id that lacks a part.
 */
export function parseResourceId(id: string): ResourceId {
  const match = resourceIdPattern.exec(id);
  const [, subscriptionId, resourceGroupName, provider, path] = match ?? [];
  if (
    subscriptionId === undefined ||
    resourceGroupName === undefined ||
    provider === undefined ||
    path === undefined
  ) {
    throw new RunbookError(
      "ResourceIdMalformed",
      `'${id}' is not a full resource id.`,
      "Give /subscriptions/<id>/resourceGroups/<group>/providers/<provider>/<type>/<name>.",
    );
  }
  const parts = path.split("/").slice(1);
  const types = parts.filter((_, index) => index % 2 === 0);
  const names = parts.filter((_, index) => index % 2 === 1);
  return {
    id,
    subscriptionId,
    resourceGroupName,
    type: [provider, ...types].join("/"),
    name: names[names.length - 1] ?? "",
    names,
  };
}

/** Whether a text has the shape of a full resource id. */
export function isResourceId(text: string): boolean {
  return resourceIdPattern.test(text);
}

/** Whether two ids name the same resource. Azure compares ids without regard to case, and answers them in changing case. */
export function sameResourceId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
