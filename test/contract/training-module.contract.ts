import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { readTrainingModulePage } from "../training-module-page";
import { trainingModule } from "./shared-folder";

/** The module's sentences: paragraphs, list items and table cells cut at their full stops; headings and pictures left out. */
function sentencesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim().replace(/^(?:>|\s|[-*]\s|\d+\.\s)+/, ""))
    .filter((line) => line !== "" && !/^#|^!\[|^\[![A-Z]+\]$|^\|[-|]+$/.test(line))
    .flatMap((line) => line.replace(/^\||\|$/g, "").split(/(?<=[.!?:])\s+(?=[A-Z`*])/))
    .map((sentence) => sentence.trim());
}

const nameOf = (sentence: string): string => createHash("sha256").update(sentence).digest("hex").slice(0, 8);

describe("The page of the training module's statements", () => {
  const sentences = sentencesOf(readFileSync(trainingModule, "utf8"));
  const { statements, withoutStatement } = readTrainingModulePage();
  const listed = new Set([
    ...statements.flatMap((statement) => statement.sentences),
    ...withoutStatement.map(({ sentence }) => sentence),
  ]);

  for (const sentence of sentences) {
    it(`has "${sentence}"`, () => {
      assert.ok(listed.has(nameOf(sentence)), `sentence ${nameOf(sentence)} is not on the page`);
    });
  }

  it("has no sentence that the module does not have", () => {
    const names = new Set(sentences.map(nameOf));
    assert.deepEqual(
      [...listed].filter((name) => !names.has(name)),
      [],
    );
  });
});
