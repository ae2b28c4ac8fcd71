import type { Expression } from "./query";

/**
 * The lower-case resource types that a condition leaves, where it says so of the column `type`; undefined: it does not, any type may be left.
 *
 * So a fleet of a million resources is not looked through for a few types of them.
 */
export function typesOf(condition: Expression): ReadonlySet<string> | undefined {
  switch (condition.kind) {
    case "equal": {
      const [left, right] = condition.sides;
      return !condition.negated && isType(left) ? textsOf([right]) : undefined;
    }
    case "in":
      return isType(condition.value) ? textsOf(condition.list) : undefined;
    case "and": {
      const [left, right] = condition.sides.map(typesOf);
      return left ?? right;
    }
    case "or": {
      const [left, right] = condition.sides.map(typesOf);
      return left === undefined || right === undefined ? undefined : new Set([...left, ...right]);
    }
    default:
      return undefined;
  }
}

const isType = (expression: Expression): boolean =>
  expression.kind === "path" && expression.names.length === 1 && expression.names[0] === "type";

/** A column on the other side may hold any text. */
function textsOf(expressions: readonly Expression[]): ReadonlySet<string> | undefined {
  const texts = new Set<string>();
  for (const expression of expressions) {
    if (expression.kind !== "literal" || typeof expression.value !== "string") return undefined;
    texts.add(expression.value.toLowerCase());
  }
  return texts;
}
