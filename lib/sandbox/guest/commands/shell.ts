import { reaches } from "../hardware";
import type { LinuxSpecification } from "../specification";
import type { Command, CommandOutput } from "./languages";
import type { CommandContext } from "../volumes";
import { blockDevicesOf } from "../block-devices/block-devices-of";
import { mapperTable, findEntries, listBlockDevices, fstab, mounts } from "./linux-storage";

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
    pattern: /^cat \/etc\/redhat-release$/,
    run: (context) => redHatRelease(linux(context)) ?? noSuchFile("cat: /etc/redhat-release"),
  },
  { pattern: /^df -B1 -P \/$/, run: (context) => diskFree(context, linux(context)) },
  { pattern: /^ls -l \/dev\/disk\/azure$/, run: azureDisks },
  {
    pattern: /^lsblk -P -e 1,2,7,11 -o NAME,PKNAME,MAJ:MIN,TYPE,FSTYPE,LABEL,UUID,TRAN$/,
    run: listBlockDevices,
  },
  { pattern: /^dmsetup table$/, run: mapperTable },
  // Of awk the sandbox knows these two programs alone.
  { pattern: /^awk '[^']*' \/proc\/self\/mountinfo$/, run: (context) => mounts(context, linux(context)) },
  { pattern: /^awk '[^']*' \/etc\/fstab$/, run: fstab },
  {
    pattern: /^modprobe --show-depends (dm_crypt|vfat)$/,
    run: (context, [, name = ""]) => showDepends(linux(context), name === "vfat" ? "vfat" : "dm_crypt"),
  },
  {
    pattern: /^cat \/sys\/fs\/selinux\/enforce$/,
    run: (context) => {
      const selinux = selinuxOf(linux(context));
      return selinux === "disabled"
        ? noSuchFile("cat: /sys/fs/selinux/enforce")
        : { stdout: selinux === "enforcing" ? "1" : "0" };
    },
  },
  {
    pattern: /^cat \/sys\/kernel\/kexec_crash_loaded$/,
    run: (context) => ({ stdout: crashKernelLoaded(linux(context)) ? "1" : "0" }),
  },
  { pattern: /^export LC_ALL=C$/, run: () => ({}) },
  {
    pattern:
      /^find '([^']+)' -xdev -maxdepth 1 ! -name lost\+found ! -name DATALOSS_WARNING_README\.txt -printf '%d\\n' 2>&1 \| head -n 3$/,
    run: (context, [, mountPoint = ""]) => findEntries(context, mountPoint),
  },
  {
    pattern: /^curl -s -o \/dev\/null -m \d+ -w '%\{http_code\}\\n' (\S+)$/,
    run: ({ guest, specification }, [, url = ""]) => {
      const status = specification.proxyAnswers?.[hostOf(url)] ?? 200;
      return reaches(guest, hostOf(url)) ? { stdout: String(status) } : { stdout: "000", exitCode: 28 };
    },
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
  /^(?:https?:\/\/)?([^/]+)/i.exec(url.replace(/^["']|["']$/g, ""))?.[1] ?? "";

/** Their images have SELinux and kdump on. */
const redHatLike: readonly string[] = ["rhel", "centos", "ol"];

export function selinuxOf({
  selinux,
  distribution,
}: LinuxSpecification): "enforcing" | "permissive" | "disabled" {
  return selinux ?? (redHatLike.includes(distribution) ? "enforcing" : "disabled");
}

export function crashKernelLoaded({
  crashKernelLoaded: isLoaded,
  distribution,
}: LinuxSpecification): boolean {
  return isLoaded ?? redHatLike.includes(distribution);
}

const noSuchFile = (what: string): CommandOutput => ({
  stderr: `${what}: No such file or directory`,
  exitCode: 1,
});

/** Links that the agent's udev rules make, as `ls -l` shows them. */
function azureDisks(context: CommandContext): CommandOutput {
  const disks = blockDevicesOf(context).filter(({ type }) => type === "disk");
  const hasTemporary = context.volumes.some(({ role }) => role === "temporary");
  const links = [
    ["resource", hasTemporary ? disks[1]?.name : undefined],
    ["root", disks[0]?.name],
  ].flatMap(([link, disk]) =>
    disk === undefined ? [] : [`lrwxrwxrwx 1 root root 9 Nov 24 08:00 ${link ?? ""} -> ../../${disk}`],
  );
  return { stdout: ["total 0", ...links].join("\n") };
}

function diskFree({ hardware }: CommandContext, { rootUsageInGB = 3 }: LinuxSpecification): CommandOutput {
  const size = Math.round((hardware.disks[0]?.diskSizeGB ?? 0) * bytesInGB);
  const used = Math.round(rootUsageInGB * bytesInGB);
  const share = size === 0 ? 0 : Math.ceil((used / size) * 100);
  return {
    stdout: [
      "Filesystem          1-blocks         Used    Available Capacity Mounted on",
      `/dev/root       ${size} ${used} ${Math.max(0, size - used)}      ${share}% /`,
    ].join("\n"),
  };
}

/** What modprobe would do, one line for each module. */
function showDepends(specification: LinuxSpecification, name: "dm_crypt" | "vfat"): CommandOutput {
  const folder = `/lib/modules/${kernelRelease(specification)}`;
  switch (specification.kernelModules?.[name]) {
    case "missing":
      return { stderr: `modprobe: FATAL: Module ${name} not found in directory ${folder}`, exitCode: 1 };
    case "blocked":
      return { stdout: "install /bin/true " };
    case "available":
    case undefined:
      return {
        stdout: `insmod ${folder}/kernel/${name === "vfat" ? "fs/fat/vfat" : "drivers/md/dm-crypt"}.ko`,
      };
  }
}

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

function redHatRelease({ distribution, distributionVersion }: LinuxSpecification): CommandOutput | undefined {
  if (!redHatLike.includes(distribution)) return undefined;
  const name = distribution === "centos" ? "CentOS Linux" : "Red Hat Enterprise Linux";
  return { stdout: `${name} release ${distributionVersion}` };
}

function osRelease({ distribution, distributionVersion }: LinuxSpecification): string {
  const name = prettyNames[distribution] ?? distribution;
  return [
    `PRETTY_NAME="${name} ${distributionVersion}"`,
    `NAME="${name}"`,
    `VERSION_ID="${distribution === "centos" ? (distributionVersion.split(".")[0] ?? "") : distributionVersion}"`,
    `ID=${distribution}`,
  ].join("\n");
}

function kernelRelease({ kernelRelease: release, distribution }: LinuxSpecification): string {
  if (release !== undefined) return release;
  return distribution === "ubuntu" ? "5.15.0-1075-azure" : "5.14.0-427.42.1.el9_4.x86_64";
}
