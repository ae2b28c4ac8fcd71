/**
 * Makes tslab compile cells under `strict`, and not watch files. To be imported before any part of tslab, for its effect.
 *
 * Node keeps a module as it was when it was first imported, so that a change on disk reaches no running notebook: a watcher is of no
 * help, and tslab's ends with "Unexpected pending rebuildTimer" in the middle of a runbook where packages are installed beside it.
 *
 * tslab hands its compiler options to `createWatchCompilerHost` and offers no way to change them. The exports of
 * its TypeScript are read-only, so they are replaced as a whole before tslab loads them.
 */
import { type TypeScript, typescript, typescriptPath } from "./tslab-typescript";

function createStrictHost(files: string[], options: TypeScript.CompilerOptions, ...rest: unknown[]): unknown {
  return Reflect.apply(typescript.createWatchCompilerHost, typescript, [
    files,
    { ...options, strict: true },
    ...rest,
  ]);
}

const loaded = require.cache[typescriptPath];
if (loaded === undefined) throw new Error("tslab's TypeScript isn't where it was expected.");
const unwatched = (): TypeScript.FileWatcher => ({ close: () => undefined });
typescript.sys.watchFile = unwatched;
typescript.sys.watchDirectory = unwatched;
loaded.exports = { ...typescript, createWatchCompilerHost: createStrictHost };
