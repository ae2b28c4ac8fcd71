import assert from "node:assert/strict";

import fc from "fast-check";

import { type GeneratedResources, createResourceStore } from "../../lib/sandbox/resource-store";
import type { Resource } from "../../lib/sandbox/state";

const scopes = ["/subscriptions/a", "/subscriptions/b"] as const;
const types = ["Contoso.Test/first", "Contoso.Test/second"] as const;
const inEach = 12;

const aResource = (type: string, scope: string, name: string, made = "generated"): Resource => ({
  id: `${scope}/resourceGroups/rg/providers/${type}/${name}`,
  name,
  type,
  properties: { made },
});

/** Twelve of each type in each scope, by name in order. */
const generated: GeneratedResources = {
  types,
  places: (type, scope) => {
    const index = scopes.findIndex((one) => one === scope);
    if (!types.some((one) => one.toLowerCase() === type.toLowerCase())) return { from: 0, to: 0 };
    if (scope === "") return { from: 0, to: scopes.length * inEach };
    return index < 0 ? { from: 0, to: 0 } : { from: index * inEach, to: (index + 1) * inEach };
  },
  at: (type, place) =>
    aResource(
      types.find((one) => one.toLowerCase() === type.toLowerCase()) ?? "",
      scopes[Math.floor(place / inEach)] ?? "",
      `r${String(place % inEach).padStart(2, "0")}`,
    ),
  find: (id) => {
    const [, scope = "", type = "", number = ""] =
      /^(\/subscriptions\/[ab])\/resourcegroups\/rg\/providers\/(contoso\.test\/\w+)\/r(\d\d)$/i.exec(id) ??
      [];
    const index = scopes.findIndex((one) => one === scope.toLowerCase());
    const spelled = types.find((one) => one.toLowerCase() === type.toLowerCase());
    return spelled === undefined || index < 0 || Number(number) >= inEach
      ? undefined
      : { type: spelled, place: index * inEach + Number(number) };
  },
};

type Change = readonly [kind: "put" | "delete", type: number, scope: number, name: number];
const change: fc.Arbitrary<Change> = fc.tuple(
  fc.constantFrom("put" as const, "delete" as const),
  fc.integer({ min: 0, max: 1 }),
  fc.integer({ min: 0, max: 1 }),
  // Beyond the twelve: resources that nobody generated.
  fc.integer({ min: 0, max: 15 }),
);

/** What a store has to have after some changes: generated ones in their places, and what was made behind them in its order. */
function expected(changes: readonly Change[]): readonly Resource[] {
  const inPlace = new Map<string, Resource>();
  const behind = new Map<string, Resource>();
  for (const type of types) {
    for (let place = 0; place < scopes.length * inEach; place++) {
      const resource = generated.at(type, place);
      inPlace.set(resource.id, resource);
    }
  }
  changes.forEach(([kind, type, scope, name], number) => {
    const resource = resourceOf(type, scope, name, `change ${number}`);
    const map = inPlace.has(resource.id) ? inPlace : behind;
    if (kind === "put") map.set(resource.id, resource);
    else map.delete(resource.id);
  });
  return [...inPlace.values(), ...behind.values()];
}

const resourceOf = (type: number, scope: number, name: number, made: string): Resource =>
  aResource(types[type] ?? "", scopes[scope] ?? "", `r${String(name).padStart(2, "0")}`, made);

function storeAfter(changes: readonly Change[]): ReturnType<typeof createResourceStore> {
  const store = createResourceStore(generated);
  changes.forEach(([kind, type, scope, name], number) => {
    const resource = resourceOf(type, scope, name, `change ${number}`);
    if (kind === "put") store.put(resource);
    else store.delete(resource.id.toUpperCase());
  });
  return store;
}

describe("The store of resources", () => {
  it("lists generated resources in their places, changed ones there too, and what was made behind them", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const store = storeAfter(changes);
        const all = expected(changes);
        for (const type of types) {
          for (const scope of ["", ...scopes]) {
            const wanted = all.filter((one) => one.type === type && one.id.startsWith(`${scope}/`));
            assert.deepEqual(store.list(type.toUpperCase(), scope), wanted);
            assert.equal(store.count([type], [scope]), wanted.length);
          }
        }
        for (const one of all) assert.deepEqual(store.get(one.id.toUpperCase()), one);
        assert.equal(store.all().length, all.length);
        assert.equal(store.changes(), changes.length);
      }),
    );
  });

  it("answers each stretch of a list as the list has it", () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 20 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 20 }),
        (changes, offset, count) => {
          const store = storeAfter(changes);
          const whole = types.flatMap((type) => scopes.flatMap((scope) => store.list(type, scope)));
          assert.deepEqual(store.page(types, scopes, offset, count), whole.slice(offset, offset + count));
        },
      ),
    );
  });

  it("does not have again what was deleted, unless it is made anew", () => {
    const store = createResourceStore(generated);
    const { id } = generated.at(types[0], 3);
    store.delete(id);
    store.delete(id);
    assert.equal(store.get(id), undefined);
    store.put(resourceOf(0, 0, 3, "anew"));
    assert.deepEqual(store.get(id)?.properties, { made: "anew" });
    assert.equal(store.list(types[0], scopes[0]).at(-1)?.id, id);
    store.delete(id);
    assert.equal(store.get(id), undefined);
    assert.equal(store.count([types[0]], [scopes[0]]), inEach - 1);
  });
});
