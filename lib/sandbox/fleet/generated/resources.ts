import { extensionType, virtualMachineType } from "../../resource-types";
import type { GeneratedPlace, GeneratedResources } from "../../resource-store";
import type { GeneratedType, GeneratedMachines } from "./machines";
import { type FleetLayout, placesOf, type Places } from "./layout";

interface PlacedType extends GeneratedType {
  readonly places: Places;
}

/** The resources of a generated fleet, each a function of its type and its place. */
export function generatedResources(
  layout: FleetLayout,
  machines: GeneratedMachines,
  types: readonly GeneratedType[],
): GeneratedResources {
  const byType = new Map<string, PlacedType>(
    types.map((one) => [one.type.toLowerCase(), { ...one, places: placesOf(one.countOf) }]),
  );

  /** The VM that an id is of, or lies beside; undefined where there is none with that number in that group. */
  function indexIn(id: string): number | undefined {
    const [, scope = "", number] =
      /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/[^/]+\/[^/]+\/[a-z]+-[a-z]+-(\d{6})/i.exec(
        id,
      ) ?? [];
    if (number === undefined) return undefined;
    const index = Number(number) - 1;
    const { from, to } = layout.range(scope);
    return index >= from && index < to ? index : undefined;
  }

  /** The numbers of the VMs below a scope. */
  function rangeOf(type: string, scope: string): { readonly from: number; readonly to: number } {
    const mayBeMachine = type.toLowerCase() === extensionType.toLowerCase();
    const isMachine = mayBeMachine && find(scope)?.type === virtualMachineType;
    const index = isMachine ? indexIn(scope) : undefined;
    return index === undefined ? layout.range(scope) : { from: index, to: index + 1 };
  }

  function find(id: string): GeneratedPlace | undefined {
    const index = indexIn(id);
    if (index === undefined) return undefined;
    const [namespace = "", ...rest] = id.split("/").slice(6);
    const type = [namespace, ...rest.filter((_, place) => place % 2 === 0)].join("/").toLowerCase();
    const found = byType.get(type);
    if (found === undefined) return undefined;
    // A child's VM has to be there by its whole name too.
    const machine = machines.at(index);
    if (rest.length === 4 && rest[1]?.toLowerCase() !== machine.name.toLowerCase()) return undefined;
    const name = rest.at(-1)?.toLowerCase();
    const nth = found.namesOf(index).findIndex((one) => one.toLowerCase() === name);
    return nth < 0 ? undefined : { type: found.type, place: found.places.before(index) + nth };
  }

  return {
    types: types.map(({ type }) => type),
    places: (type, scope) => {
      const places = byType.get(type.toLowerCase())?.places;
      const { from, to } = rangeOf(type, scope);
      return places === undefined || from >= to
        ? { from: 0, to: 0 }
        : { from: places.before(from), to: places.before(to) };
    },
    at: (type, place) => {
      const found = byType.get(type.toLowerCase());
      if (found === undefined) throw new TypeError(`(sandbox) No ${type} are generated.`);
      const { index, nth } = found.places.at(place);
      return found.make(index, nth);
    },
    find,
  };
}
