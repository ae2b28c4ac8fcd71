import type { EditionChoice } from "../../checks/edition-choice";
import { evaluate } from "../../checks/evaluate";
import type { EncryptionFacts } from "../../checks/facts";
import { inWords } from "../../checks/verdict";
import { coverageOfGuest } from "../mechanism-coverage";
import { markedDisks } from "../disks";
import { note, settle, use } from "../reasons";
import type { MechanismOption } from "../recommendation";
import { requirementReasons } from "../requirement-reasons";

/**
 * Azure Disk Encryption: in use where a disk carries its stamp, else as its requirements come out.
 *
 * @param edition - which edition decides.
 */
export function azureDiskEncryptionOption(facts: EncryptionFacts, edition: EditionChoice): MechanismOption {
  const stamped = markedDisks(facts).filter(({ enabled }) => enabled);
  const { state, reasons } = settle(
    stamped.length > 0
      ? [
          use(
            `Stamped: ${inWords(stamped.map(({ name }) => name))}. What is really encrypted, verify tells.`,
            "migrate",
          ),
        ]
      : requirementReasons(evaluate(facts), edition),
  );
  return {
    mechanism: "azure-disk-encryption",
    state,
    reasons: state === "open" ? [note("Every requirement is met.", "ade-scenarios"), ...reasons] : reasons,
    covers: coverageOfGuest(facts),
    ownKeys: "yes",
    downtime: state === "in-use" ? "None: it is in use" : downtime(facts),
    wayBack: encryptsLinuxOs(facts)
      ? "None: a Linux OS disk can't be decrypted"
      : "Decrypt it; the disk keeps its mark for good",
  };
}

const encryptsLinuxOs = ({ virtualMachine, volumeType }: EncryptionFacts): boolean =>
  virtualMachine.osType === "Linux" && volumeType !== "Data";

function downtime(facts: EncryptionFacts): string {
  if (encryptsLinuxOs(facts)) return "Not available while its OS disk is encrypted, for hours";
  return facts.virtualMachine.osType === "Windows"
    ? "May restart, 10 to 15 minutes; then BitLocker goes on in the background"
    : "May restart";
}
