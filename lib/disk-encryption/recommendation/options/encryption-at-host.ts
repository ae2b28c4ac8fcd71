import type { AlternativeFacts } from "../../checks/alternative-facts";
import type { EncryptionFacts } from "../../checks/facts";
import { evaluateEncryptionAtHost } from "../../checks/host-encryption/evaluate";
import { currentWords } from "../mechanisms";
import { coverageOfHost } from "../mechanism-coverage";
import { note, notKnown, settle, use } from "../reasons";
import type { MechanismOption, MechanismReason } from "../recommendation";
import { requirementReasons } from "../requirement-reasons";
import { whileDeallocated } from "./server-side";

/** Encryption at host: in use where the VM has it, else as its requirements come out. */
export function encryptionAtHostOption(
  facts: EncryptionFacts,
  { encryptionAtHostFeature: feature }: AlternativeFacts,
): MechanismOption {
  const { virtualMachine: vm, size } = facts;
  const { state, reasons } = settle([
    ...(vm.encryptionAtHost ? [use(`${vm.name} has encryption at host.`, "server-side")] : []),
    ...requirementReasons(evaluateEncryptionAtHost({ ...facts, feature }), "current").map(withReach),
    ...confidentialReasons(facts),
    ...(size.kind === "known" && size.value.temporaryDiskInMB > 0
      ? [note("The temporary disk has a platform key, whichever key the disks have.", "server-side")]
      : []),
  ]);
  return {
    mechanism: "encryption-at-host",
    state,
    reasons: state === "open" ? [note("Every requirement is met.", "host"), ...reasons] : reasons,
    covers: coverageOfHost(facts),
    ownKeys: "if-wished",
    downtime: state === "in-use" ? "None: it is in use" : whileDeallocated(facts),
    wayBack: currentWords("way-back", "encryption-at-host") ?? "",
  };
}

/** The feature is registered in the subscription; neither the VM nor its disks are touched. */
const withReach = (reason: MechanismReason): MechanismReason =>
  reason.kind === "against" && reason.requirement === "feature-registered"
    ? { ...reason, readily: true }
    : reason;

function confidentialReasons({ virtualMachine: vm }: EncryptionFacts): readonly MechanismReason[] {
  return vm.securityType?.toLowerCase() === "confidentialvm"
    ? [
        notKnown(
          "Whether a confidential VM takes it: it has confidential disk encryption of its own.",
          "options",
          "Read the overview of managed disk encryption options for confidential VMs.",
        ),
      ]
    : [];
}
