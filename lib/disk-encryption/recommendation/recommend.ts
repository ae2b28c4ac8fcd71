import { defined, missing } from "@runbooks/azure";
import type { AlternativeFacts } from "../checks/alternative-facts";
import type { EditionChoice } from "../checks/edition-choice";
import type { EncryptionFacts } from "../checks/facts";
import { betterThan, choose } from "./choose";
import { mechanismIds, type MechanismId } from "./mechanism";
import { azureDiskEncryptionOption } from "./options/azure-disk-encryption";
import { encryptionAtHostOption } from "./options/encryption-at-host";
import { customerKeyOption, platformKeyOption } from "./options/server-side";
import type { MechanismOption, Recommendation } from "./recommendation";

/** What is asked for, and what is known beside the facts. */
export interface RecommendOptions {
  /** The disks' keys have to be the operator's own. Without it, whichever key is fine. */
  readonly ownKeys?: boolean;
  /** Which edition of Azure Disk Encryption's requirements decides; both unless said. */
  readonly edition?: EditionChoice;
  /** What the other mechanisms depend on, as `observeAlternatives` reads it; without it they are open to nobody. */
  readonly alternatives?: AlternativeFacts;
}

const NOT_READ: AlternativeFacts = {
  encryptionAtHostFeature: missing("the features of the subscription were not read"),
  incrementalSnapshots: [],
};

/**
 * Which mechanisms protect a VM, which are open and which closed to it, and which one to take. Pure; the same facts give the same answer.
 *
 * What is not known never counts as open: a mechanism of which something is not known is not recommended, and `better` says what to find out.
 */
export function recommend(facts: EncryptionFacts, options: RecommendOptions = {}): Recommendation {
  const { ownKeys = false, edition = "both", alternatives = NOT_READ } = options;
  const byMechanism: Readonly<Record<MechanismId, MechanismOption>> = {
    "azure-disk-encryption": azureDiskEncryptionOption(facts, edition),
    "platform-key": platformKeyOption(facts, alternatives),
    "customer-key": customerKeyOption(facts, alternatives, "customer-key"),
    "platform-and-customer-key": customerKeyOption(facts, alternatives, "platform-and-customer-key"),
    "encryption-at-host": encryptionAtHostOption(facts, alternatives),
  };
  const recommended = choose(facts, byMechanism, ownKeys);
  return {
    vmName: facts.virtualMachine.name,
    ownKeys,
    edition,
    options: mechanismIds.map((id) => byMechanism[id]),
    ...defined({ recommended }),
    better: betterThan(recommended, byMechanism, ownKeys),
  };
}
