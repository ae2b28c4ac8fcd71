import assert from "node:assert/strict";
import { createRequire } from "node:module";

/** The part of a browser's window that tests use. jsdom's own types would bring a browser's globals into every file. */
interface Page {
  eval(script: string): unknown;
}

/** A page without a screen, which runs what it is handed. */
export function aPage(): Page {
  const jsdom: unknown = createRequire(__filename)("jsdom");
  assert.ok(hasConstructor(jsdom));
  return new jsdom.JSDOM("<!doctype html><body></body>", { runScripts: "outside-only" }).window;
}

function hasConstructor(value: unknown): value is {
  readonly JSDOM: new (html: string, options: object) => { readonly window: Page };
} {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "JSDOM") === "function";
}

/** What a page's function answers, as JSON tells it: `script` is a function of one text. */
export function answerOf(page: Page, script: string, text: string): unknown {
  return JSON.parse(String(page.eval(`JSON.stringify((${script})(${JSON.stringify(text)}))`)));
}
