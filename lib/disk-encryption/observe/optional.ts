/** A field to spread into an object where it has a value, and nothing where it has none: an optional field is left out, never undefined. */
export function optional<Name extends string, T>(name: Name, value: T | undefined): Partial<Record<Name, T>> {
  // The computed key widens to string, which Name is known to be.
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, T>>;
}
