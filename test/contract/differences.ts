/** A difference between a recorded exchange and ours, and why it is none of ours to mend. */
export interface Difference {
  readonly difference: string;
  readonly cases: readonly string[];
  readonly reason: string;
}

export const differences: readonly Difference[] = [];
