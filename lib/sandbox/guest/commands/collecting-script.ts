import { gzipSync } from "node:zlib";

import { reaches } from "../hardware";
import { type CommandOutput, statementsOf } from "./languages";
import { type CommandContext } from "../volumes";
import { registryPolicies } from "./manage-bde";
import { hasBitLocker, productType, windowsDisks, windowsVolumes } from "./windows-management";

/** What a script has collected so far in this run. */
export interface PowerShellSession {
  readonly lines: string[];
  sections: number;
}

/** An exception of .NET or WMI: its type, its own code and its HRESULT, none of which is in a language. */
class PowerShellException extends Error {
  constructor(
    readonly type: string,
    readonly errorCode: string,
    readonly hresult: string,
  ) {
    super(`${type} ${errorCode}`);
  }
}

const trueOrFalse = (value: boolean): string => (value ? "True" : "False");

/** Statements that prepare or end a collecting script, and print nothing. */
const silent: readonly RegExp[] = [
  /^\$(?:ErrorActionPreference|ProgressPreference) = '\w+'$/,
  /^\$\w+ = (?:@\(\)|@\{\}|0)$/,
  /^function Section\(\$name, \$read\) \{[\s\S]*\}$/,
  /^function RegistryValues\(\$path\) \{[\s\S]*\}$/,
  /^function Reach\(\$name, \$port\) \{[\s\S]*\}$/,
  /^\$bytes = \[Text\.Encoding\]::UTF8\.GetBytes\(\$lines -join \[char\]10\)$/,
  /^\$packed = New-Object IO\.MemoryStream$/,
  /^\$gzip = New-Object IO\.Compression\.GZipStream\(\$packed, \[IO\.Compression\.CompressionMode\]::Compress\)$/,
  /^\$gzip\.Write\(\$bytes, 0, \$bytes\.Length\)$/,
  /^\$gzip\.Close\(\)$/,
];

/** Runs one statement of a script that collects sections and prints them packed; undefined for one that it does not understand. */
export function runCollecting(
  context: CommandContext,
  session: PowerShellSession,
  statement: string,
): CommandOutput | undefined {
  if (silent.some((known) => known.test(statement))) return {};
  const [, name, body] = /^\$lines \+= Section '([\w-]+)' \{([\s\S]*)\}$/.exec(statement) ?? [];
  if (name !== undefined && body !== undefined) {
    session.lines.push(`== ${name} ==`, ...sectionLines(context, body));
    session.sections += 1;
    return {};
  }
  if (statement === '$lines += "== end $sections =="') {
    session.lines.push(`== end ${session.sections} ==`);
    return {};
  }
  if (statement === "[Convert]::ToBase64String($packed.ToArray())") {
    return { stdout: gzipSync(session.lines.join("\n")).toString("base64") };
  }
  return undefined;
}

/** What a section's block prints; an exception ends it, as the last line. */
function sectionLines(context: CommandContext, body: string): readonly string[] {
  const lines: string[] = [];
  try {
    for (const statement of statementsOf(body.split("\n"))) lines.push(...readingOf(context, statement));
  } catch (error) {
    if (!(error instanceof PowerShellException)) throw error;
    lines.push(`! ${error.type} ${error.errorCode} ${error.hresult}`);
  }
  return lines;
}

function readingOf(context: CommandContext, statement: string): readonly string[] {
  for (const { pattern, read } of readings) {
    const match = pattern.exec(statement);
    if (match !== null) return read(context, match);
  }
  throw new PowerShellException("CommandNotFoundException", "(sandbox)", "80131501");
}

interface Reading {
  readonly pattern: RegExp;
  readonly read: (context: CommandContext, match: RegExpExecArray) => readonly string[];
}

/** `'name|' + value`. */
const named = (value: RegExp, read: (context: CommandContext) => string): Reading => ({
  pattern: new RegExp(String.raw`^'(\w+\|)' \+ ${value.source}$`),
  read: (context, [, name = ""]) => [`${name}${read(context)}`],
});

const windows = ({
  specification,
}: CommandContext): Extract<CommandContext["specification"], { osType: "Windows" }> => {
  if (specification.osType !== "Windows") throw new TypeError("(sandbox) PowerShell in a Linux guest");
  return specification;
};

const readings: readonly Reading[] = [
  named(
    /\[Globalization\.CultureInfo\]::InstalledUICulture\.Name/,
    (context) => windows(context).language ?? "en-US",
  ),
  named(/\[Environment\]::OSVersion\.Version\.Build/, (context) => String(windows(context).osBuild)),
  named(/\(Get-WmiObject Win32_OperatingSystem\)\.ProductType/, (context) => String(productType(context))),
  named(/\(Get-WmiObject Win32_ComputerSystem\)\.PartOfDomain/, (context) =>
    trueOrFalse(windows(context).domainJoined === true),
  ),
  named(/\(\$null -ne \[Microsoft\.Win32\.Registry\]::LocalMachine\.OpenSubKey\('Cluster'\)\)/, (context) =>
    trueOrFalse(windows(context).clustered === true || windows(context).storageSpaces?.direct === true),
  ),
  {
    pattern: /^RegistryValues '(SOFTWARE\\[\w\\]+)'$/,
    read: (context, [, path = ""]) =>
      Object.entries(registryPolicies(windows(context), path)).map(
        ([name, value]) => `DWord|${value}|${name}`,
      ),
  },
  {
    pattern: /^@\(Get-WmiObject Win32_Service -Filter "Name='MBAMAgent'"\)\.Count$/,
    read: (context) => [windows(context).mbam?.agent === true ? "1" : "0"],
  },
  {
    pattern:
      /^@\(Get-WmiObject Win32_OptionalFeature -Filter "Name='Containers' AND InstallState=1"\)\.Count$/,
    read: (context) => [windows(context).containers === true ? "1" : "0"],
  },
  { pattern: /^\$(?:security|storage) = '[\w\\]+'$/, read: () => [] },
  {
    pattern: /^\$all = @\(Get-WmiObject -Namespace \$security -Class Win32_EncryptableVolume\)$/,
    read: (context) => {
      if (hasBitLocker(context)) return [];
      throw new PowerShellException("ManagementException", "InvalidNamespace", "80131501");
    },
  },
  {
    pattern:
      /^foreach \(\$volume in \$all\) \{[\s\S]*\$bitLocker\[\$volume\.DeviceID\] = @\([\s\S]*\) -join ','\s*\}$/,
    read: () => [],
  },
  {
    pattern: /^\$all\.Count$/,
    read: (context) => [
      String(windowsVolumes(context).filter(({ encryptable }) => encryptable !== undefined).length),
    ],
  },
  {
    pattern: /^\$partitions = @\(Get-WmiObject -Namespace \$storage -Class MSFT_Partition\)$/,
    read: (context) => {
      // The storage classes came with Windows Server 2012.
      if (windows(context).osBuild >= 9200) return [];
      throw new PowerShellException("ManagementException", "InvalidNamespace", "80131501");
    },
  },
  {
    pattern: /^foreach \(\$partition in \$partitions\) \{[\s\S]*\$diskOf\["\$path"\][\s\S]*\}$/,
    read: () => [],
  },
  {
    pattern: /^foreach \(\$disk in @\(Get-WmiObject -Namespace \$storage -Class MSFT_Disk\)\) \{[\s\S]*\}$/,
    read: (context) =>
      windowsDisks(context).map(({ number, busType, partitionStyle, isClustered, dynamicPartitions }) =>
        [number, busType, partitionStyle, "False", trueOrFalse(isClustered), dynamicPartitions].join("|"),
      ),
  },
  {
    pattern:
      /^foreach \(\$volume in @\(Get-WmiObject Win32_Volume -Filter 'DriveType=2 OR DriveType=3'\)\) \{[\s\S]*\}$/,
    read: (context) => windowsVolumes(context).map((volume) => volumeLine(context, volume)),
  },
  {
    pattern: /^Reach '([\w.-]+)' (\d+)$/,
    read: ({ guest }, [, host = "", port = ""]) => [
      `${trueOrFalse(reaches(guest, ["80", "443"].includes(port) ? host : `${host}:${port}`))}|${port}|${host}`,
    ],
  },
];

/** `boot|system|warning file|file system|disk|BitLocker|name|label`, as the script joins them. */
function volumeLine(context: CommandContext, volume: ReturnType<typeof windowsVolumes>[number]): string {
  const { encryptable, diskNumber } = volume;
  const bitLocker =
    encryptable === undefined
      ? ""
      : [
          0,
          encryptable.conversionStatus,
          encryptable.encryptionPercentage,
          0,
          encryptable.encryptionMethod,
          0,
          encryptable.protectionStatus,
          encryptable.protectorsResult,
          encryptable.protectorTypes.join("+"),
        ].join(",");
  const hasStorageClasses = windows(context).osBuild >= 9200;
  return [
    trueOrFalse(volume.bootVolume),
    trueOrFalse(volume.systemVolume),
    trueOrFalse(volume.hasWarningFile),
    volume.fileSystem,
    hasStorageClasses && diskNumber !== undefined ? diskNumber : "",
    bitLocker,
    volume.name,
    volume.label,
  ].join("|");
}
