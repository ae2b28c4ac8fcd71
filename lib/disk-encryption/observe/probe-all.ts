import { known, missing, RunbookError } from "@runbooks/azure";
import type { EncryptionFacts } from "../checks/facts";
import type { Connection } from "../connection/connection";
import { readGuest } from "../probe/read-guest";
import { probeScriptFor } from "../probe/scripts";

/**
 * Runs each VM's read-only probe and adds what it saw to the VM's facts. Show the scripts first: `probeScriptFor` makes each.
 *
 * One after the other: half a minute to a minute each on live Azure. A guest that does not answer (the VM is off, its agent not ready) stays
 * missing, with the reason.
 *
 * @param signal - stops after the guest in hand.
 * @throws RunbookError `Interrupted` when the signal stopped it.
 */
export async function probeAll(
  azure: Connection,
  facts: readonly EncryptionFacts[],
  signal?: AbortSignal,
): Promise<readonly EncryptionFacts[]> {
  const probed: EncryptionFacts[] = [];
  for (const one of facts) probed.push(await withGuest(azure, one, signal));
  return probed;
}

async function withGuest(
  azure: Connection,
  facts: EncryptionFacts,
  signal: AbortSignal | undefined,
): Promise<EncryptionFacts> {
  try {
    const guest = await readGuest(azure, facts.virtualMachine, probeScriptFor(facts), signal);
    return { ...facts, guest: known(guest, "Run Command probe") };
  } catch (error) {
    if (!(error instanceof RunbookError) || error.code === "Interrupted") throw error;
    // The guest stays unknown, and so do the findings that need it; the reason is theirs to show.
    return { ...facts, guest: missing(error.message) };
  }
}
