import { z } from "zod";

import { RunbookError } from "../errors";
import type { PlannedRequest } from "./changes";
import { isWindowsProbe } from "./windows-probe";

/** What a line of the Linux probe may be, word for word but for host names, addresses and marks. Every one of these commands only reads. */
const readingLines: readonly RegExp[] = [
  /^echo '== [\w. -]+ =='$/,
  /^cat \/etc\/os-release$/,
  /^uname -r$/,
  /^grep MemTotal \/proc\/meminfo$/,
  /^df -B1 --output=used \/$/,
  /^lsblk -J -o [A-Z,]+$/,
  /^dmsetup table --target crypt$/,
  /^find '\/[\w./-]*' -xdev -maxdepth 1 ! -name lost\+found ! -name DATALOSS_WARNING_README\.txt -printf '%d\\n' 2>&1 \| head -n 3$/,
  /^curl -s -o \/dev\/null -m \d+ -w '%\{http_code\}\\n' http:\/\/[\w.-]+\/$/,
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
  const stranger = parsed.data.script.find((line) => !readingLines.some((known) => known.test(line)));
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
