import assert from "node:assert/strict";
import ts from "typescript";
import { chooseNotebooks, hasTag } from "../../lib/kernel/dist/headless";
import { codeCellsOf, folder, itRunsAsCommitted, notebookOf, QUICK } from "./committed";

for (const name of chooseNotebooks(folder, [])) {
  describe(`notebook ${name}`, () => {
    const notebook = notebookOf(name);
    const codeCells = codeCellsOf(notebook);

    if (name === QUICK) itRunsAsCommitted(name);

    it("is for the kernel tslab", () => {
      assert.deepEqual(notebook.metadata["kernelspec"], {
        display_name: "TypeScript",
        language: "typescript",
        name: "tslab",
      });
    });

    it("begins with a set-up cell of at most 8 lines", () => {
      const setUp = codeCells.find((cell) => !hasTag(cell, "parameters"));
      assert.ok(setUp !== undefined && setUp.source.split("\n").length <= 8);
    });

    it("has code cells of at most 5 lines after it", () => {
      const setUp = codeCells.findIndex((cell) => !hasTag(cell, "parameters"));
      const long = codeCells
        .slice(setUp + 1)
        .filter((cell) => !hasTag(cell, "parameters") && cell.source.trimEnd().split("\n").length > 5);
      assert.deepEqual(
        long.map(({ source }) => source),
        [],
      );
    });

    it("has prose before its code: at most two code cells in a row", () => {
      const { cells } = notebook;
      assert.equal(cells[0]?.cell_type, "markdown");
      const bare = cells.filter(
        (_, index) =>
          index >= 2 && cells.slice(index - 2, index + 1).every(({ cell_type }) => cell_type === "code"),
      );
      assert.deepEqual(
        bare.map(({ source }) => source),
        [],
      );
    });

    it("shows a plan in one cell and applies it in a later one", () => {
      for (const { source } of codeCells) {
        const plansAndApplies = /\bplan[A-Z]\w*\(/.test(source) && /\bapply\(/.test(source);
        assert.ok(!plansAndApplies, source);
      }
    });

    it("defines no functions and uses no any", () => {
      for (const { source } of codeCells) {
        const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);
        assert.deepEqual(unwanted(file), []);
      }
    });
  });
}

// A short arrow handed to map or filter is no definition; one that is given a name is.
function unwanted(node: ts.Node): string[] {
  const isNamedFunction =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    (ts.isVariableDeclaration(node) &&
      node.initializer !== undefined &&
      (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer)));
  const isUnwanted = isNamedFunction || node.kind === ts.SyntaxKind.AnyKeyword;
  const inner: string[] = [];
  ts.forEachChild(node, (child) => {
    inner.push(...unwanted(child));
  });
  return isUnwanted ? [node.getText(), ...inner] : inner;
}
