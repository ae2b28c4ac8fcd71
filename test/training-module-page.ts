import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A place in a notebook where a statement is done, seen or warned of. */
export interface NotebookPlace {
  readonly notebook: string;
  /** The section's heading, without its number. */
  readonly section: string;
  /** What the section says or shows. */
  readonly text: string;
}

/** One row of `docs/training-module.md`: a statement of the training module in our words, where to meet it, and what holds it. */
export interface Statement {
  readonly says: string;
  readonly seenIn: readonly NotebookPlace[];
  /** Tests that hold it; none of what is only to be read. */
  readonly heldBy: readonly { readonly file: string; readonly title: string }[];
  /** First eight hexadecimal digits of the SHA-256 of each of the module's sentences that say it. */
  readonly sentences: readonly string[];
}

export interface TrainingModulePage {
  readonly statements: readonly Statement[];
  /** Sentences that state no fact and no rule, with the reason. */
  readonly withoutStatement: readonly { readonly sentence: string; readonly because: string }[];
}

const page = join(__dirname, "..", "docs", "training-module.md");
const hashes = /^`[0-9a-f]{8}`(?: `[0-9a-f]{8}`)*$/;

/** Reads the page; a row that can't be read is an error. */
export function readTrainingModulePage(): TrainingModulePage {
  const rows = readFileSync(page, "utf8").split("\n").flatMap(rowOf);
  return {
    statements: rows.filter((cells) => cells.length === 4).map(statementOf),
    withoutStatement: rows
      .filter((cells) => cells.length === 2)
      .map(([sentence = "", because = ""]) => ({ sentence: unquoted(sentence), because })),
  };
}

/** The cells of a table's row; heads and rules are no rows. */
function rowOf(line: string): readonly (readonly string[])[] {
  if (!line.startsWith("| ")) return [];
  const cells = line
    .slice(1, line.lastIndexOf("|"))
    .split(" | ")
    .map((cell) => cell.trim());
  const isHead =
    cells.every((cell) => /^-+$/.test(cell)) || ["The module says", "Sentence"].includes(cells[0] ?? "");
  if (isHead) return [];
  const sentences = (cells.length === 4 ? cells[3] : cells[0]) ?? "";
  if ((cells.length !== 4 && cells.length !== 2) || !hashes.test(sentences))
    throw new Error(`Not a row of the page: ${line}`);
  return [cells];
}

function statementOf([says = "", seenIn = "", heldBy = "", sentences = ""]: readonly string[]): Statement {
  return {
    says,
    seenIn: seenIn.split("<br>").map(placeOf),
    heldBy: heldBy === "–" ? [] : heldBy.split("<br>").map(testOf),
    sentences: sentences.split(" ").map(unquoted),
  };
}

function placeOf(cell: string): NotebookPlace {
  const place = /^\[(\S+) › (.+)\]\(\.\.\/notebooks\/(\S+)\.ipynb\) "(.+)"$/.exec(cell.trim());
  const [, notebook, section, linked, text] = place ?? [];
  if (notebook === undefined || section === undefined || text === undefined || linked !== notebook)
    throw new Error(`Not a place in a notebook: ${cell}`);
  return { notebook, section, text };
}

function testOf(cell: string): Statement["heldBy"][number] {
  const [, file, title] = /^`([^`]+)` › (.+)$/.exec(cell.trim()) ?? [];
  if (file === undefined || title === undefined) throw new Error(`Not a test: ${cell}`);
  return { file, title };
}

const unquoted = (text: string): string => text.trim().replace(/^`|`$/g, "");
