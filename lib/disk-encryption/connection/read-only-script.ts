import { z } from "zod";

import { RunbookError } from "@runbooks/azure";
import type { PlannedRequest } from "./changes";
import { isWindowsProbe } from "./windows-probe";

/** Lines of the Linux probe, word for word. `modprobe --show-depends` only says what it would do. */
const readingCommands: readonly string[] = [
  "export LC_ALL=C",
  "{",
  "} 2>&1 | gzip -c | base64 -w 0",
  "cat /etc/os-release",
  "cat /etc/redhat-release",
  "cat /sys/fs/selinux/enforce",
  "cat /sys/kernel/kexec_crash_loaded",
  "uname -r",
  "grep MemTotal /proc/meminfo",
  "df -B1 -P /",
  "ls -l /dev/disk/azure",
  "lsblk -P -e 1,2,7,11 -o NAME,PKNAME,MAJ:MIN,TYPE,FSTYPE,LABEL,UUID,TRAN",
  "dmsetup table",
  "modprobe --show-depends dm_crypt",
  "modprobe --show-depends vfat",
  `awk '{for (i = 7; $i != "-"; i++); if ($3 !~ /^0:/ || $(i + 1) ~ /^(btrfs|zfs|nfs4?|cifs|smb3|ceph|lustre|afs|fuse.(ceph.*|glusterfs))$/) print $3, $4, $5, $(i + 1), $(i + 2)}' /proc/self/mountinfo`,
  `awk '$1 !~ /^#/ && NF > 2 {print $1, $2, ($4 ~ /(^|,)nofail(,|$)/ ? "nofail" : "-")}' /etc/fstab`,
];

/** What another line of the Linux probe may be, word for word but for host names, addresses and marks. Every one of these commands only reads. */
const readingLines: readonly RegExp[] = [
  /^echo '== [\w.: -]+ =='$/,
  /^curl -s -o \/dev\/null -m \d+ -w '%\{http_code\}\\n' https?:\/\/[\w.-]+(?::\d+)?\/$/,
  /^find '\/[\w./-]*' -xdev -maxdepth 1 ! -name lost\+found ! -name DATALOSS_WARNING_README\.txt -printf '%d\\n' 2>&1 \| head -n 3$/,
];

const runCommand = z.strictObject({
  commandId: z.enum(["RunPowerShellScript", "RunShellScript"]),
  script: z.array(z.string()).min(1),
});

/**
 * Lets through a Run Command that only reads: on Windows the probe to the letter, on Linux lines that are known. BitLocker and dm-crypt settings belong to the platform: nothing
 * here changes them.
 *
 * @throws RunbookError `ChangeOutsidePlan` for any other request or line.
 */
export function assertOnlyReads({ method, path, body }: PlannedRequest): void {
  const parsed = runCommand.safeParse(body);
  if (method !== "POST" || !/\/virtualMachines\/[^/]+\/runCommand$/i.test(path) || !parsed.success) {
    throw new RunbookError(
      "ChangeOutsidePlan",
      `${method} ${path} is not a Run Command that reads a guest.`,
      "Make a plan, approve it by name and apply it; changes are sent no other way.",
    );
  }
  if (parsed.data.commandId === "RunPowerShellScript") {
    assertWindowsProbe(parsed.data.script);
    return;
  }
  const stranger = parsed.data.script.find(
    (line) => !readingCommands.includes(line) && !readingLines.some((known) => known.test(line)),
  );
  if (stranger === undefined) return;
  throw new RunbookError(
    "ChangeOutsidePlan",
    `The probe's line '${stranger}' is not known to only read.`,
    "Use the script that probeScript() makes, unchanged.",
  );
}

/** PowerShell reads and changes through the same classes: one script goes through, and not its lines in another order. */
function assertWindowsProbe(script: readonly string[]): void {
  if (isWindowsProbe(script)) return;
  throw new RunbookError(
    "ChangeOutsidePlan",
    "The PowerShell script is not the Windows probe, of which every line is known to only read.",
    'Use the script that probeScript("Windows") makes, unchanged.',
  );
}
