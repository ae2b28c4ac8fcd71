/** Members that may be left out but are never `undefined`. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * The members that have a value: what is not known is left out of a record, not kept as `undefined`.
 *
 * @example const request = { location, ...defined({ zones, tags }) };
 */
export function defined<T extends object>(members: T): Defined<T>;
export function defined(members: object): object {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) result[name] = value;
  return result;
}
