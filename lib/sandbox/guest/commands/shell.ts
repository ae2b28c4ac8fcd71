import { reaches } from "../network";
import type { LinuxSpecification } from "../specification";
import type { Command, CommandContext } from "./command";
import { findEntries } from "./find";
import { cryptTable } from "./device-mapper";
import { listBlockDevices } from "./lsblk";

const bytesInGB = 1024 ** 3;
/** Share of the memory that a kernel leaves visible; a VM of 8 GiB shows about 8,140,000 kB. */
const visibleMemoryShare = 0.97;

/** `MemTotal` of /proc/meminfo in kB: a little less than the size's memory. */
export function memTotalInKB(memoryInGB: number): number {
  return Math.round(memoryInGB * 1024 * 1024 * visibleMemoryShare);
}

/** The lines that a Linux guest understands. */
export const shellCommands: readonly Command[] = [
  {
    pattern: /^echo '([^']*)'$/,
    run: (_context, [, text = ""]) => ({ stdout: text }),
  },
  { pattern: /^cat \/etc\/os-release$/, run: (context) => ({ stdout: osRelease(linux(context)) }) },
  { pattern: /^uname -r$/, run: (context) => ({ stdout: kernelRelease(linux(context)) }) },
  {
    pattern: /^grep MemTotal \/proc\/meminfo$/,
    run: ({ hardware }) => ({
      stdout: `MemTotal:${String(memTotalInKB(hardware.memoryInGB ?? 0)).padStart(16)} kB`,
    }),
  },
  {
    pattern: /^df -B1 --output=used \/$/,
    run: (context) => {
      const used = String(Math.round((linux(context).rootUsageInGB ?? 3) * bytesInGB));
      return { stdout: `${"Used".padStart(used.length)}\n${used}` };
    },
  },
  { pattern: /^lsblk -J -o NAME,TYPE,FSTYPE,MOUNTPOINT$/, run: listBlockDevices },
  { pattern: /^dmsetup table --target crypt$/, run: cryptTable },
  {
    pattern:
      /^find '([^']+)' -xdev -maxdepth 1 ! -name lost\+found ! -name DATALOSS_WARNING_README\.txt -printf '%d\\n' 2>&1 \| head -n 3$/,
    run: (context, [, mountPoint = ""]) => findEntries(context, mountPoint),
  },
  {
    pattern: /^curl -s -o \/dev\/null -m \d+ -w '%\{http_code\}\\n' (\S+)$/,
    run: ({ guest }, [, url = ""]) =>
      reaches(guest, hostOf(url)) ? { stdout: "200" } : { stdout: "000", exitCode: 28 },
  },
  {
    pattern: /^systemctl is-active walinuxagent$/,
    run: ({ specification }) =>
      specification.agent === "Not Ready" ? { stdout: "inactive", exitCode: 3 } : { stdout: "active" },
  },
];

function linux({ specification }: CommandContext): LinuxSpecification {
  return specification.osType === "Linux"
    ? specification
    : { osType: "Linux", distribution: "", distributionVersion: "" };
}

const hostOf = (url: string): string =>
  /^(?:https?:\/\/)?([^/:]+)/i.exec(url.replace(/^["']|["']$/g, ""))?.[1] ?? "";

const prettyNames: Readonly<Record<string, string>> = {
  ubuntu: "Ubuntu",
  rhel: "Red Hat Enterprise Linux",
  centos: "CentOS Linux",
  ol: "Oracle Linux Server",
  debian: "Debian GNU/Linux",
  sles: "SLES",
  mariner: "CBL-Mariner",
  azurelinux: "Microsoft Azure Linux",
};

function osRelease({ distribution, distributionVersion }: LinuxSpecification): string {
  const name = prettyNames[distribution] ?? distribution;
  return [
    `PRETTY_NAME="${name} ${distributionVersion}"`,
    `NAME="${name}"`,
    `VERSION_ID="${distributionVersion}"`,
    `ID=${distribution}`,
  ].join("\n");
}

function kernelRelease({ kernelRelease: release, distribution }: LinuxSpecification): string {
  if (release !== undefined) return release;
  return distribution === "ubuntu" ? "5.15.0-1075-azure" : "5.14.0-427.42.1.el9_4.x86_64";
}
