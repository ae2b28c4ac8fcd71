import { gzipSync } from "node:zlib";

/** The sections of what the Windows probe collects, before it is packed. */
export interface WindowsSections {
  readonly system?: readonly string[];
  readonly policy?: readonly string[];
  readonly mbamPolicy?: readonly string[];
  readonly mbamAgent?: readonly string[];
  readonly containers?: readonly string[];
  readonly bitLocker?: readonly string[];
  readonly disks?: readonly string[];
  readonly volumes?: readonly string[];
  readonly hosts?: readonly string[];
}

/** C:, plain. */
export const PLAIN_OS_VOLUME = "True|False|False|NTFS|0|0,0,0,0,0,0,0,2150694920,|C:\\|Windows";

/** Windows Server 2022 in a domain, no policy, one plain volume, as the probe collects it; fields to set. */
export function windowsText(sections: WindowsSections = {}): string {
  const named: readonly (readonly [string, readonly string[]])[] = [
    [
      "system",
      sections.system ?? ["language|en-US", "build|20348", "product|3", "domain|True", "cluster|False"],
    ],
    ["policy", sections.policy ?? []],
    ["mbam-policy", sections.mbamPolicy ?? []],
    ["mbam-agent", sections.mbamAgent ?? ["0"]],
    ["containers", sections.containers ?? ["0"]],
    ["bitlocker", sections.bitLocker ?? ["1"]],
    ["disks", sections.disks ?? ["0|10|2|False|False|0"]],
    ["volumes", sections.volumes ?? [PLAIN_OS_VOLUME]],
    ["hosts", sections.hosts ?? ["True|80|168.63.129.16"]],
  ];
  return [...named.flatMap(([name, lines]) => [`== ${name} ==`, ...lines]), `== end ${named.length} ==`].join(
    "\n",
  );
}

/** As Run Command hands it on. */
export const packed = (text: string): string => gzipSync(text).toString("base64");

/** The Windows probe's output; fields to set. */
export const windowsOutput = (sections: WindowsSections = {}): string => packed(windowsText(sections));
