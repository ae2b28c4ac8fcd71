import { type Fact, known, missing } from "@runbooks/azure";
import {
  type FstabEntry,
  type KernelModuleState,
  type LinuxGuest,
  type NetworkProbe,
  type RequiredKernelModule,
  requiredKernelModules,
} from "../nouns/guest";
import { disksOfGuest, withoutEscapes } from "./linux-volumes";
import { section, sectionsOf, unreadable, type Sections } from "./sections";

const BYTES_IN_GB = 1024 ** 3;
const KILOBYTES_IN_GB = 1024 ** 2;
const SOURCE = "Run Command probe";
const NO_SUCH_FILE = "No such file or directory";

/**
 * Reads the Linux probe's output, strictly.
 *
 * @throws RunbookError `GuestOutputUnreadable` for anything that is not the tools' own format.
 */
export function parseLinuxProbe(output: string, vmName: string): LinuxGuest {
  const sections = sectionsOf(output, vmName);
  const lines = (name: string): readonly string[] => section(sections, name, vmName);
  const release = releaseOf(lines("os-release"), lines("redhat-release"));
  const memoryInKilobytes = numberIn(lines("memory").join(" "), /MemTotal:\s+(\d+) kB/);
  // The second line of `df -P`: device, size, used.
  const rootInBytes = numberIn(lines("root")[1] ?? "", /^\S+\s+\d+\s+(\d+)\s/);
  const kernelRelease = lines("kernel")[0]?.trim() ?? "";
  if (
    release === undefined ||
    memoryInKilobytes === undefined ||
    rootInBytes === undefined ||
    kernelRelease === ""
  ) {
    throw unreadable(vmName, "The probe's sections os-release, kernel, memory and root can't be read");
  }
  return {
    osType: "Linux",
    distribution: release.id,
    distributionVersion: release.version,
    kernelRelease,
    rootUsageInGB: rootInBytes / BYTES_IN_GB,
    memoryInGB: memoryInKilobytes / KILOBYTES_IN_GB,
    network: networkOf(sections, vmName),
    ...disksOfGuest(sections, vmName),
    fstab: fstabOf(lines("fstab"), vmName),
    kernelModules: modulesOf(lines),
    selinux: selinuxOf(lines("selinux")),
    crashKernelLoaded: crashKernelOf(lines("kdump")),
  };
}

function releaseOf(
  lines: readonly string[],
  redHatRelease: readonly string[],
): { readonly id: string; readonly version: string } | undefined {
  const value = (name: string): string | undefined =>
    lines
      .find((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .trim()
      .replace(/^"(.*)"$/, "$1");
  const [id, version] = [value("ID"), value("VERSION_ID")];
  if (id === undefined || version === undefined) return undefined;
  // "CentOS Linux release 7.9.2009 (Core)", where VERSION_ID is "7".
  const minor = /^CentOS .*release (\d+\.\d+)/.exec(redHatRelease[0] ?? "")?.[1];
  return { id, version: id === "centos" && minor?.startsWith(`${version}.`) === true ? minor : version };
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What a proxy or a gateway answers where the host itself did not: asks for a sign-in, sends elsewhere, or got no answer (RFC 9110, 15). */
const fromBetween = /^(3\d\d|407|502|503|504)$/;

function networkOf(sections: Sections, vmName: string): NetworkProbe {
  const answers = [...sections.keys()]
    .filter((name) => name.startsWith("host "))
    .map((name): readonly [host: string, code: string] => {
      const code = section(sections, name, vmName)[0]?.trim() ?? "";
      if (!/^\d{3}$/.test(code))
        throw unreadable(vmName, `The probe's section '${name}' is not an HTTP status`);
      return [name.slice("host ".length), code];
    });
  return {
    // curl prints 000 where nobody answered; any other status means that somebody did.
    reached: Object.fromEntries(
      answers.filter(([, code]) => !fromBetween.test(code)).map(([host, code]) => [host, code !== "000"]),
    ),
    doubtful: Object.fromEntries(answers.filter(([, code]) => fromBetween.test(code))),
  };
}

function fstabOf(lines: readonly string[], vmName: string): readonly FstabEntry[] {
  return lines
    .filter((line) => line !== "" && !line.endsWith(NO_SUCH_FILE))
    .map((line) => {
      const [, device = "", mountPoint = "", nofail] = /^(\S+) (\S+) (nofail|-)$/.exec(line) ?? [];
      if (nofail === undefined)
        throw unreadable(vmName, "The probe's section 'fstab' is not what it prints of /etc/fstab");
      return {
        device: withoutEscapes(device),
        mountPoint: withoutEscapes(mountPoint),
        hasNofail: nofail === "nofail",
      };
    });
}

function modulesOf(
  lines: (section: string) => readonly string[],
): Record<RequiredKernelModule, Fact<KernelModuleState>> {
  const [dmCrypt, vfat] = requiredKernelModules;
  return {
    [dmCrypt]: moduleOf(dmCrypt, lines(`module ${dmCrypt}`)),
    [vfat]: moduleOf(vfat, lines(`module ${vfat}`)),
  };
}

/** `modprobe --show-depends` prints a line for each module, the one that was asked for last: `insmod <file>`, `builtin <name>`, `install <command>`. */
function moduleOf(name: RequiredKernelModule, said: readonly string[]): Fact<KernelModuleState> {
  if (said.some((line) => /^modprobe: FATAL: Module \S+ not found/.test(line)))
    return known("missing", SOURCE);
  const isOfModule = new RegExp(
    `^(insmod \\S*/${name.replace("_", "[-_]")}\\.ko|builtin ${name.replace("_", "[-_]")}$)`,
  );
  const rules = said.filter((line) => line.startsWith("install "));
  // The usual way to switch a module off: a command in its place that does nothing.
  if (rules.some((line) => /^install (\/\S+\/)?(true|false)\s*$/.test(line))) return known("blocked", SOURCE);
  if (rules.length === 0 && said.some((line) => isOfModule.test(line))) return known("available", SOURCE);
  return missing(`modprobe says '${said[0] ?? ""}' of module ${name}`);
}

function selinuxOf([said = ""]: readonly string[]): LinuxGuest["selinux"] {
  if (said === "1") return known("enforcing", SOURCE);
  if (said === "0") return known("permissive", SOURCE);
  return said.endsWith(NO_SUCH_FILE)
    ? known("disabled", SOURCE)
    : missing(`/sys/fs/selinux/enforce says '${said}'`);
}

function crashKernelOf([said = ""]: readonly string[]): Fact<boolean> {
  if (said === "1") return known(true, SOURCE);
  // A kernel without kexec has no such file, and no kdump.
  return said === "0" || said.endsWith(NO_SUCH_FILE)
    ? known(false, SOURCE)
    : missing(`/sys/kernel/kexec_crash_loaded says '${said}'`);
}
