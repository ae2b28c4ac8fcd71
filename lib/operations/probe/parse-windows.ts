import type { GuestVolume, WindowsGuest } from "../../azure/guest";
import { section, sectionsOf, unreadable, type Sections } from "./sections";

/**
 * Reads the Windows probe's output, strictly.
 *
 * @throws RunbookError `GuestOutputUnreadable` for anything that is not the tools' own format.
 */
export function parseWindowsProbe(output: string, vmName: string): WindowsGuest {
  const sections = sectionsOf(output, vmName);
  return {
    osType: "Windows",
    domainJoined: booleanOf(section(sections, "domain", vmName), "domain", vmName),
    osBuild: buildOf(section(sections, "build", vmName), vmName),
    groupPolicy: groupPolicyOf(section(sections, "policy", vmName), vmName),
    network: { reached: reachedOf(sections, vmName) },
    volumes: volumesOf(section(sections, "volumes", vmName), vmName),
  };
}

function buildOf([line = ""]: readonly string[], vmName: string): number {
  if (/^\d+$/.test(line.trim())) return Number(line);
  throw unreadable(vmName, "The probe's section 'build' is not a number");
}

function booleanOf(lines: readonly string[], name: string, vmName: string): boolean {
  const text = lines[lines.length - 1]?.trim();
  if (text === "True") return true;
  if (text === "False") return false;
  throw unreadable(vmName, `The probe's section '${name}' says neither True nor False`);
}

function reachedOf(sections: Sections, vmName: string): Record<string, boolean> {
  const hosts = [...sections.keys()].filter((name) => name.startsWith("host "));
  return Object.fromEntries(
    // Test-NetConnection prints warnings before its answer where a host does not answer.
    hosts.map((name) => [
      name.slice("host ".length),
      booleanOf(section(sections, name, vmName), name, vmName),
    ]),
  );
}

const policyKey = /^HKEY_LOCAL_MACHINE\\/i;
const noPolicyKey = /^(?:reg(?:\.exe)? : )?ERROR: .*unable to find the specified registry key/i;
/** What PowerShell writes around a tool's error, and the ends of lines that it breaks at the width of its console. */
const decorations: readonly RegExp[] = [
  /^At (?:line:|\S+\.ps1:)\d+/,
  /^\+ /,
  /^\s+\+ (?:CategoryInfo|FullyQualifiedErrorId)\s*:/,
  /^\s+\S*\) \[\], RemoteException$/,
  /^(?:or )?value\.$/,
];

/**
 * `reg query` prints the key, then a line a value: name, type, data; or that there is no such key. Anything else, an error or nothing,
 * tells nothing of the policies.
 */
function groupPolicyOf(lines: readonly string[], vmName: string): Record<string, number | string> {
  const said = lines.map((line) => line.trimEnd()).filter((line) => line !== "");
  const isAbsent = said.some((line) => noPolicyKey.test(line));
  if (isAbsent) {
    const known = [noPolicyKey, ...decorations];
    if (said.every((line) => known.some((pattern) => pattern.test(line)))) return {};
  } else if (said.some((line) => policyKey.test(line))) {
    return Object.fromEntries(
      said.filter((line) => !policyKey.test(line)).map((line) => policyValueOf(line, vmName)),
    );
  }
  throw notRegQuery(vmName);
}

function policyValueOf(line: string, vmName: string): [string, number | string] {
  const [, name, type, data = ""] = /^\s{4}(\S+)\s{4}(REG_[A-Z_]+)(?:\s{4}(.*))?$/.exec(line) ?? [];
  if (name === undefined || type === undefined) throw notRegQuery(vmName);
  if (type !== "REG_DWORD") return [name, data];
  if (!/^0x[0-9a-f]{1,8}$/i.test(data)) {
    throw unreadable(vmName, `The probe's section 'policy' gives no number for ${name}`);
  }
  return [name, Number(data)];
}

const notRegQuery = (vmName: string): Error =>
  unreadable(vmName, "The probe's section 'policy' is not the output of reg query");

interface VolumeLines {
  readonly mountPoint: string;
  readonly kind: string;
  readonly fields: ReadonlyMap<string, string>;
}

function volumesOf(lines: readonly string[], vmName: string): readonly GuestVolume[] {
  const volumes = volumeBlocks(lines).filter((volume) => !isKeyVolume(volume));
  if (volumes.length === 0) throw unreadable(vmName, "The probe's section 'volumes' names no volume");
  return volumes.map((volume) => volumeOf(volume, vmName));
}

/** ADE's own key volume is none of the operator's volumes. */
const isKeyVolume = ({ fields }: VolumeLines): boolean => fields.get("Label")?.toLowerCase() === "bek volume";

/** `manage-bde -status` prints a block a volume: "Volume C: [Windows]", "[OS Volume]", then "Field: value" lines. */
function volumeBlocks(lines: readonly string[]): readonly VolumeLines[] {
  const blocks: { mountPoint: string; kind: string; fields: Map<string, string> }[] = [];
  for (const line of lines) {
    const mountPoint = /^Volume (\S+)/.exec(line)?.[1];
    const label = /^Volume \S+ \[([^\]]*)\]/.exec(line)?.[1];
    const kind = /^\[(.+) Volume\]/.exec(line)?.[1];
    const field = /^\s+([A-Za-z ]+):\s*(.*)$/.exec(line);
    const block = blocks[blocks.length - 1];
    if (mountPoint !== undefined) {
      blocks.push({ mountPoint, kind: "", fields: new Map([["Label", label ?? ""]]) });
    } else if (block !== undefined && kind !== undefined) {
      block.kind = kind;
    } else if (block !== undefined && field?.[1] !== undefined && field[2] !== undefined) {
      block.fields.set(field[1].trim(), field[2].trim());
    }
  }
  return blocks;
}

function volumeOf({ mountPoint, kind, fields }: VolumeLines, vmName: string): GuestVolume {
  const state = stateOf(fields.get("Conversion Status") ?? "");
  const percent = Number.parseFloat((fields.get("Percentage Encrypted") ?? "").replace(",", "."));
  if (state === undefined || Number.isNaN(percent)) {
    throw unreadable(vmName, `manage-bde says nothing that can be read of volume ${mountPoint}`);
  }
  const method = fields.get("Encryption Method");
  return {
    mountPoint,
    role: kind === "OS" ? "os" : fields.get("Label") === "Temporary Storage" ? "temporary" : "data",
    state,
    percentEncrypted: percent,
    ...(method === undefined || method === "None" ? {} : { method }),
  };
}

function stateOf(conversion: string): GuestVolume["state"] | undefined {
  switch (conversion) {
    case "Fully Encrypted":
    case "Used Space Only Encrypted":
      return "encrypted";
    case "Fully Decrypted":
      return "decrypted";
    case "Encryption in Progress":
    case "Encryption Paused":
      return "encrypting";
    case "Decryption in Progress":
    case "Decryption Paused":
      return "decrypting";
    default:
      return undefined;
  }
}
