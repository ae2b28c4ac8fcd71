import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import { finalAnswers } from "./final-answers";
import { undocumentedOperation } from "./undocumented";
import { createValidator } from "./validator";

/** What Microsoft's documents say of exchanges. */
export interface Validated {
  /** What they say against each operation; of one that is valid, nothing. */
  readonly problems: ReadonlyMap<string, ReadonlySet<string>>;
  /** Operations that no document has. */
  readonly undocumented: ReadonlySet<string>;
}

/**
 * Validates exchanges, and the final answers of long-running ones. Blobs are left out: Azurite answers for them, which is Microsoft's own.
 *
 * @param sandboxes - what was sent to each: two sandboxes call their operations the same.
 */
export async function validateExchanges(...sandboxes: readonly (readonly Exchange[])[]): Promise<Validated> {
  const found = new Map<string, Set<string>>();
  const undocumented = new Set<string>();
  const validator = await createValidator();
  const exchanges = sandboxes.flatMap((sent) => [...sent, ...finalAnswers(sent)]);
  for (const exchange of exchanges.filter(({ url }) => url.startsWith("https:"))) {
    const validation = await validator.validate(exchange);
    if (validation.kind === "uncovered") {
      undocumented.add(undocumentedOperation(exchange));
      continue;
    }
    const problems = found.get(validation.operation) ?? new Set();
    found.set(validation.operation, problems);
    for (const problem of validation.problems) problems.add(problem.replace(/\/\d+\//g, "/{index}/"));
  }
  return { problems: found, undocumented };
}
