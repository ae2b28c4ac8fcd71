import { RunbookError } from "./errors";
import { parseResourceId, type ResourceId } from "./resource-id";

/** A subnet, and what its virtual network says of it. */
export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly virtualNetworkName: string;
  readonly subscriptionId: string;
  /** Region of the virtual network. */
  readonly location: string;
  readonly addressPrefixes: readonly string[];
  /** Services that the subnet is handed to; only they may put something into it. */
  readonly delegations: readonly string[];
}

/**
 * Takes a subnet's full resource id apart.
 *
 * @throws RunbookError `ResourceIdMalformed`.
 */
export function parseSubnetId(id: string): ResourceId & { readonly virtualNetworkId: string } {
  const parsed = parseResourceId(id);
  if (parsed.type.toLowerCase() !== "microsoft.network/virtualnetworks/subnets") {
    throw new RunbookError(
      "ResourceIdMalformed",
      `'${id}' is the id of a ${parsed.type}, not of a subnet.`,
      "Give /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<name>/subnets/<name>.",
    );
  }
  return { ...parsed, virtualNetworkId: id.replace(/\/subnets\/[^/]+$/i, "") };
}
