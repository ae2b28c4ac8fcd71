import type { Coverage } from "@runbooks/fleet";

/**
 * A coverage as `JSON.stringify(coverage, undefined, 2)` writes it, row by row: the whole of a large fleet is longer than a text can be (V8: 2^29 - 24
 * characters).
 */
export function* jsonPieces(coverage: Coverage): Generator<string> {
  let before = "{";
  for (const [name, value] of Object.entries({ ...coverage })) {
    yield `${before}\n  ${JSON.stringify(name)}: `;
    before = ",";
    if (isList(value) && value.length > 0) yield* listPieces(value);
    else yield indented(value, "  ");
  }
  yield "\n}";
}

function* listPieces(list: readonly (object | string)[]): Generator<string> {
  let before = "[";
  for (const item of list) {
    yield `${before}\n    ${indented(item, "    ")}`;
    before = ",";
  }
  yield "\n  ]";
}

const isList = (value: Coverage[keyof Coverage]): value is Extract<typeof value, readonly unknown[]> =>
  Array.isArray(value);

/** No text in JSON has a line's end in it. */
const indented = (value: object | string, by: string): string =>
  JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${by}`);
