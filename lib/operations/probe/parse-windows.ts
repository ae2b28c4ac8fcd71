import type { GuestVolume, WindowsGuest } from "../../azure/guest";
import { section, sectionsOf, unreadable, type Sections } from "./sections";

/**
 * Reads the Windows probe's output, strictly.
 *
 * @throws RunbookError `GuestOutputUnreadable` for anything that is not the tools' own format.
 */
export function parseWindowsProbe(output: string, vmName: string): WindowsGuest {
  const sections = sectionsOf(output, vmName);
  const build = Number(section(sections, "build", vmName)[0]);
  return {
    osType: "Windows",
    domainJoined: booleanOf(section(sections, "domain", vmName), "domain", vmName),
    ...(Number.isInteger(build) && build > 0 ? { osBuild: build } : {}),
    groupPolicy: groupPolicyOf(section(sections, "policy", vmName), vmName),
    network: { reached: reachedOf(sections, vmName) },
    volumes: volumesOf(section(sections, "volumes", vmName), vmName),
  };
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

/** `reg query` prints the key, then a line a value: name, type, data. */
function groupPolicyOf(lines: readonly string[], vmName: string): Record<string, number | string> {
  const values: Record<string, number | string> = {};
  for (const line of lines) {
    if (line.trim() === "" || /^HKEY_LOCAL_MACHINE\\/i.test(line) || /^ERROR: .*unable to find/i.test(line))
      continue;
    const [, name, type, data] = /^\s{4}(\S+)\s{4}(REG_[A-Z_]+)\s{4}(.*)$/.exec(line) ?? [];
    if (name === undefined || type === undefined || data === undefined) {
      throw unreadable(vmName, "The probe's section 'policy' is not the output of reg query");
    }
    values[name] = type === "REG_DWORD" ? Number(data) : data;
  }
  return values;
}

interface VolumeLines {
  readonly mountPoint: string;
  readonly kind: string;
  readonly fields: ReadonlyMap<string, string>;
}

function volumesOf(lines: readonly string[], vmName: string): readonly GuestVolume[] {
  const volumes = volumeBlocks(lines);
  if (volumes.length === 0) throw unreadable(vmName, "The probe's section 'volumes' names no volume");
  return volumes.map((volume) => volumeOf(volume, vmName));
}

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
