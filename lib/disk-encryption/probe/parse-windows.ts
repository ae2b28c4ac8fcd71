import { type Fact, known, missing } from "@runbooks/azure";
import { type WindowsGuest } from "../nouns/guest";
import { sectionsOf, section, unreadable, type Sections } from "./sections";
import { unpacked } from "./packed";
import { bitLockerSection, windowsVolumes } from "./windows-volumes";
import { windowsDisks } from "./windows-disks";

/**
 * Reads the Windows probe's output, strictly: numbers and names of properties, no words of a language.
 *
 * @throws RunbookError `GuestOutputUnreadable` for anything that is not the whole of what the probe printed.
 */
export function parseWindowsProbe(output: string, vmName: string): WindowsGuest {
  // A console may have broken the one long line; base64 has no blanks of its own.
  const sections = sectionsOf(unpacked(output.replaceAll(/\s+/g, ""), vmName), vmName);
  const read = (name: string): readonly string[] => answered(sections, name, vmName);
  const system = pairsOf(read("system"), "system", vmName);
  const bitLocker = bitLockerSection(section(sections, "bitlocker", vmName), vmName);
  const { volumes, unmountedVolumes, keyDisks } = windowsVolumes(read("volumes"), bitLocker, vmName);
  return {
    osType: "Windows",
    language: valueOf(system, "language", /^[A-Za-z0-9-]*$/, vmName),
    domainJoined: booleanOf(valueOf(system, "domain", trueOrFalse, vmName)),
    osBuild: Number(valueOf(system, "build", /^\d+$/, vmName)),
    productType: productTypeOf(valueOf(system, "product", /^[123]$/, vmName)),
    groupPolicy: registryValuesOf(read("policy"), "policy", vmName),
    mbam: {
      policies: registryValuesOf(read("mbam-policy"), "mbam-policy", vmName),
      agent: countedFact(sections, "mbam-agent", vmName),
    },
    bitLocker: bitLocker.kind,
    inFailoverCluster: booleanOf(valueOf(system, "cluster", trueOrFalse, vmName)),
    containers: countedFact(sections, "containers", vmName),
    // The probe opens a connection of its own, which goes through no proxy.
    network: { reached: reachedOf(read("hosts"), vmName), doubtful: {} },
    volumes,
    unmountedVolumes,
    disks: factOf(sections, "disks", vmName, (lines) =>
      windowsDisks(lines, vmName).filter(({ number }) => !keyDisks.includes(number)),
    ),
  };
}

const trueOrFalse = /^(?:True|False)$/;
const booleanOf = (text: string): boolean => text === "True";

/** The error that a section answered: type, code and number, never words. */
const errorOf = (lines: readonly string[]): string | undefined => lines.find((line) => line.startsWith("! "));

/** The lines of a section that has no error in it. */
function answered(sections: Sections, name: string, vmName: string): readonly string[] {
  const lines = linesOf(sections, name, vmName);
  const error = errorOf(lines);
  if (error !== undefined)
    throw unreadable(
      vmName,
      `Windows answered the probe's section '${name}' with the error ${error.slice(2)}`,
    );
  return lines;
}

const linesOf = (sections: Sections, name: string, vmName: string): readonly string[] =>
  section(sections, name, vmName).filter((line) => line !== "");

/** What a section says that others can do without. */
function factOf<T>(
  sections: Sections,
  name: string,
  vmName: string,
  read: (lines: readonly string[]) => T,
): Fact<T> {
  const lines = linesOf(sections, name, vmName);
  const error = errorOf(lines);
  return error === undefined
    ? known(read(lines), "Run Command probe")
    : missing(`Windows answered with the error ${error.slice(2)}`);
}

const countedFact = (sections: Sections, name: string, vmName: string): Fact<boolean> =>
  factOf(sections, name, vmName, (lines) => {
    const [count = ""] = lines;
    if (lines.length !== 1 || !/^\d+$/.test(count))
      throw unreadable(vmName, `The probe's section '${name}' is not a number`);
    return Number(count) > 0;
  });

/** `name|value` lines. */
function pairsOf(lines: readonly string[], name: string, vmName: string): ReadonlyMap<string, string> {
  const pairs = lines.map((line): readonly [string, string] => {
    const at = line.indexOf("|");
    if (at < 1) throw unreadable(vmName, `The probe's section '${name}' has a line that can't be read`);
    return [line.slice(0, at), line.slice(at + 1)];
  });
  const map = new Map(pairs);
  if (map.size !== pairs.length)
    throw unreadable(vmName, `The probe's section '${name}' names something twice`);
  return map;
}

function valueOf(pairs: ReadonlyMap<string, string>, name: string, form: RegExp, vmName: string): string {
  const value = pairs.get(name);
  if (value === undefined || !form.test(value))
    throw unreadable(vmName, `The probe's section 'system' does not tell the ${name}`);
  return value;
}

/** `Win32_OperatingSystem.ProductType`. */
function productTypeOf(type: string): WindowsGuest["productType"] {
  switch (type) {
    case "1":
      return "workstation";
    case "2":
      return "domain-controller";
    default:
      return "server";
  }
}

/** `kind|number|name` lines: a DWORD with its number, which .NET gives a sign; of other kinds the kind alone. */
function registryValuesOf(
  lines: readonly string[],
  section: string,
  vmName: string,
): Readonly<Record<string, number | string>> {
  const values = lines.map((line): readonly [string, number | string] => {
    const [, kind, number = "", name] = /^([A-Za-z]+)\|(-?\d*)\|(.*)$/.exec(line) ?? [];
    if (kind === undefined || name === undefined || (kind === "DWord") !== /\d/.test(number))
      throw unreadable(vmName, `The probe's section '${section}' has a line that is no registry value`);
    return [name, kind === "DWord" ? Number(number) >>> 0 : kind];
  });
  return withoutContradiction(values, section, vmName);
}

/** Pairs by their names; the same may be said twice, but not otherwise. */
function withoutContradiction<T>(
  pairs: readonly (readonly [name: string, value: T])[],
  section: string,
  vmName: string,
): Readonly<Record<string, T>> {
  const map = new Map(pairs);
  const other = pairs.find(([name, value]) => map.get(name) !== value);
  if (other !== undefined)
    throw unreadable(vmName, `The probe's section '${section}' says two things of ${other[0]}`);
  return Object.fromEntries(map);
}

/** `True|port|host` lines. The usual ports are not named again. */
function reachedOf(lines: readonly string[], vmName: string): Readonly<Record<string, boolean>> {
  return withoutContradiction(
    lines.map((line): readonly [string, boolean] => {
      const [, open, port, host] = /^(True|False)\|(\d+)\|(\S+)$/.exec(line) ?? [];
      if (open === undefined || port === undefined || host === undefined)
        throw unreadable(vmName, "The probe's section 'hosts' says neither True nor False");
      return [["80", "443"].includes(port) ? host : `${host}:${port}`, booleanOf(open)];
    }),
    "hosts",
    vmName,
  );
}
