import { inspectVhd, type InspectVhdOptions } from "../../lib/vhd/inspect";
import { type VhdProblem, type VhdReport } from "../../lib/vhd/index";
import { countingSource, type SparseBytes } from "./build/sparse-bytes";

/** Inspects a file made of pieces. A read outside of it fails the test. */
export async function inspectBytes(file: SparseBytes, options: InspectVhdOptions = {}): Promise<VhdReport> {
  return inspectVhd(countingSource(file), options);
}

/** Names of the problems, in order. */
export function problemIds({ verdict }: VhdReport): readonly string[] {
  return verdict.problems.map(({ id }) => id);
}

/** The one problem of that name. */
export function problemOf({ verdict }: VhdReport, id: VhdProblem["id"]): VhdProblem {
  const [problem, another] = verdict.problems.filter((candidate) => candidate.id === id);
  if (problem === undefined || another !== undefined) {
    throw new Error(
      `expected one problem '${id}', got ${verdict.problems.map((each) => each.id).join(", ")}`,
    );
  }
  return problem;
}
