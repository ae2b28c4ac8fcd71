/**
 * How wide each character of Arial is, in thousandths of the type's size; Helvetica's and Liberation Sans's are the same.
 *
 * Adobe Font Metrics of Helvetica, for the characters that names and numbers are made of.
 */
export const characterWidths: Readonly<Record<string, number>> = {
  ...widthsOf(191, "'"),
  ...widthsOf(222, "ijl"),
  ...widthsOf(260, "|"),
  ...widthsOf(278, " !,./:;I[\\]ft"),
  ...widthsOf(333, "()-`r·"),
  ...widthsOf(334, "{}"),
  ...widthsOf(355, '"'),
  ...widthsOf(389, "*"),
  ...widthsOf(469, "^"),
  ...widthsOf(500, "Jcksvxyz"),
  ...widthsOf(556, "#$0123456789?L_abdeghnopqu–"),
  ...widthsOf(584, "+<=>~"),
  ...widthsOf(611, "FTZ"),
  ...widthsOf(667, "&ABEKPSVXY"),
  ...widthsOf(722, "CDHNRUw"),
  ...widthsOf(778, "GOQ"),
  ...widthsOf(833, "Mm"),
  ...widthsOf(889, "%"),
  ...widthsOf(944, "W"),
  ...widthsOf(1000, "…→—"),
  ...widthsOf(1015, "@"),
};

/** Of a character that is not in the table. */
export const OTHER_CHARACTER_WIDTH = 620;

function widthsOf(width: number, characters: string): Record<string, number> {
  return Object.fromEntries(Array.from(characters).map((character) => [character, width]));
}
