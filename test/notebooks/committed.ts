import assert from "node:assert/strict";
import { join, resolve } from "node:path";

import { type CodeCell, type Notebook, readNotebook, runNotebook } from "../../lib/kernel/dist/headless";

export const folder = join(resolve(__dirname, "..", ".."), "notebooks");

/** The one that `npm test` runs; `npm run test:all` runs all. */
export const QUICK = "00-start-here";

const pathOf = (name: string): string => join(folder, `${name}.ipynb`);

export const notebookOf = (name: string): Notebook => readNotebook(pathOf(name));

export const codeCellsOf = ({ cells }: Notebook): readonly CodeCell[] =>
  cells.filter((cell) => cell.cell_type === "code");

export function itRunsAsCommitted(name: string): void {
  it("runs from top to bottom with the outputs that are committed", async () => {
    const committed = codeCellsOf(notebookOf(name));
    assert.ok(
      committed.some(({ outputs }) => outputs.length > 0),
      "It has no outputs: npm run notebooks:record writes them.",
    );
    const { executed, failed } = await runNotebook(pathOf(name));
    assert.equal(failed, undefined);
    const resultsOf = (cells: readonly CodeCell[]) =>
      cells.map(({ id, execution_count, outputs }) => ({ id, execution_count, outputs }));
    assert.deepEqual(resultsOf(codeCellsOf(executed)), resultsOf(committed));
  });
}
