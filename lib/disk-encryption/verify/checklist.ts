/** One thing that has to be so after an operation, and what it was evaluated by. */
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

export type Evaluated = Omit<ChecklistItem, "title">;
export const pass = (evidence: string): Evaluated => ({ outcome: "pass", evidence });
export const fail = (evidence: string): Evaluated => ({ outcome: "fail", evidence });
export const unknown = (evidence: string): Evaluated => ({ outcome: "unknown", evidence });

/** A checklist is verified where it has items and each of them passed. */
export const checklistOf = (claim: string, items: readonly ChecklistItem[]): Checklist => ({
  claim,
  verified: items.length > 0 && items.every(({ outcome }) => outcome === "pass"),
  items,
});
