import { parserFailure } from "./refusals";
import type { Expression, NamedExpression, Operator, Query, SortKey, TableName } from "./query";
import { tokensOf, type Token } from "./tokens";

const tables: readonly TableName[] = ["resources", "resourcecontainers"];
const isTable = (text: string): text is TableName => tables.some((table) => table === text);

/**
 * Parses the part of the Kusto query language that the sandbox answers: `where`, `project`, `extend`, `union`, `order by`, `take`; `==`, `!=`, `=~`,
 * `!~`, `in`, `in~`, `and`, `or`, `tolower()`, and paths into dynamic columns.
 *
 * @param information - what a refusal begins with.
 * @throws AzureError for all else, as Azure refuses what it can't parse.
 */
export function parseQuery(text: string, information: string): Query {
  const { tokens, end } = tokensOf(text);
  let next = 0;

  const peek = (): Token => tokens[next] ?? end;
  const take = (): Token => {
    const token = peek();
    next += 1;
    return token;
  };
  const refuse = (token: Token, expected?: string): never => {
    throw parserFailure(token, expected, information);
  };
  const isNext = (kind: Token["kind"], text: string): boolean => peek().kind === kind && peek().text === text;
  const accept = (kind: Token["kind"], text: string): boolean => {
    const found = isNext(kind, text);
    if (found) next += 1;
    return found;
  };
  const expect = (kind: Token["kind"], text: string): void => {
    if (!accept(kind, text)) refuse(peek(), text);
  };
  const word = (): string => {
    const token = take();
    return token.kind === "word" ? token.text : refuse(token);
  };
  const listOf = <T>(item: () => T): readonly T[] => {
    const items = [item()];
    while (accept("sign", ",")) items.push(item());
    return items;
  };

  function query(isPart: boolean): Query {
    const first = peek();
    const name = first.text.toLowerCase();
    const operators: Operator[] = [];
    if (first.kind !== "word") refuse(first);
    // A query may begin with an operator; then it is of the table `Resources`.
    const hasTable = isTable(name);
    if (hasTable) next += 1;
    else operators.push(operator(isPart, operators));
    while (accept("sign", "|")) operators.push(operator(isPart, operators));
    return { table: hasTable ? name : "resources", operators };
  }

  function operator(isPart: boolean, before: readonly Operator[]): Operator {
    const token = take();
    const wasTaken = before.some(({ kind }) => kind === "take");
    switch (token.kind === "word" ? token.text : "") {
      case "where":
        // What was taken without an order is any rows: which of them are left afterwards, nobody can say.
        return wasTaken ? refuse(token) : { kind: "where", condition: either() };
      case "project":
        return { kind: "project", columns: listOf(column) };
      case "extend":
        return { kind: "extend", columns: listOf(column) };
      case "union":
        return isPart || wasTaken
          ? refuse(token)
          : { kind: "union", query: inParentheses(() => query(true)) };
      case "order":
      case "sort":
        if (isPart) refuse(token);
        expect("word", "by");
        return { kind: "order", by: listOf(sortKey) };
      case "take":
      case "limit":
        return isPart ? refuse(token) : { kind: "take", count: count() };
      default:
        return refuse(token);
    }
  }

  function inParentheses<T>(inside: () => T): T {
    expect("sign", "(");
    const value = inside();
    expect("sign", ")");
    return value;
  }

  function count(): number {
    const token = take();
    return token.kind === "number" ? Number(token.text) : refuse(token);
  }

  function column(): NamedExpression {
    const names = path();
    if (!accept("sign", "=")) return { name: names.join("_"), expression: { kind: "path", names } };
    const [name, ...rest] = names;
    return rest.length === 0 ? { name, expression: value() } : refuse(peek());
  }

  function sortKey(): SortKey {
    const expression = value();
    if (accept("word", "asc")) return { expression, direction: "asc" };
    accept("word", "desc");
    return { expression, direction: "desc" };
  }

  function either(): Expression {
    let left = both();
    while (accept("word", "or")) left = { kind: "or", sides: [left, both()] };
    return left;
  }

  function both(): Expression {
    let left = comparison();
    while (accept("word", "and")) left = { kind: "and", sides: [left, comparison()] };
    return left;
  }

  function comparison(): Expression {
    if (isNext("sign", "(")) return inParentheses(either);
    const left = value();
    const token = take();
    const anyCase = token.text.endsWith("~");
    switch (token.text) {
      case "==":
      case "=~":
      case "!=":
      case "!~":
        return { kind: "equal", anyCase, negated: token.text.startsWith("!"), sides: [left, value()] };
      case "in":
      case "in~":
        return { kind: "in", anyCase, value: left, list: inParentheses(() => listOf(value)) };
      default:
        return refuse(token);
    }
  }

  function value(): Expression {
    const token = peek();
    switch (token.kind) {
      case "text":
        next += 1;
        return { kind: "literal", value: token.text };
      case "number":
        next += 1;
        return { kind: "literal", value: Number(token.text) };
      case "word":
        if (token.text === "true" || token.text === "false") {
          next += 1;
          return { kind: "literal", value: token.text === "true" };
        }
        return functionOrPath();
      default:
        return refuse(token);
    }
  }

  function functionOrPath(): Expression {
    const token = peek();
    const names = path();
    if (!isNext("sign", "(")) return { kind: "path", names };
    return token.text === "tolower" && names.length === 1
      ? { kind: "tolower", of: inParentheses(value) }
      : refuse(token);
  }

  function path(): readonly [string, ...string[]] {
    const names: [string, ...string[]] = [word()];
    while (accept("sign", ".")) names.push(word());
    return names;
  }

  const parsed = query(false);
  if (peek().kind !== "end") refuse(peek(), "<EOF>");
  return parsed;
}
