/** A word, a text in quotes, a number, a sign, or the end of the query. */
export interface Token {
  readonly kind: "word" | "text" | "number" | "sign" | "end";
  /** As it stands in the query; of a text what is between the quotes. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 0, in its line. */
  readonly characterPositionInLine: number;
}

// `in~` is one word: "in" and "in~" are two operators.
const pattern =
  /(?<space>\s+)|(?<word>in~|[A-Za-z_]\w*)|(?<number>\d+)|'(?<single>(?:[^'\\\n]|\\.)*)'|"(?<double>(?:[^"\\\n]|\\.)*)"|(?<sign>==|=~|!=|!~|[\s\S])/gy;

/** A query taken apart. */
export interface Tokens {
  readonly tokens: readonly Token[];
  /** What stands behind the last of them. */
  readonly end: Token;
}

/** Takes a query apart. A character that no query has is a sign of its own. */
export function tokensOf(query: string): Tokens {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  for (const match of query.matchAll(pattern)) {
    const { space, word, number, single, double, sign } = match.groups ?? {};
    const place = { line, characterPositionInLine: match.index - lineStart };
    const quoted = single ?? double;
    if (word !== undefined) tokens.push({ kind: "word", text: word, ...place });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, ...place });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: unescaped(quoted), ...place });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, ...place });
    for (let at = 0; space !== undefined && at < space.length; at += 1) {
      if (space[at] !== "\n") continue;
      line += 1;
      lineStart = match.index + at + 1;
    }
  }
  const characterPositionInLine = query.length - lineStart;
  return { tokens, end: { kind: "end", text: "<EOF>", line, characterPositionInLine } };
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, "$1");
