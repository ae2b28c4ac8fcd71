import { type TypeScript, typescript } from "./tslab-typescript";

/**
 * The same code with `{ vm }` written as `{ vm: vm }`.
 *
 * tslab takes the short form for the name of a property only, and then doesn't find the variable of an earlier cell:
 * "ReferenceError: vm is not defined".
 */
export function expandShorthands(code: string): string {
  const file = typescript.createSourceFile("cell.ts", code, typescript.ScriptTarget.ES2022);
  const names: TypeScript.Identifier[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (typescript.isShorthandPropertyAssignment(node)) names.push(node.name);
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return names
    .sort((a, b) => b.end - a.end)
    .reduce((expanded, { end, text }) => `${expanded.slice(0, end)}: ${text}${expanded.slice(end)}`, code);
}
