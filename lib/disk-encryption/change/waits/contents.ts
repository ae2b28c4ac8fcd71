import { type Fact, known, missing, type VirtualMachine } from "@runbooks/azure";
import { type GuestVolume } from "../../nouns/guest";
import { azureError } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import type { EncryptionFacts } from "../../checks/facts";
import { runProbe } from "../../probe/read-guest";
import { unpacked } from "../../probe/packed";
import { probeScript, sectionMark, type ProbeScript } from "../../probe/scripts";
import { section, sectionsOf } from "../../probe/sections";
import { layoutSections, notSeenWhole } from "./seen-whole";

/** Whether a volume holds anything, by the guest's own word. */
export interface VolumeContents {
  readonly mountPoint: string;
  readonly contents: Fact<"empty" | "not-empty">;
}

/** The script that looks into volumes, and which volume each of its sections is about. */
export interface ContentsScript extends ProbeScript {
  readonly mountPoints: readonly string[];
}

/** Mount points that go into a shell line without a doubt. */
const plainMountPoint = /^\/[\w./-]*$/;

/**
 * The volumes that `EnableEncryptionFormatAll` would wipe: mounted, not encrypted, of a data disk or of the temporary disk. RAID and LVM volumes
 * are left out by Azure; they are counted here, to be on the safe side.
 *
 * @see "Azure Disk Encryption scenarios on Linux VMs", EncryptFormatAll, 2026-02-20
 */
export function volumesToWipe({ guest }: Pick<EncryptionFacts, "guest">): readonly GuestVolume[] {
  return guest.kind === "known"
    ? guest.value.volumes.filter(({ role, state }) => role !== "os" && state !== "encrypted")
    : [];
}

/** What a volume is called where it is to be wiped, so that nobody takes one for another: `/data (sdc1 on sdc)`. */
export function wipedName({ mountPoint, storage }: GuestVolume): string {
  if (storage === undefined) return `${mountPoint} (on a device that is not known)`;
  const disks = storage.disks.filter((disk) => disk !== storage.device);
  return `${mountPoint} (${storage.device}${disks.length === 0 ? "" : ` on ${disks.join(", ")}`})`;
}

/**
 * The script that asks a Linux guest whether the volumes that would be wiped hold anything. It only reads, and prints no name of a file: `0` for
 * the volume's own directory, and a `1` for each entry in it, at most two.
 *
 * `lost+found` and the temporary disk's own warning don't count.
 */
export function contentsScript(facts: Pick<EncryptionFacts, "guest">): ContentsScript {
  const mountPoints = [...new Set(volumesToWipe(facts).map(({ mountPoint }) => mountPoint))].filter(
    (mountPoint) => plainMountPoint.test(mountPoint),
  );
  const mark = (name: string): string => `echo '${sectionMark(name)}'`;
  return {
    osType: "Linux",
    commandId: "RunShellScript",
    mountPoints,
    lines: [
      "export LC_ALL=C",
      "{",
      ...layoutSections.flatMap(linesOfProbe),
      ...mountPoints.flatMap((mountPoint, index) => [
        mark(`contents ${index + 1}`),
        `find '${mountPoint}' -xdev -maxdepth 1 ! -name lost+found ! -name DATALOSS_WARNING_README.txt -printf '%d\\n' 2>&1 | head -n 3`,
      ]),
      mark(`end ${layoutSections.length + mountPoints.length}`),
      // Packed as the probe is: Run Command returns 4,096 bytes at most.
      "} 2>&1 | gzip -c | base64 -w 0",
    ],
  };
}

/** A section of the Linux probe, word for word: its mark and its command. */
function linesOfProbe(name: string): readonly string[] {
  const { lines } = probeScript("Linux");
  const start = lines.indexOf(`echo '${sectionMark(name)}'`);
  return lines.slice(start, start + 2);
}

/**
 * Asks the guest whether the volumes hold anything; not known where it does not say. Changes nothing.
 *
 * @param script - as `formatAndEncrypt.contentsScript` makes it, and as it was shown.
 */
export async function readContents(
  azure: Connection,
  vm: VirtualMachine,
  script: ContentsScript,
  signal?: AbortSignal,
): Promise<readonly VolumeContents[]> {
  try {
    const output = await runProbe(azure, vm, script, signal);
    return parseContents(unpacked(output, vm.name), script, vm.name);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const { message } = azureError(error, `looking into the volumes of ${vm.name}`);
    return script.mountPoints.map((mountPoint) => ({ mountPoint, contents: missing(message) }));
  }
}

/**
 * Reads the script's output, strictly. Pure. A volume is empty only where its directory is, and where that is all there is to be wiped.
 *
 * @throws RunbookError `GuestOutputUnreadable`.
 */
export function parseContents(
  output: string,
  { mountPoints }: Pick<ContentsScript, "mountPoints">,
  vmName: string,
): readonly VolumeContents[] {
  const sections = sectionsOf(output, vmName);
  const whyNot = notSeenWhole(sections, vmName, mountPoints);
  return mountPoints.map((mountPoint, index) => {
    const said = section(sections, `contents ${index + 1}`, vmName).join(",");
    const source = `find ${mountPoint}, by Run Command`;
    const hidden = whyNot(mountPoint);
    if (hidden !== undefined) return { mountPoint, contents: missing(hidden) };
    // The directory itself comes first: without it nothing was looked at.
    if (said === "0") return { mountPoint, contents: known("empty", source) };
    if (/^0(,1)+$/.test(said)) return { mountPoint, contents: known("not-empty", source) };
    return { mountPoint, contents: missing(`the guest could not look into ${mountPoint}`) };
  });
}
