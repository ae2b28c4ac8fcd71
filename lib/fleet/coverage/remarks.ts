/** How many names a remark gives; of the others it says how many they are. */
const NAMED = 5;

/** The first of some names, and a mark where there are more. */
export const someOf = (names: readonly string[]): string =>
  `${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? " …" : ""}`;

/**
 * One sentence on all things of a kind that something is to be remarked of; none where there are none.
 *
 * @param says - of one thing, as "came twice"; the next parameter says it of several.
 */
export function remarkOn(
  names: readonly string[],
  thing: string,
  says: string,
  saysOfSeveral: string,
): readonly string[] {
  const [first] = names;
  if (first === undefined) return [];
  if (names.length === 1) return [`${capital(thing)} ${first} ${says}.`];
  return [`${names.length} ${thing}s (${someOf(names)}) ${saysOfSeveral}.`];
}

/** Resources of a kind that came more than once, as two exports of the same do. */
export function remarkOnDuplicates(names: readonly string[], thing: string): readonly string[] {
  return remarkOn(
    names,
    thing,
    "came more than once and is counted once",
    "came more than once and are counted once",
  );
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Resources by their id in lower case, the first of those that came more than once; and the names of these. */
export function toldOnce<T extends { readonly id: string; readonly name: string }>(
  resources: readonly T[],
): { readonly byId: ReadonlyMap<string, T>; readonly again: readonly string[] } {
  const byId = new Map<string, T>();
  const again = new Set<string>();
  for (const resource of resources) {
    const key = resource.id.toLowerCase();
    if (byId.has(key)) again.add(resource.name);
    else byId.set(key, resource);
  }
  return { byId, again: [...again] };
}
