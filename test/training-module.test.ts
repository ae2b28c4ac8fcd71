import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { z } from "zod";

import { sectionsOf } from "./notebook-sections";
import { readTrainingModulePage } from "./training-module-page";

const project = join(__dirname, "..");
const mocha = join(project, "node_modules", "mocha", "bin", "mocha.js");
const report = z.object({
  tests: z.array(z.object({ fullTitle: z.string(), file: z.string() })),
});

/** The full titles of all tests of some files, by file; mocha finds them without running one. */
async function titlesOf(files: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [mocha, "--dry-run", "--reporter", "json", ...files],
    { cwd: project, maxBuffer: 64 * 1024 ** 2 },
  );
  const { tests } = report.parse(JSON.parse(stdout.slice(stdout.indexOf("{\n"))));
  return new Map(
    files.map((name) => [
      name,
      tests.filter(({ file }) => file === join(project, name)).map(({ fullTitle }) => fullTitle),
    ]),
  );
}

describe("The page of the training module's statements", () => {
  const { statements, withoutStatement } = readTrainingModulePage();
  let titles: ReadonlyMap<string, readonly string[]> = new Map();

  before(async () => {
    const files = new Set(statements.flatMap(({ heldBy }) => heldBy.map(({ file }) => file)));
    titles = await titlesOf([...files]);
  });

  it("names each sentence once", () => {
    const sentences = [
      ...statements.flatMap((statement) => statement.sentences),
      ...withoutStatement.map(({ sentence }) => sentence),
    ];
    assert.ok(sentences.length > 40, `only ${sentences.length} sentences`);
    assert.deepEqual(sentences, [...new Set(sentences)]);
  });

  for (const { sentences, says, heldBy, seenIn } of statements) {
    const statement = `${says} (${sentences.join(", ")})`;

    it(`names tests that are there for: ${statement}`, () => {
      for (const { file, title } of heldBy) {
        assert.ok(
          titles.get(file)?.some((fullTitle) => fullTitle.includes(title)),
          `${file} has no test '${title}'`,
        );
      }
    });

    for (const { notebook, section, text } of seenIn) {
      it(`finds "${text}" in ${notebook}, "${section}", for: ${statement}`, () => {
        const sections = sectionsOf(notebook);
        const words = sections.get(section);
        assert.ok(
          words !== undefined,
          `${notebook} has no section '${section}', but ${[...sections.keys()].join("; ")}`,
        );
        assert.ok(words.includes(text), `section '${section}' of ${notebook} does not say: ${text}`);
      });
    }
  }
});
