import type { DiskProtection, VirtualMachineProtection } from "./protection";

/** Why encryption is not proven, and what to do next. */
export interface NotProven {
  readonly because: string;
  readonly nextStep: string;
}

/**
 * Why a VM is not proven encrypted, the weightiest reason first; undefined where it is proven. Pure.
 *
 * @example const reason = notProvenBecause(proof);
 */
export function notProvenBecause({ vmName, proven, disks }: VirtualMachineProtection): NotProven | undefined {
  if (proven) return undefined;
  const attached = disks.filter(({ role }) => role !== "temporary");
  const asked = attached.filter(({ azureDiskEncryption }) => azureDiskEncryption.state !== "none");
  if (asked.length === 0) {
    return {
      because: `no disk of ${vmName} has Azure Disk Encryption`,
      nextStep: "Plan its encryption, approve the plan and apply it.",
    };
  }
  for (const reasonOf of reasons)
    for (const disk of asked) {
      const reason = reasonOf(disk, vmName);
      if (reason !== undefined) return reason;
    }
  return {
    because: `a disk of ${vmName} could not be read, or carries settings without a secret`,
    nextStep: "Get the right to read the VM's disks, then verify again.",
  };
}

const reasons: readonly ((disk: DiskProtection, vmName: string) => NotProven | undefined)[] = [
  ({ disk, views: { vault } }) =>
    /\b(?:disabled|expired|not-found)\b/.test(vault.says)
      ? {
          because: `the next start will not unlock ${disk}: ${vault.says}`,
          nextStep:
            "Enable, renew or recover the secret and the key in the vault before the VM is stopped, then verify again.",
        }
      : undefined,
  ({ disk, contradictions: [first] }) =>
    first === undefined
      ? undefined
      : { because: `${disk}: ${first}`, nextStep: "Mend what the contradiction names, then verify again." },
  ({ disk, azureDiskEncryption: ade }, vmName) => {
    switch (ade.state) {
      case "none":
      case "encrypted":
        return undefined;
      case "unknown":
        return {
          because: `${disk}: not known: ${ade.missing}`,
          nextStep: `See that ${vmName} runs and its agent is ready, then verify again with the probe's script.`,
        };
      case "reboot-pending":
        return {
          because: `${disk} waits for a restart`,
          nextStep: "Observe the VM and plan again: the plan is the restart.",
        };
      case "stale":
        return {
          because: `${disk} carries the settings of Azure Disk Encryption, and nothing is encrypted`,
          nextStep: "Look at the extension's message, mend what it names, then plan and apply again.",
        };
      case "stamped":
      case "in-progress":
      case "decrypting":
        return { because: `${disk} is ${ade.state}`, nextStep: "Watch it to its end, then verify again." };
    }
  },
  ({ disk, confirmedByGuest }) =>
    confirmedByGuest
      ? undefined
      : {
          because: `the guest did not confirm ${disk}`,
          nextStep: "Verify again with the probe's script; mount the volumes of the data disks first.",
        },
  ({ disk, views: { vault } }) =>
    vault.says.startsWith("not read")
      ? {
          because: `${disk} is encrypted, and nobody read whether the next start will unlock it: ${vault.says}`,
          nextStep:
            "Get a role that reads the vault's secrets without their values, such as Key Vault Reader, then verify again.",
        }
      : undefined,
];
