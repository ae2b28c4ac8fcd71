import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { citedDocuments } from "../lib/azure/cited-document";
import { mechanisms } from "../lib/disk-encryption/recommendation/mechanisms";

const folder = join(__dirname, "..", "notebooks");
const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]);
const notebook = z.object({ cells: z.array(z.object({ cell_type: z.string(), source: text })) });

const proseOf = (file: string): string =>
  notebook
    .parse(JSON.parse(readFileSync(join(folder, file), "utf8")))
    .cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => source)
    .join("\n");

/** Titles that the prose names outside of a link. */
function notLinked(prose: string): readonly string[] {
  const withoutLinks = prose.replaceAll(/\[[^\]]*\]\([^)]*\)/g, "");
  return citedDocuments()
    .map(({ title }) => title)
    .filter((title) => withoutLinks.includes(title));
}

describe("The prose of a notebook", () => {
  it("is seen to name a document without a link", () => {
    const title = "Overview of managed disk encryption options";
    assert.deepEqual(notLinked(`See ${title}, 2026-09-11.`), [title]);
    assert.deepEqual(notLinked(`See [${title}](https://example.org), 2026-09-11.`), []);
  });

  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ipynb"))) {
    it(`of ${file} links each document that it names and whose address is known`, () => {
      assert.deepEqual(notLinked(proseOf(file)), []);
    });

    it(`of ${file} says when Azure Disk Encryption retires, by which notice, and what replaces it`, () => {
      const { date, source } = mechanisms().retirement;
      const prose = proseOf(file);
      assert.ok(prose.includes(`retires on **${date}** (Microsoft's notice of ${source.date})`));
      assert.match(prose, /encryption at host/i);
    });

    it(`of ${file} gives a document no other address than data/documents.json`, () => {
      const links = [...proseOf(file).matchAll(/\[([^\]]*)\]\((https:[^)]*)\)/g)];
      const wrong = links.filter(([, words = "", url = ""]) => {
        const known = citedDocuments().find(({ title }) => title === words);
        // The training module's own short links lead to the same pages.
        return known !== undefined && url !== known.url && !url.startsWith("https://aka.ms/");
      });
      assert.deepEqual(
        wrong.map(([link]) => link),
        [],
      );
    });
  }
});
