/** A number as a reader is shown it: `8,412`. */
export function numberText(number: number): string {
  return number.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

/** A number of things: `1 disk`, `8,412 disks`. */
export function counted(number: number, noun: string): string {
  return `${numberText(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** The first few names, and how many more there are. */
export function firstNames(names: readonly string[], limit = 5): string {
  return namesOf(names, names.length, limit);
}

/** The same, where of the names only the first are at hand. */
export function namesOf(names: readonly string[], count: number, limit = 5): string {
  if (count <= limit) return names.join(", ");
  return `${names.slice(0, limit).join(", ")} and ${numberText(count - limit)} more`;
}
