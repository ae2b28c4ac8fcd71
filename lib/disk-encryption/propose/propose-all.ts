import type { EncryptionFacts } from "../checks/facts";
import type { Connection } from "../connection/connection";
import { RunbookError } from "@runbooks/azure";
import { observe } from "../observe/observe";
import { proposeEncryption, type EncryptionProposal, type EncryptionWish } from "./propose";

/** Several VMs with what each is to be encrypted with. */
export interface ProposedVirtualMachines {
  /** In the order they were asked for. */
  readonly facts: readonly EncryptionFacts[];
  /** Those that could not be observed at all, and why. */
  readonly notObserved: readonly { readonly reference: string; readonly error: RunbookError }[];
  /** One for each VM that was observed, in the same order. */
  readonly proposals: readonly EncryptionProposal[];
}

/**
 * Settles for several VMs what each is to be encrypted with, and observes them with it, one after the other. One that can't be observed
 * keeps none of the others from it.
 *
 * @param references - names or full resource ids.
 * @param wish - for all of them.
 */
export async function proposeAll(
  azure: Connection,
  references: readonly string[],
  wish: EncryptionWish = {},
): Promise<ProposedVirtualMachines> {
  const facts: EncryptionFacts[] = [];
  const proposals: EncryptionProposal[] = [];
  const notObserved: { reference: string; error: RunbookError }[] = [];
  for (const reference of references) {
    try {
      const proposal = await proposeEncryption(azure, reference, wish);
      facts.push(await observe(azure, reference, proposal.wishes));
      proposals.push(proposal);
    } catch (error) {
      if (!(error instanceof RunbookError)) throw error;
      notObserved.push({ reference, error });
    }
  }
  return { facts, proposals, notObserved };
}
