/**
 * Whether something is so, as far as it was told: a `Fact<boolean>` as a row keeps it. Of rows there are hundreds of thousands, so the reason does not
 * stand in each; it is the inventory's gap, or the control's own word.
 */
export type Told = "yes" | "no" | "unknown";

/** What a field of an inventory says, in which nothing means that it was not told. */
export const toldOf = (isSo: boolean | undefined): Told =>
  isSo === undefined ? "unknown" : isSo ? "yes" : "no";

/** Whether a field names a set: `null` is the source's word that it names none. */
export const toldSet = (setId: string | null | undefined): Told =>
  setId === undefined ? "unknown" : toldOf(setId !== null);

/** Whether all are so. Of none it is not known. */
export function allOf(told: readonly Told[]): Told {
  if (told.includes("no")) return "no";
  return told.includes("unknown") || told.length === 0 ? "unknown" : "yes";
}

/** Whether one of them is so. Of none it is not known. */
export function anyOf(told: readonly Told[]): Told {
  if (told.includes("yes")) return "yes";
  return told.includes("unknown") || told.length === 0 ? "unknown" : "no";
}
