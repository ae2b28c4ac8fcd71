import { createHash } from "node:crypto";

import type { EncryptionFacts } from "../../checks/facts";

/**
 * A GUID that makes the extension run again: the handler ignores settings whose `SequenceVersion` it has seen.
 *
 * Made of the VM and the moment it was observed, so that planning twice from the same facts gives the same plan.
 */
export function sequenceVersionOf({
  virtualMachine,
  observedAt,
}: Pick<EncryptionFacts, "virtualMachine" | "observedAt">): string {
  const digits = createHash("sha256")
    .update(`${virtualMachine.id.toLowerCase()}/${observedAt.toISOString()}`)
    .digest("hex");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `5${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join("-");
}
