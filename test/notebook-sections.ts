import { readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]);
const notebook = z.object({
  cells: z.array(
    z.object({
      cell_type: z.string(),
      source: text,
      outputs: z
        .array(z.object({ text: text.optional(), data: z.record(z.string(), z.unknown()).optional() }))
        .default([]),
    }),
  ),
});

/**
 * The sections of a notebook: by heading without its number, the prose and the outputs below it as a reader sees them, in one line. Sections of
 * the same heading are one.
 */
export function sectionsOf(name: string): ReadonlyMap<string, string> {
  const path = join(__dirname, "..", "notebooks", `${name}.ipynb`);
  const sections = new Map<string, string>();
  let heading = "";
  const add = (words: string): void => {
    sections.set(heading, `${sections.get(heading) ?? ""} ${words}`);
  };
  for (const { cell_type, source, outputs } of notebook.parse(JSON.parse(readFileSync(path, "utf8"))).cells) {
    if (cell_type === "markdown") {
      for (const line of source.split("\n")) {
        const [, found] = /^#{1,3} (?:\d+ )?(.+)$/.exec(line) ?? [];
        if (found === undefined) add(line.replaceAll("**", ""));
        else heading = found.trim();
      }
    }
    for (const { text: printed, data = {} } of outputs) add(printed ?? shown(data));
  }
  return new Map([...sections].map(([name_, words]) => [name_, words.replaceAll(/\s+/g, " ")]));
}

/** What a reader sees of an output: its HTML without tags, or its plain text. */
function shown(data: Readonly<Record<string, unknown>>): string {
  const html = text.safeParse(data["text/html"]);
  if (!html.success) return text.catch("").parse(data["text/plain"]);
  return html.data
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
