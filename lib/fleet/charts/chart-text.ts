/** A part of a whole: `40 %`; what is there is never told as 0 %, nor what is not all as 100 %. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = Math.round((100 * part) / whole);
  if (percent === 0 && part > 0) return "< 1 %";
  if (percent === 100 && part < whole) return "> 99 %";
  return `${percent} %`;
}

/** A name that may be long, cut for an axis or a tile. */
export function shortened(name: string, length: number): string {
  return name.length <= length ? name : `${name.slice(0, length - 1)}…`;
}

/** A text from Azure for plotly, which reads some HTML in its labels, and for the SVG that it writes, which can't hold every character. */
export function plotlyText(text: string): string {
  return text
    .replace(/\s/g, " ")
    .replace(NO_CHARACTER_OF_XML, "\u{FFFD}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

// Extensible Markup Language (XML) 1.0, Fifth Edition, "Characters": control characters, half of a surrogate pair, and two more are none.
const NO_CHARACTER_OF_XML = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** Lines of at most that many characters, broken between words. */
export function linesOf(text: string, length: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > length) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
