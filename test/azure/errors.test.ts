import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { runbookErrorCodes } from "../../lib/azure/errors";

const root = join(__dirname, "..", "..");
const textsOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ["dist", "node_modules"].includes(entry.name) || entry.name.startsWith(".") ? [] : textsOf(path);
    return /\.(ts|ipynb)$/.test(entry.name) && path !== join("lib", "azure", "errors.ts")
      ? [readFileSync(join(root, path), "utf8")]
      : [];
  });

describe("The library's error codes", () => {
  const text = ["lib", "scripts", "notebooks"].flatMap(textsOf).join("\n");

  for (const code of runbookErrorCodes) {
    it(`${code} is one that something throws`, () => {
      assert.match(text, new RegExp(`"${code}|\\\\"${code}`));
    });
  }
});
