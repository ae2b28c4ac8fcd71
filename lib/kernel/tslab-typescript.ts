import { createRequire } from "node:module";
import type * as TypeScript from "@tslab/typescript-for-tslab";

const requireFromTslab: NodeJS.Require = createRequire(require.resolve("tslab/package.json"));

/** Where Node keeps the TypeScript that tslab compiles cells with. */
export const typescriptPath: string = requireFromTslab.resolve("@tslab/typescript-for-tslab");

/** The TypeScript that tslab compiles cells with: a copy of its own, of another version than the project's. */
export const typescript: typeof TypeScript = load();

export type { TypeScript };

function load(): typeof TypeScript {
  return requireFromTslab(typescriptPath) as typeof TypeScript;
}
