/** One thing that has to be so after an operation, and what it was judged by. */
export interface ChecklistItem {
  readonly title: string;
  readonly outcome: "pass" | "fail" | "unknown";
  readonly evidence: string;
}

/** Everything that has to be so after an operation. */
export interface Checklist {
  /** What was checked, as a sentence that holds where everything passed. */
  readonly claim: string;
  /** Every item passed. */
  readonly verified: boolean;
  readonly items: readonly ChecklistItem[];
}

export type Judged = Omit<ChecklistItem, "title">;
export const pass = (evidence: string): Judged => ({ outcome: "pass", evidence });
export const fail = (evidence: string): Judged => ({ outcome: "fail", evidence });
export const unknown = (evidence: string): Judged => ({ outcome: "unknown", evidence });

/** A checklist is verified where it has items and each of them passed. */
export const checklistOf = (claim: string, items: readonly ChecklistItem[]): Checklist => ({
  claim,
  verified: items.length > 0 && items.every(({ outcome }) => outcome === "pass"),
  items,
});
