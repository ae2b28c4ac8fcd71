import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import ts from "typescript";
import { chooseNotebooks, type Cell, readNotebook } from "../../lib/kernel/dist/headless";

const folder = join(resolve(__dirname, "..", ".."), "notebooks");

interface Section {
  readonly heading: string;
  readonly cells: readonly Cell[];
}

const headingIn = ({ cell_type, source }: Cell): string | undefined =>
  cell_type === "markdown" ? /^## (.*)$/m.exec(source)?.[1] : undefined;

/** Everything up to the first heading, then one section for each heading. */
function sectionsOf(cells: readonly Cell[]): readonly Section[] {
  const sections: { heading: string; cells: Cell[] }[] = [{ heading: "set-up", cells: [] }];
  for (const cell of cells) {
    const heading = headingIn(cell);
    if (heading !== undefined) sections.push({ heading, cells: [] });
    sections.at(-1)?.cells.push(cell);
  }
  return sections;
}

const parsed = ({ cells }: Section): ts.SourceFile =>
  ts.createSourceFile(
    "section.ts",
    cells.flatMap(({ cell_type, source }) => (cell_type === "code" ? [source] : [])).join("\n;\n"),
    ts.ScriptTarget.ES2022,
    true,
  );

/** The names that a section's cells leave behind for the cells after them. */
function declaredIn(section: Section): ReadonlySet<string> {
  return new Set(
    parsed(section).statements.flatMap((statement) =>
      ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.getText())
        : [],
    ),
  );
}

/** The names that a section's cells use: not those of properties. */
function usedIn(section: Section): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isProperty =
      (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
      (ts.isPropertyAssignment(node.parent) && node.parent.name === node);
    if (ts.isIdentifier(node) && !isProperty) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(parsed(section), visit);
  return names;
}

describe("A section that says it runs alone after the set-up cells", () => {
  const alone = chooseNotebooks(folder, []).flatMap((name) => {
    const all = sectionsOf(readNotebook(join(folder, `${name}.ipynb`)).cells);
    return all
      .filter(({ cells }) => /runs alone after the set-up cells/i.test(cells[0]?.source ?? ""))
      .map((section) => ({ name, section, others: all.slice(1).filter((other) => other !== section) }));
  });

  it("is there: a drill, refusals and the way out can be needed by themselves", () => {
    assert.ok(alone.length >= 5, `${alone.length} sections`);
  });

  for (const { name, section, others } of alone) {
    it(`uses nothing of the other sections: ${name}, ${section.heading}`, () => {
      const own = declaredIn(section);
      const borrowed = others.flatMap((other) =>
        [...declaredIn(other)].filter((declared) => usedIn(section).has(declared) && !own.has(declared)),
      );
      assert.deepEqual(borrowed, []);
    });
  }
});
