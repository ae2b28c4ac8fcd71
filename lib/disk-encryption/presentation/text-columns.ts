import { TEXT_WIDTH } from "./wrap";

/** Characters that take two columns of a terminal, and marks that take none. @see Unicode Standard Annex #11, "East Asian Width" */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u{ff01}-\u{ff60}\u{3000}-\u{303f}]/u;
const NO_WIDTH = /\p{Mn}|\p{Me}|\u{200d}/u;

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (WIDE.test(character)) columns += 2;
    else if (!NO_WIDTH.test(character)) columns += 1;
  }
  return columns;
}

/**
 * A table as text, no wider than a terminal: a cell that does not fit its column goes on below, under its own start.
 *
 * @param mostColumns - the most that each column but the last may take; the last has what is left.
 */
export function textColumns(
  rows: readonly (readonly string[])[],
  mostColumns: readonly number[],
  indent: string,
  width: number = TEXT_WIDTH,
): readonly string[] {
  const widths = mostColumns.map((most, column) =>
    Math.min(most, Math.max(...rows.map((cells) => columnsOf(cells[column] ?? "")))),
  );
  const taken = indent.length + widths.reduce((sum, each) => sum + each + GAP.length, 0);
  const all = [...widths, Math.max(width - taken, LEAST_COLUMNS)];
  return rows.flatMap((cells) => {
    const broken = all.map((most, column) => brokenInto(cells[column] ?? "", most));
    const height = Math.max(...broken.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      (
        indent + broken.map((lines, column) => padded(lines[line] ?? "", all[column] ?? 0)).join(GAP)
      ).trimEnd(),
    );
  });
}

const GAP = "  ";
const LEAST_COLUMNS = 20;

const padded = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(columns - columnsOf(text), 0));

/** Between words where that is possible, else inside one. */
function brokenInto(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && columnsOf(line) + 1 + columnsOf(word) <= columns) {
      line += ` ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const character of word) {
      if (columnsOf(line + character) > columns) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  return [...lines, line];
}
