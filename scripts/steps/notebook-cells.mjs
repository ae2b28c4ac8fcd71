import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the code cells of each notebook as one TypeScript file, to be checked as any other.
 *
 * The result finds the way back: from a file and line to a notebook, a cell and a line in it. `folder` must lie below
 * the project's folder, where the imports of the cells are found.
 */
export function writeCellFiles(folder, notebooks) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig, null, 2));
  const places = new Map();
  for (const { name, notebook } of notebooks) {
    const lines = ["export {};"];
    const origins = [undefined];
    let number = 0;
    for (const cell of notebook.cells) {
      if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
      number++;
      for (const [index, line] of cell.source.split("\n").entries()) {
        lines.push(line);
        origins.push({ cell: number, line: index + 1 });
      }
      // Cells end where they end: without this, one that ends in a name would go on in the next.
      lines.push(";");
      origins.push({ cell: number, line: cell.source.split("\n").length });
    }
    writeFileSync(join(folder, `${name}.ts`), lines.join("\n") + "\n");
    places.set(`${name}.ts`, { name, origins });
  }
  return (file, line) => {
    const place = places.get(file);
    const origin = place?.origins[line - 1];
    return origin ? `${place.name}, cell ${origin.cell}, line ${origin.line}` : file;
  };
}

const tsconfig = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2022"],
    module: "ESNext",
    moduleResolution: "Bundler",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  },
  include: ["*.ts"],
};
