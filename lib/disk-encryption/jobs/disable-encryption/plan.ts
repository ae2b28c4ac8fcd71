import type { EncryptionFacts } from "../../checks/facts";
import { RunbookError, sameResourceId, type VolumeType } from "@runbooks/azure";
import { sequenceVersionOf } from "../../change/sequence-version";
import { type Plan } from "../../change/plan";
import { DECRYPTION_DURATION } from "../../change/waits/durations";
import { planBlocked } from "../../change/blocked";
import { definePlan } from "../../change/define-plan";
import { touchedMachine } from "../../change/touched";
import { handlerOf } from "../../change/actions/extension";
import { RETIREMENT_WARNING } from "../../change/warnings";

export interface PlanDisableOptions {
  /** Which volumes to decrypt, for who wants to name them: All on Windows, Data on Linux. Anything else is refused. */
  readonly volumeType?: VolumeType;
}

/**
 * Plans the decryption of a VM where Azure allows it: Windows, or the data volumes of a Linux VM whose OS volume is not encrypted. Pure.
 *
 * @throws RunbookError `DisableNotAllowed` for a Linux OS volume, for some of a Windows VM's volumes, and for a VM that Azure Disk Encryption was
 *   never asked for; `PlanBlocked` where a disk could not be read: its OS volume may be encrypted.
 * @see "Azure Disk Encryption scenarios on Linux VMs", Disable encryption, 2026-02-20
 */
export function planDisable(facts: EncryptionFacts, { volumeType }: PlanDisableOptions = {}): Plan {
  const { virtualMachine: vm, disks } = facts;
  assertVolumeType(facts, volumeType);
  assertDisksRead(facts);
  const stamped = disks.filter(
    (disk) => disk.kind === "known" && disk.value.encryptionSettings?.enabled === true,
  );
  if (stamped.length === 0) {
    throw new RunbookError(
      "DisableNotAllowed",
      `No disk of ${vm.name} carries the settings of Azure Disk Encryption.`,
      "Look at what protects it with verify(azure, ...); there is nothing to disable.",
    );
  }
  if (vm.osType === "Linux" && osVolumeIsEncrypted(facts)) {
    throw new RunbookError(
      "DisableNotAllowed",
      `The OS volume of ${vm.name} is encrypted, and Azure never decrypts a Linux OS volume.`,
      "Rebuild the VM from the snapshot taken before, or from an image, and copy its data.",
    );
  }
  return definePlan({
    job: "disable-encryption",
    target: vm,
    steps: [
      {
        title: `Decrypt ${vm.osType === "Windows" ? "all volumes" : "the data volumes"} of ${vm.name}`,
        action: {
          kind: "put-extension",
          vmId: vm.id,
          location: vm.location,
          ...handlerOf(vm.osType),
          settings: {
            EncryptionOperation: "DisableEncryption",
            VolumeType: vm.osType === "Windows" ? "All" : "Data",
            SequenceVersion: sequenceVersionOf(facts),
          },
        },
        impact: "may-restart",
        undo: { kind: "possible", how: "encrypt again; the disk keeps the mark that it once had ADE" },
        expectedDuration: DECRYPTION_DURATION,
      },
    ],
    touches: touchedMachine(facts),
    warnings: [
      RETIREMENT_WARNING,
      "A disk that once had ADE keeps a mark that rules out customer-managed keys and encryption at host, decrypted or not.",
    ],
  });
}

/** "Azure Disk Encryption scenarios on Windows VMs" and "... on Linux VMs", Disable encryption, 2026-02-20. */
function assertVolumeType(
  { virtualMachine: { name, osType } }: EncryptionFacts,
  volumeType: VolumeType | undefined,
): void {
  if (volumeType === undefined || volumeType === (osType === "Windows" ? "All" : "Data")) return;
  const [message, hint] =
    osType === "Windows"
      ? [
          `${name} runs Windows: to decrypt its ${volumeType} volumes alone while the others stay encrypted has unexpected results.`,
          "Decrypt all volumes: leave volumeType out, or say All.",
        ]
      : [
          `${name} runs Linux: Azure decrypts its data volumes alone, never an OS volume.`,
          "Leave volumeType out, or say Data; where the OS volume is encrypted, make a new VM and copy the data.",
        ];
  throw new RunbookError("DisableNotAllowed", message, hint);
}

function assertDisksRead({ virtualMachine: vm, disks }: EncryptionFacts): void {
  for (const disk of disks) {
    if (disk.kind === "known") continue;
    throw planBlocked(`A disk of ${vm.name} was not read: ${disk.reason}.`, "Get the right to read it.");
  }
}

/** By the OS disk's stamp, or by the guest's own word. */
function osVolumeIsEncrypted({ virtualMachine: vm, disks, guest }: EncryptionFacts): boolean {
  const { managedDiskId } = vm.osDisk;
  const stamped = disks.some(
    (disk) =>
      disk.kind === "known" &&
      managedDiskId !== undefined &&
      sameResourceId(disk.value.id, managedDiskId) &&
      disk.value.encryptionSettings?.enabled === true,
  );
  const seen =
    guest.kind === "known" &&
    guest.value.volumes.some(({ role, state }) => role === "os" && state !== "decrypted");
  return stamped || seen;
}
