import { readFileSync } from "node:fs";

/** The version of the runbooks, as the package says; `unknown` where it says none. */
export function version(): string {
  // By name: the file is beside the sources, and above what was built of them.
  const path = require.resolve("@runbooks/cli/package.json");
  const read: unknown = JSON.parse(readFileSync(path, "utf8"));
  const isRecord = typeof read === "object" && read !== null && "version" in read;
  return isRecord && typeof read.version === "string" ? read.version : "unknown";
}
