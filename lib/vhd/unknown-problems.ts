import type { Fact } from "@runbooks/azure";
import { isEncrypted } from "./deductions";
import { volumeName, type VhdBoot, type VhdDisk, type VhdProblem, type VolumeOnDisk } from "./report";
import { capitalised } from "./text";

/** What is not understood of a disk: each keeps it from being called ready. */
export function unknownProblems(disk: VhdDisk, boot: Fact<VhdBoot>): readonly VhdProblem[] {
  return [...disk.volumes.flatMap(contentsUnknown), ...startUnknown(disk, boot)];
}

function contentsUnknown(found: VolumeOnDisk): readonly VhdProblem[] {
  const { volume, partition } = found;
  const problem = { id: "contents-unknown", stops: "unknown", commands: [] } as const;
  const name = volumeName(found);
  if (partition?.type.role === "part-of-set") {
    return [
      {
        ...problem,
        text: `${capitalised(name)} is part of a set of disks or partitions (${partition.type.name}), which is not looked into.`,
        fix: "Look at the set where the disk comes from. Azure Disk Encryption supports neither dynamic disks nor Storage Spaces.",
      },
    ];
  }
  switch (volume.kind) {
    case "unknown":
      // Neither partition holds a volume: boot code, or what Windows sets aside.
      if (partition?.type.role === "bios-boot" || partition?.type.role === "microsoft-reserved") return [];
      return [
        {
          ...problem,
          text:
            volume.resembles === undefined
              ? `What is in ${name} is not known: no filesystem, BitLocker or LUKS header is recognised there. ` +
                "It may be encrypted in another way, or its header is destroyed."
              : `What is in ${name} is not known: it has the signature of ${volume.resembles}, but the rest contradicts that.`,
          fix: "Look at it where the disk comes from. Where BitLocker's header is destroyed, repair-bde may save the data.",
        },
      ];
    case "unreadable":
      return [
        {
          ...problem,
          text: `What is in ${name} is not known: ${volume.because}.`,
          fix: "Look at it where the disk comes from.",
        },
      ];
    case "file-system":
      if (volume.diskCount === undefined) return [];
      return [
        {
          ...problem,
          text: `The ${volume.type} in ${name} is on ${volume.diskCount} disks, of which the others are not looked into.`,
          fix: "Look at all of them where the disk comes from.",
        },
      ];
    case "lvm-physical-volume":
      return [
        {
          ...problem,
          text: `The logical volumes of LVM in ${name} are not looked into: whether they are encrypted is not known.`,
          fix: "Look at them where the disk comes from.",
          commands: ["lsblk -f"],
        },
      ];
    default:
      return [];
  }
}

/** Of a plain disk it stops nothing: whatever starts the system can be read. */
function startUnknown({ volumes }: VhdDisk, boot: Fact<VhdBoot>): readonly VhdProblem[] {
  if (boot.kind === "known" || !volumes.some(({ volume }) => isEncrypted(volume))) return [];
  return [
    {
      id: "start-unknown",
      stops: "unknown",
      text: `Whether a VM can start from this disk is not known: ${boot.reason}.`,
      fix: "Check where the disk comes from that what starts the system, and /boot of Linux, is not encrypted.",
      commands: [],
    },
  ];
}
