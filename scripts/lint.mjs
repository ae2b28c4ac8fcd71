/** npm run lint: eslint, dependency-cruiser, prettier, and the cells of the notebooks under strict types and without floating promises. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { announce, Obstacle, projectFolder, runMain } from "./steps/announce.mjs";
import { writeCellFiles } from "./steps/notebook-cells.mjs";
import { run } from "./steps/run.mjs";
import { setUp } from "./set-up.mjs";

const notebooksFolder = join(projectFolder, "notebooks");
const cellsFolder = join(projectFolder, "out", "cells");
const binaryOf = (...path) => join(projectFolder, "node_modules", ...path);

await runMain(async () => {
  await setUp();
  const results = [
    await tool("Linting the code", binaryOf("eslint", "bin", "eslint.js"), ["."]),
    await tool("Checking who imports whom", binaryOf("dependency-cruiser", "bin", "dependency-cruise.mjs"), [
      "lib",
    ]),
    await tool("Checking the format", binaryOf("prettier", "bin", "prettier.cjs"), [
      "--check",
      "--log-level=warn",
      ".",
    ]),
    await lintCells(),
  ];
  if (results.includes(false))
    throw new Obstacle("There is something to mend above.", "npm run format mends the format.");
  announce("Nothing to mend");
});

async function tool(title, script, flags) {
  announce(title);
  const { code } = await run(process.execPath, [script, ...flags], { show: true });
  return code === 0;
}

async function lintCells() {
  announce("Checking the cells of the notebooks");
  if (!existsSync(notebooksFolder)) return true;
  const { chooseNotebooks, readNotebook } = createRequire(import.meta.url)("../lib/kernel/dist/headless.js");
  const notebooks = chooseNotebooks(notebooksFolder, []).map((name) => ({
    name,
    notebook: readNotebook(join(notebooksFolder, `${name}.ipynb`)),
  }));
  const placeOf = writeCellFiles(cellsFolder, notebooks);
  const problems = [...(await typeProblems(placeOf)), ...(await promiseProblems(placeOf))];
  for (const problem of problems) console.log(`  ${problem}`);
  return problems.length === 0;
}

async function typeProblems(placeOf) {
  const tsc = binaryOf("typescript", "bin", "tsc");
  const { output } = await run(process.execPath, [tsc, "-p", ".", "--pretty", "false"], { cwd: cellsFolder });
  return output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, file, number, message] = /^(.+?)\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
      return file === undefined ? line : `${placeOf(file, Number(number))}: ${message}`;
    });
}

// Loaded here: before the set-up these packages may not be there.
async function promiseProblems(placeOf) {
  const { ESLint } = await import("eslint");
  const { default: tseslint } = await import("typescript-eslint");
  const eslint = new ESLint({
    cwd: cellsFolder,
    overrideConfigFile: true,
    overrideConfig: {
      files: ["*.ts"],
      plugins: { "@typescript-eslint": tseslint.plugin },
      languageOptions: {
        parser: tseslint.parser,
        parserOptions: { project: "./tsconfig.json", tsconfigRootDir: cellsFolder },
      },
      rules: {
        "@typescript-eslint/no-explicit-any": "error",
        "@typescript-eslint/no-floating-promises": ["error", { checkThenables: true }],
        "@typescript-eslint/no-misused-promises": "error",
      },
    },
  });
  const results = await eslint.lintFiles(["*.ts"]);
  return results.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ line, message }) => `${placeOf(basename(filePath), line ?? 1)}: ${message.split("\n")[0]}`,
    ),
  );
}
