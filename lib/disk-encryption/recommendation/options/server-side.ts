import type { AlternativeFacts } from "../../checks/alternative-facts";
import { evaluatePlatformKey } from "../../checks/customer-key/evaluate";
import type { EncryptionFacts } from "../../checks/facts";
import { inWords } from "../../checks/verdict";
import { currentWords } from "../mechanisms";
import { coverageOfServerSide } from "../mechanism-coverage";
import { customerKeyFactsOf, evaluateSetToBeMade } from "../customer-key-facts";
import { disksWithKey } from "../disks";
import { note, notKnown, settle, use } from "../reasons";
import type { MechanismOption, MechanismReason } from "../recommendation";
import { requirementReasons } from "../requirement-reasons";

/** The two ways of server-side encryption with the operator's own key. */
export type CustomerKeyMechanism = "customer-key" | "platform-and-customer-key";

/** Server-side encryption with the platform's key: what every managed disk has from the start, and may go back to. */
export function platformKeyOption(facts: EncryptionFacts, alternatives: AlternativeFacts): MechanismOption {
  const withPlatformKey = disksWithKey(facts, "platform-key");
  const { state, reasons } = settle([
    ...(withPlatformKey.length === 0
      ? []
      : [use(`Encrypted with the platform's key: ${inWords(withPlatformKey)}.`, "server-side")]),
    ...requirementReasons(
      evaluatePlatformKey(customerKeyFactsOf(facts, alternatives, "customer-key")),
      "current",
    ),
    ...unknownKeyReasons(facts),
  ]);
  return {
    mechanism: "platform-key",
    state,
    reasons: state === "open" ? [note("Nothing keeps the disks to their key.", "disks-faq")] : reasons,
    covers: coverageOfServerSide(facts, "platform-key"),
    ownKeys: "no",
    downtime: state === "in-use" ? "None: it is always on" : whileDeallocated(facts),
    wayBack: "None needed: a customer key can follow it",
  };
}

/** Server-side encryption with the operator's key, alone or over the platform's: in use, or evaluated for a set that is yet to be made. */
export function customerKeyOption(
  facts: EncryptionFacts,
  alternatives: AlternativeFacts,
  mechanism: CustomerKeyMechanism,
): MechanismOption {
  const withIt = disksWithKey(facts, mechanism);
  const { state, reasons } = settle([
    ...(withIt.length === 0
      ? []
      : [use(`Encrypted through a disk encryption set: ${inWords(withIt)}.`, "server-side")]),
    ...requirementReasons(evaluateSetToBeMade(customerKeyFactsOf(facts, alternatives, mechanism)), "current"),
    ...changeOfSetReasons(facts, mechanism),
    ...unknownKeyReasons(facts),
  ]);
  return {
    mechanism,
    state,
    reasons: state === "open" ? [needsNote(facts)] : reasons,
    covers: coverageOfServerSide(facts, mechanism),
    ownKeys: "yes",
    downtime: state === "in-use" ? "None: it is in use" : whileDeallocated(facts),
    wayBack: currentWords("way-back", mechanism) ?? "",
  };
}

/** What a change of a disk's key does to the VM: the disk must not be in use. */
export function whileDeallocated({ virtualMachine: vm }: EncryptionFacts): string {
  return vm.powerState === "deallocated"
    ? "None: the VM is deallocated"
    : "Not available from deallocate to start, minutes";
}

function needsNote({ virtualMachine: vm }: EncryptionFacts): MechanismReason {
  return note(
    `Needs a disk encryption set in ${vm.location}, and a key vault there with soft delete and purge protection.`,
    "customer-key-portal",
  );
}

/** No document at hand says whether a disk goes from the one type of set to the other. */
function changeOfSetReasons(
  facts: EncryptionFacts,
  mechanism: CustomerKeyMechanism,
): readonly MechanismReason[] {
  const other = mechanism === "customer-key" ? "platform-and-customer-key" : "customer-key";
  const names = disksWithKey(facts, other);
  return names.length === 0
    ? []
    : [
        notKnown(
          `Whether ${inWords(names)} may change to a disk encryption set of another type.`,
          "double",
          "Try it with a copy of the disk.",
        ),
      ];
}

/** A type of encryption that nobody has looked up. */
function unknownKeyReasons(facts: EncryptionFacts): readonly MechanismReason[] {
  const names = disksWithKey(facts, "unknown");
  return names.length === 0
    ? []
    : [
        notKnown(
          `Whose key the encryption of ${inWords(names)} uses.`,
          "server-side",
          "Look at the disk in the portal.",
        ),
      ];
}
