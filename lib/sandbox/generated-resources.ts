import type { Resource } from "./state";

/** Where a generated resource stands among those of its type, counted from 0. */
export interface GeneratedPlace {
  readonly type: string;
  readonly place: number;
}

/**
 * Resources that are functions of a seed and a number: made when they are looked at, never kept. The same place makes the same resource.
 *
 * Those of one type stand in the order of their ids, without regard to case; so all that lie below one scope stand side by side.
 * Types, scopes and ids are compared without regard to case.
 */
export interface GeneratedResources {
  /** As Azure spells them. */
  readonly types: readonly string[];
  /** The places below a scope, `to` not included. Scopes are those of a store's `list`. */
  places(type: string, scope: string): { readonly from: number; readonly to: number };
  /** The resource at a place, which has to be there. */
  at(type: string, place: number): Resource;
  /** Undefined where no generated resource has that id. */
  find(id: string): GeneratedPlace | undefined;
}
