/** How wide a text is that goes to a terminal. */
export const TEXT_WIDTH = 100;

/** Breaks a text between words into lines of at most that many characters. A longer word, a path or an id, keeps a line of its own. */
export function wrapped(text: string, width: number = TEXT_WIDTH): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A text behind a heading: what doesn't fit on the heading's line goes on below, under its own start. */
export function hanging(heading: string, text: string, width: number = TEXT_WIDTH): string {
  const indent = " ".repeat(heading.length);
  return wrapped(text, width - heading.length)
    .map((line, index) => `${index === 0 ? heading : indent}${line}`)
    .join("\n");
}
