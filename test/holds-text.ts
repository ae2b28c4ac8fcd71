/** Whether a text stands anywhere in a value, however deep, also where it is not enumerable: in an error's causes, requests and answers. */
export function holdsText(value: unknown, text: RegExp): boolean {
  const seen = new Set<unknown>();
  const holds = (inner: unknown): boolean => {
    if (typeof inner === "string") return text.test(inner);
    if (inner instanceof Uint8Array) return text.test(Buffer.from(inner).toString("latin1"));
    if (typeof inner !== "object" || inner === null || seen.has(inner)) return false;
    seen.add(inner);
    if (inner instanceof Map && [...inner].some((entry) => holds(entry))) return true;
    return Reflect.ownKeys(inner).some((key) => holds(Reflect.get(inner, key)));
  };
  return holds(value);
}
