/** What the JSON area of a header holds, or why it can't be read. */
export type JsonArea =
  | { readonly kind: "read"; readonly value: unknown }
  /** For cryptsetup as well, where that is certain; it then goes by the other copy of the header. */
  | { readonly kind: "unreadable"; readonly because: string; readonly isCertain: boolean };

const OPENING_BRACE = 0x7b;
/** cryptsetup's own parser stops at 32 levels; the metadata need 5, and tokens a few more. */
const MOST_LEVELS = 24;

/**
 * Reads the JSON area: one object, from its first byte on, and after it nothing but zeros, of which there is at least one.
 *
 * Stricter than a parser of JSON, since cryptsetup's reads some texts otherwise (`1.0` is no integer, a name ends at a NUL).
 *
 * @see LUKS2 On-Disk Format Specification, version 1.1, "JSON Area"
 */
export function readJsonArea(area: Buffer): JsonArea {
  if (area[0] !== OPENING_BRACE) return unreadable("it does not start with an object");
  const end = area.indexOf(0);
  if (end === -1) return unreadable("no zero byte ends it");
  if (area.subarray(end).some((byte) => byte !== 0)) return unreadable("there are bytes behind its end");
  const text = decode(area.subarray(0, end));
  if (text === undefined) return unreadable("it is no UTF-8", false);
  if (!text.endsWith("}")) return unreadable("there are bytes behind its object");
  const doubt = lexicalDoubt(text);
  return doubt === undefined ? parse(text) : unreadable(doubt, false);
}

const unreadable = (because: string, isCertain = true): JsonArea => ({
  kind: "unreadable",
  because,
  isCertain,
});

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What only the text shows, and no longer the object that becomes of it. */
function lexicalDoubt(text: string): string | undefined {
  const withoutStrings = text.replace(/"(?:[^"\\]|\\.)*"/gs, '""');
  if (/\d[.eE]/.test(withoutStrings)) return "it has a number that is no integer";
  let level = 0;
  let deepest = 0;
  for (const character of withoutStrings) {
    if (character === "{" || character === "[") level += 1;
    if (character === "}" || character === "]") level -= 1;
    deepest = Math.max(deepest, level);
  }
  return deepest > MOST_LEVELS ? "it is nested too deep" : undefined;
}

function parse(text: string): JsonArea {
  const doubtful: string[] = [];
  try {
    const value: unknown = JSON.parse(text, (name, part: unknown) => {
      if (name === "__proto__" || name.includes("\0") || (typeof part === "string" && part.includes("\0"))) {
        doubtful.push(name);
      }
      return part;
    });
    return doubtful.length > 0
      ? unreadable("it has a name that programs read differently", false)
      : { kind: "read", value };
  } catch {
    return unreadable("it is no JSON", false);
  }
}
