import { reaches } from "../hardware";
import type { Command, CommandOutput } from "./languages";
import { manageBdeStatus, queryBitLockerPolicies } from "./manage-bde";

const trueOrFalse = (value: boolean): string => (value ? "True" : "False");

/** `2>&1` in cmd: what went to the error stream stands in the output. */
const merged = ({ stdout = "", stderr = "", exitCode = 0 }: CommandOutput): CommandOutput => ({
  stdout: [stdout, stderr].filter((text) => text !== "").join("\n"),
  exitCode,
});

/** The lines that a Windows guest understands. */
export const powerShellCommands: readonly Command[] = [
  {
    pattern: /^Write-Output '((?:[^']|'')*)'$/i,
    run: (_context, [, text = ""]) => ({ stdout: text.replaceAll("''", "'") }),
  },
  {
    pattern: /^\(Get-CimInstance Win32_ComputerSystem\)\.PartOfDomain$/i,
    run: ({ specification }) => ({
      stdout: trueOrFalse(specification.osType === "Windows" && specification.domainJoined === true),
    }),
  },
  {
    pattern: /^\[(?:System\.)?Environment\]::OSVersion\.Version\.Build$/i,
    run: ({ specification }) => ({
      stdout: String(specification.osType === "Windows" ? specification.osBuild : 0),
    }),
  },
  {
    pattern: /^reg(?:\.exe)? query "?(?:HKLM|HKEY_LOCAL_MACHINE)\\SOFTWARE\\Policies\\Microsoft\\FVE"?$/i,
    run: queryBitLockerPolicies,
  },
  {
    pattern:
      /^cmd(?:\.exe)? \/c "reg(?:\.exe)? query (?:HKLM|HKEY_LOCAL_MACHINE)\\SOFTWARE\\Policies\\Microsoft\\FVE 2>&1"$/i,
    run: (context) => merged(queryBitLockerPolicies(context)),
  },
  { pattern: /^manage-bde(?:\.exe)? -status$/i, run: manageBdeStatus },
  {
    pattern: /^Test-NetConnection -ComputerName (\S+) -Port (\d+) -InformationLevel Quiet$/i,
    run: ({ guest }, [, host = "", port = ""]) => ({
      stdout: trueOrFalse(reaches(guest, ["80", "443"].includes(port) ? host : `${host}:${port}`)),
    }),
  },
];
