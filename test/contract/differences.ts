/** Differences between recorded exchanges and ours that have one reason, by test case. */
export interface ExplainedDifferences {
  /** Why it is none of ours to mend; a sentence. */
  readonly reason: string;
  readonly found: Readonly<Record<string, readonly string[]>>;
}

export const differences: readonly ExplainedDifferences[] = [];
