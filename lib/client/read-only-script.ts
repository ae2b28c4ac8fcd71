import { z } from "zod";

import { RunbookError } from "../errors";
import type { PlannedRequest } from "./changes";

/** What a line of a probe may be, word for word but for host names, addresses and marks. Every one of these commands only reads. */
const readingLines: readonly RegExp[] = [
  /^(?:Write-Output|echo) '== [\w. -]+ =='$/,
  /^\(Get-CimInstance Win32_ComputerSystem\)\.PartOfDomain$/,
  /^\[Environment\]::OSVersion\.Version\.Build$/,
  /^cmd \/c "reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE 2>&1"$/,
  /^manage-bde -status$/,
  /^Test-NetConnection -ComputerName [\w.-]+ -Port \d+ -InformationLevel Quiet$/,
  /^cat \/etc\/os-release$/,
  /^uname -r$/,
  /^grep MemTotal \/proc\/meminfo$/,
  /^df -B1 --output=used \/$/,
  /^lsblk -J -o [A-Z,]+$/,
  /^dmsetup table --target crypt$/,
  /^curl -s -o \/dev\/null -m \d+ -w '%\{http_code\}\\n' http:\/\/[\w.-]+\/$/,
];

const runCommand = z.strictObject({
  commandId: z.enum(["RunPowerShellScript", "RunShellScript"]),
  script: z.array(z.string()).min(1),
});

/**
 * Lets through a Run Command whose every line is known to only read. BitLocker and dm-crypt settings belong to the platform: nothing
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
  const stranger = parsed.data.script.find((line) => !readingLines.some((known) => known.test(line)));
  if (stranger === undefined) return;
  throw new RunbookError(
    "ChangeOutsidePlan",
    `The probe's line '${stranger}' is not known to only read.`,
    "Use the script that probeScript() makes, unchanged.",
  );
}
