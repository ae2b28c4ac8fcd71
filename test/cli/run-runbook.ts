import { runbook } from "../../lib/cli/runbook";

/** What a command line wrote, and its exit code. */
export interface Ran {
  readonly results: string;
  readonly notes: string;
  readonly exitCode: number | undefined;
}

/** Runs `runbook` with these arguments, in this process. */
export async function run(...args: readonly string[]): Promise<Ran> {
  const results: string[] = [];
  const notes: string[] = [];
  let exitCode: number | undefined;
  await runbook(args, {
    result: (text) => results.push(text),
    pieces: (pieces) => {
      results.push([...pieces].join(""));
      return Promise.resolve();
    },
    note: (text) => notes.push(text),
    exitCode: (code) => {
      exitCode = code;
    },
  });
  return { results: results.join("\n"), notes: notes.join("\n"), exitCode };
}
