import type { EncryptionFacts } from "../checks/facts";
import { guidOf } from "./guid";

/**
 * A GUID that makes the extension run again: the handler ignores settings whose `SequenceVersion` it has seen.
 *
 * Made of the VM and the moment it was observed, so that planning twice from the same facts gives the same plan.
 */
export function sequenceVersionOf({
  virtualMachine,
  observedAt,
}: Pick<EncryptionFacts, "virtualMachine" | "observedAt">): string {
  return guidOf(`${virtualMachine.id.toLowerCase()}/${observedAt.toISOString()}`);
}
