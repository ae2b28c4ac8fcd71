import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cell, type Notebook, writeNotebook } from "../../lib/kernel/dist/headless";

/** A notebook of these code cells. One that begins with `// parameters` is tagged so. */
export function aNotebook(...sources: readonly string[]): Notebook {
  const cells = sources.map((source, index): Cell => ({
    cell_type: "code",
    id: `cell-${index + 1}`,
    metadata: source.startsWith("// parameters") ? { tags: ["parameters"] } : {},
    source,
    execution_count: null,
    outputs: [],
  }));
  const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab" };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}

/** The path of a file with this notebook, in a folder of its own. */
export function aNotebookFile(...sources: readonly string[]): string {
  const path = join(mkdtempSync(join(tmpdir(), "notebook ")), "trial.ipynb");
  writeNotebook(path, aNotebook(...sources));
  return path;
}
