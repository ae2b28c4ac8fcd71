import type { Exchange } from "../../lib/index";
import { finalAnswers } from "./final-answers";
import { createValidator } from "./validator";

/** What Microsoft's documents say against exchanges, by operation; an operation that is valid has an empty set, one without a document none. */
export async function problemsByOperation(
  exchanges: readonly Exchange[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  const validator = await createValidator();
  for (const exchange of [...exchanges, ...finalAnswers(exchanges)]) {
    const validation = await validator.validate(exchange);
    if (validation.kind === "uncovered") continue;
    const problems = found.get(validation.operation) ?? new Set();
    found.set(validation.operation, problems);
    for (const problem of validation.problems) problems.add(problem);
  }
  return found;
}
