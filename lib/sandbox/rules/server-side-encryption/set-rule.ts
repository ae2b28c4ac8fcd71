import type { AzureError } from "../../errors";
import type { Resource, World } from "../../state";

/** A disk encryption set that a request would make, or change. */
export interface SetRequest {
  readonly world: World;
  /** As it would be. */
  readonly set: Resource;
  /** As it is; undefined: there is none yet. */
  readonly old: Resource | undefined;
}

/** One thing that Azure refuses of a set before it looks at any key; undefined: it does not. */
export type SetRule = (request: SetRequest) => AzureError | undefined;
