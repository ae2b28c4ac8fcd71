import type { Coverage } from "@runbooks/fleet";
import type { GeneratedTruth } from "@runbooks/sandbox";

/** What a source tells of a fleet. */
export interface SourceKnowledge {
  readonly reports: boolean;
  readonly extensions: boolean;
  readonly absence: boolean;
  readonly powerStates: boolean;
}

/** How many cells are right, and which are not. */
export interface CorrectCells {
  readonly cells: number;
  readonly right: number;
  /** Of the right ones. */
  readonly unknownAsItMust: number;
  readonly missingRows: number;
  readonly extraRows: number;
  /** How often, by an example. */
  readonly wrong: Readonly<Record<string, number>>;
}

export function compareWithTruth(
  coverage: Coverage,
  truth: Iterable<GeneratedTruth>,
  knows: SourceKnowledge,
): CorrectCells;
