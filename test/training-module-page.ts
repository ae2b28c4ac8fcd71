import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One row of `training-module.md`: a statement of the training module in our words, and what holds it. */
export interface Statement {
  /** First eight hexadecimal digits of the SHA-256 of each of the module's sentences that say it. */
  readonly sentences: readonly string[];
  readonly says: string;
  /** Tests that hold it. */
  readonly heldBy: readonly { readonly file: string; readonly title: string }[];
  /** Notebooks in which it is done, seen or warned of. */
  readonly seenIn: readonly string[];
}

export interface TrainingModulePage {
  readonly statements: readonly Statement[];
  /** Sentences that state no fact and no rule, with the reason. */
  readonly withoutStatement: readonly { readonly sentence: string; readonly because: string }[];
}

const page = join(__dirname, "training-module.md");

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
  if (!/^\| `[0-9a-f]{8}`/.test(line)) return [];
  return [
    line
      .slice(1, line.lastIndexOf("|"))
      .split(" | ")
      .map((cell) => cell.trim()),
  ];
}

function statementOf([sentences = "", says = "", heldBy = "", seenIn = ""]: readonly string[]): Statement {
  return {
    sentences: sentences.split(" ").map(unquoted),
    says,
    heldBy: heldBy.split("<br>").map((test) => {
      const [, file, title] = /^`([^`]+)` › (.+)$/.exec(test.trim()) ?? [];
      if (file === undefined || title === undefined) throw new Error(`Not a test: ${test}`);
      return { file, title };
    }),
    seenIn: seenIn.split(", ").map(unquoted),
  };
}

const unquoted = (text: string): string => text.trim().replace(/^`|`$/g, "");
