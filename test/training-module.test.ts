import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { z } from "zod";

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
    [mocha, "--no-config", "--require", "tsx", "--dry-run", "--reporter", "json", ...files],
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

  before(async function () {
    this.timeout(120_000);
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
    it(`names tests and notebooks that are there for: ${says} (${sentences.join(", ")})`, () => {
      for (const { file, title } of heldBy) {
        assert.ok(
          titles.get(file)?.some((fullTitle) => fullTitle.includes(title)),
          `${file} has no test '${title}'`,
        );
      }
      for (const notebook of seenIn) {
        assert.ok(existsSync(join(project, "notebooks", `${notebook}.ipynb`)), `no notebook ${notebook}`);
      }
    });
  }
});
