import type { EncryptionFacts } from "../../checks/facts";

/** How long it takes, as far as Microsoft says. "Azure Disk Encryption scenarios on Windows VMs", Disable encryption, 2026-02-20. */
export const DECRYPTION_DURATION = "the extension is done in a minute, decryption goes on in the guest";

/** How long it takes, as far as Microsoft says. */
export function expectedDuration({
  virtualMachine: { osType },
  volumeType,
}: Pick<EncryptionFacts, "virtualMachine" | "volumeType">): string {
  if (osType === "Windows") return "10 to 15 minutes, then BitLocker goes on in the background";
  return volumeType === "Data"
    ? "minutes to hours, by the size of the data"
    : "40 minutes on fast disks, 3 to 16 hours otherwise, days with terabytes of data";
}
