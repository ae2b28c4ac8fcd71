/** A place in an object, its members' names joined by dots, and what is there then; `undefined` takes the member away. */
export type Change = readonly [path: string, value: unknown];

/** A copy of an object with some members changed. */
export function changed(object: object, ...changes: readonly Change[]): unknown {
  return changes.reduce<unknown>(
    (value, [path, put]) => withMember(value, path.split("."), put),
    structuredClone(object),
  );
}

function withMember(value: unknown, [name = "", ...rest]: readonly string[], put: unknown): unknown {
  const members = new Map(Object.entries(typeof value === "object" && value !== null ? value : {}));
  const member = rest.length === 0 ? put : withMember(members.get(name), rest, put);
  if (member === undefined) members.delete(name);
  else members.set(name, member);
  return Object.fromEntries(members);
}
