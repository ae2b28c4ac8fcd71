/**
 * Makes tslab compile cells under `strict`. To be imported before any part of tslab, for its effect.
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
loaded.exports = { ...typescript, createWatchCompilerHost: createStrictHost };
