import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { RunbookError } from "@runbooks/azure";
import { htmlPage } from "./html-page";
import { type JsonObject, readNotebook, writeNotebook } from "./notebook";
import { declaredParameters, injectParameters } from "./parameters";
import { type NotebookRun, runNotebook } from "./run-notebook";

export interface WalkthroughOptions {
  /** The folder of the notebooks. */
  readonly notebooksFolder: string;
  /** Where the executed notebooks and their pages are written. */
  readonly outFolder: string;
  /** Which notebooks, by name or by the beginning of it (`05`). All of them if there is none. */
  readonly names?: readonly string[];
  /** Each notebook takes those that it declares. */
  readonly parameters?: JsonObject;
  readonly cellTimeLimitInSeconds?: number;
  readonly signal?: AbortSignal;
  /** How many notebooks run at a time, each in a process of its own; one unless said. */
  readonly atATime?: number;
  readonly onCell?: (notebook: string, cell: { readonly number: number; readonly count: number }) => void;
  /** Told in the order of the notebooks' names, whichever was through first. */
  readonly onNotebook?: (result: WalkthroughResult) => void;
}

/** How one notebook of a walkthrough went, and where its executed copy is. */
export interface WalkthroughResult extends NotebookRun {
  readonly name: string;
  readonly notebookPath: string;
  readonly pagePath: string;
}

/**
 * Runs notebooks in the order they are taught, one or a few at a time, and writes the executed copy and a page of each.
 *
 * A notebook that fails doesn't keep the next from running; one that was stopped by the signal does.
 *
 * @throws RunbookError `ParameterInvalid`, `ParametersCellUnreadable`, `NotebookUnreadable`, before the first one runs.
 */
export async function walkthrough(options: WalkthroughOptions): Promise<readonly WalkthroughResult[]> {
  const names = chooseNotebooks(options.notebooksFolder, options.names ?? []);
  const parametersOf = shareParameters(options.notebooksFolder, names, options.parameters ?? {});
  mkdirSync(options.outFolder, { recursive: true });
  const results: (WalkthroughResult | undefined)[] = names.map(() => undefined);
  let next = 0;
  let told = 0;
  let broken = false;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < names.length; index = next++) {
      const name = names[index];
      if (name === undefined || broken || options.signal?.aborted === true) return;
      try {
        results[index] = await runOne(name, parametersOf(name), options);
      } catch (error) {
        broken = true;
        throw error;
      }
      for (let done = results[told]; done !== undefined; done = results[told]) {
        told += 1;
        options.onNotebook?.(done);
      }
    }
  };
  await Promise.all(Array.from({ length: options.atATime ?? 1 }, worker));
  return results.filter((result) => result !== undefined);
}

async function runOne(
  name: string,
  parameters: JsonObject,
  options: WalkthroughOptions,
): Promise<WalkthroughResult> {
  const run = await runNotebook(join(options.notebooksFolder, `${name}.ipynb`), {
    parameters,
    onCell: (cell) => options.onCell?.(name, cell),
    ...(options.cellTimeLimitInSeconds !== undefined && {
      cellTimeLimitInSeconds: options.cellTimeLimitInSeconds,
    }),
    ...(options.signal && { signal: options.signal }),
  });
  const notebookPath = join(options.outFolder, `${name}.ipynb`);
  const pagePath = join(options.outFolder, `${name}.html`);
  writeNotebook(notebookPath, run.executed);
  writeFileSync(pagePath, await htmlPage(run.executed, name));
  return { ...run, name, notebookPath, pagePath };
}

/**
 * The notebooks of a folder in the order of their names: all, or those asked for by name or its beginning.
 *
 * @throws RunbookError `NotebookUnreadable` if there is none, or none of a name.
 */
export function chooseNotebooks(folder: string, wanted: readonly string[]): readonly string[] {
  const all = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".ipynb"))
        .map((file) => basename(file, ".ipynb"))
        .sort()
    : [];
  if (all.length === 0) {
    throw new RunbookError(
      "NotebookUnreadable",
      `There are no notebooks in ${folder}.`,
      "Name another folder.",
    );
  }
  if (wanted.length === 0) return all;
  const chosen = wanted.map((name) => {
    const plain = basename(name, ".ipynb");
    return all.includes(plain) ? [plain] : all.filter((candidate) => candidate.startsWith(plain));
  });
  const missing = wanted.find((_, index) => chosen[index]?.length === 0);
  if (missing !== undefined) {
    throw new RunbookError(
      "NotebookUnreadable",
      `There is no notebook ${missing}.`,
      `Name one of ${all.join(", ")}.`,
    );
  }
  return all.filter((name) => chosen.flat().includes(name));
}

// Everything is read and checked first: a wrong parameter of the last notebook is found before the first one runs.
function shareParameters(
  folder: string,
  names: readonly string[],
  parameters: JsonObject,
): (name: string) => JsonObject {
  const shares = new Map<string, JsonObject>();
  const given = Object.entries(parameters);
  const unused = new Set(Object.keys(parameters));
  for (const name of names) {
    const notebook = readNotebook(join(folder, `${name}.ipynb`));
    const declared = declaredParameters(notebook, name).map((parameter) => parameter.name);
    const share = Object.fromEntries(given.filter(([key]) => declared.includes(key)));
    for (const key of declared) unused.delete(key);
    shares.set(name, share);
  }
  for (const name of names) {
    // A name that no notebook declares is refused by the last one, which says what it takes.
    const share = { ...shares.get(name) };
    if (name === names.at(-1)) for (const key of unused) share[key] = parameters[key] ?? null;
    injectParameters(readNotebook(join(folder, `${name}.ipynb`)), share, name);
  }
  return (name) => shares.get(name) ?? {};
}
