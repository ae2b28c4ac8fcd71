import type { Resource, ResourceStore } from "./state";

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

/**
 * Makes a store, empty but for the generated resources that it is given.
 *
 * What is put is kept, and stands for a generated resource of the same id; a generated one that was deleted is gone for good, and made new by
 * a later `put` it counts as any other.
 */
export function createResourceStore(generated?: GeneratedResources): ResourceStore {
  const kept = new Map<string, Resource>();
  /** The same by type, in lower case: most lists are of one. */
  const keptOfType = new Map<string, Map<string, Resource>>();
  /** Ids of generated resources that a kept one stands for. */
  const replaced = new Set<string>();
  /** Generated resources that were deleted, by id. */
  const gone = new Map<string, GeneratedPlace>();
  let changes = 0;

  function* keptOnly(type: string | undefined, scope: string): Iterable<Resource> {
    const start = `${scope.toLowerCase()}/`;
    const ofType = type === undefined ? kept : keptOfType.get(type.toLowerCase());
    for (const [key, resource] of ofType ?? []) {
      if (key.startsWith(start) && !replaced.has(key)) yield resource;
    }
  }

  /** The places of a type below a scope that were deleted, in order. */
  function gaps(
    type: string,
    { from, to }: { readonly from: number; readonly to: number },
  ): readonly number[] {
    return [...gone.values()]
      .filter((one) => one.type.toLowerCase() === type.toLowerCase() && one.place >= from && one.place < to)
      .map(({ place }) => place)
      .sort((a, b) => a - b);
  }

  function* generatedOnly(type: string, scope: string, offset: number): Iterable<Resource> {
    if (generated === undefined) return;
    const run = generated.places(type, scope);
    const missing = gaps(type, run);
    let place = run.from + offset;
    for (const gap of missing) if (gap <= place) place += 1;
    for (const skipped = new Set(missing); place < run.to; place += 1) {
      if (skipped.has(place)) continue;
      const resource = generated.at(type, place);
      yield replaced.size === 0 ? resource : (kept.get(resource.id.toLowerCase()) ?? resource);
    }
  }

  function countGenerated(type: string, scope: string): number {
    if (generated === undefined) return 0;
    const run = generated.places(type, scope);
    return run.to - run.from - gaps(type, run).length;
  }

  function* each(type: string | undefined, scope: string): Iterable<Resource> {
    for (const one of type === undefined ? (generated?.types ?? []) : [type]) {
      yield* generatedOnly(one, scope, 0);
    }
    yield* keptOnly(type, scope);
  }

  function* from(types: readonly string[], scopes: readonly string[], offset: number): Iterable<Resource> {
    let toSkip = offset;
    for (const type of types) {
      for (const scope of scopes) {
        const made = countGenerated(type, scope);
        if (toSkip < made) yield* generatedOnly(type, scope, toSkip);
        toSkip = Math.max(0, toSkip - made);
        for (const resource of keptOnly(type, scope)) {
          if (toSkip > 0) toSkip -= 1;
          else yield resource;
        }
      }
    }
  }

  return {
    get: (id) => {
      const key = id.toLowerCase();
      const resource = kept.get(key);
      if (resource !== undefined || generated === undefined || gone.has(key)) return resource;
      const found = generated.find(id);
      return found === undefined ? undefined : generated.at(found.type, found.place);
    },
    put: (resource) => {
      const key = resource.id.toLowerCase();
      changes += 1;
      kept.set(key, resource);
      const type = resource.type.toLowerCase();
      const ofType = keptOfType.get(type) ?? new Map<string, Resource>();
      keptOfType.set(type, ofType.set(key, resource));
      if (generated?.find(key) !== undefined && !gone.has(key)) replaced.add(key);
    },
    delete: (id) => {
      const key = id.toLowerCase();
      changes += 1;
      keptOfType.get(kept.get(key)?.type.toLowerCase() ?? "")?.delete(key);
      kept.delete(key);
      replaced.delete(key);
      const found = generated?.find(key);
      if (found !== undefined) gone.set(key, found);
    },
    list: (type, scope) => [...each(type, scope)],
    each,
    count: (types, scopes) =>
      types
        .flatMap((type) => scopes.map((scope) => ({ type, scope })))
        .reduce(
          (sum, { type, scope }) => sum + countGenerated(type, scope) + [...keptOnly(type, scope)].length,
          0,
        ),
    page: (types, scopes, offset, count) => {
      const found: Resource[] = [];
      if (count <= 0) return found;
      for (const resource of from(types, scopes, offset)) {
        found.push(resource);
        if (found.length >= count) break;
      }
      return found;
    },
    all: () => [...each(undefined, "")],
    changes: () => changes,
  };
}
