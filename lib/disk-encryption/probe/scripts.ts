import { hostAddresses, PUBLIC_AUTHORITY_HOST, storageHostsOf } from "../nouns/guest-endpoints";
import { type OsType } from "@runbooks/azure";
import { requiredKernelModules } from "../nouns/guest";
import { windowsProbe } from "../connection/windows-probe";
import type { EncryptionFacts } from "../checks/facts";

/** A script for Run Command that only reads, one command a line. */
export interface ProbeScript {
  readonly osType: OsType;
  /** `RunPowerShellScript` or `RunShellScript`. */
  readonly commandId: string;
  readonly lines: readonly string[];
}

/** Section marks, so that the output can be taken apart without guessing. */
export const sectionMark = (name: string): string => `== ${name} ==`;

/**
 * The script that answers what Resource Manager can't: Group Policy, network, and what is encrypted inside.
 *
 * It reads, it changes nothing, and its output stays below Run Command's limit of 4,096 bytes: it is packed with gzip and
 * base64 (`base64 -d | gunzip` shows it).
 *
 * @param vaultHosts - hosts of key vaults, e.g. `kv-contoso.vault.azure.net`; a vault's endpoint that is not named is not tried. Linux
 *   needs none: there the training module asks for no endpoint.
 */
export function probeScript(osType: OsType, ...vaultHosts: readonly string[]): ProbeScript {
  return osType === "Windows" ? windowsScript([PUBLIC_AUTHORITY_HOST, ...vaultHosts]) : linuxScript([]);
}

/**
 * The script for a VM that was observed: it tries the host of the vault that was named for it, and of any other vault.
 *
 * On Windows it also tries the Entra authority of the VM's cloud; with unmanaged disks, the storage accounts that hold them.
 *
 * @example const script = probeScriptFor(facts);
 */
export function probeScriptFor(
  facts: Pick<EncryptionFacts, "virtualMachine" | "keyVault" | "authorityHost">,
  ...otherVaultHosts: readonly string[]
): ProbeScript {
  const { virtualMachine, keyVault, authorityHost } = facts;
  const ownHost = keyVault.kind === "known" ? [new URL(keyVault.value.vaultUri).host] : [];
  const authority = authorityHost.kind === "known" ? [authorityHost.value] : [];
  const storageHosts = storageHostsOf(virtualMachine);
  return virtualMachine.osType === "Windows"
    ? windowsScript([...authority, ...ownHost, ...otherVaultHosts, ...storageHosts])
    : linuxScript(storageHosts);
}

function windowsScript(https: readonly string[]): ProbeScript {
  const hosts: readonly (readonly [string, number])[] = [
    ...hostAddresses.map((address) => [address, Number(/:(\d+)$/.exec(address)?.[1] ?? 80)] as const),
    ...https.map((host) => [host, 443] as const),
  ];
  return {
    osType: "Windows",
    commandId: "RunPowerShellScript",
    lines: windowsProbe(hosts.map(([host, port]) => ({ host: host.replace(/:\d+$/, ""), port }))),
  };
}

function linuxScript(https: readonly string[]): ProbeScript {
  const reading: readonly (readonly [section: string, ...commands: readonly string[]])[] = [
    ["os-release", "cat /etc/os-release"],
    // CentOS tells its minor version here alone.
    ["redhat-release", "cat /etc/redhat-release"],
    ["kernel", "uname -r"],
    ["memory", "grep MemTotal /proc/meminfo"],
    ["root", "df -B1 -P /"],
    ["azure-disks", "ls -l /dev/disk/azure"],
    ["block-devices", "lsblk -P -e 1,2,7,11 -o NAME,PKNAME,MAJ:MIN,TYPE,FSTYPE,LABEL,UUID,TRAN"],
    ["device-mapper", "dmsetup table"],
    [
      "mounts",
      // Those of devices and of networks. What follows the options is the file system and what it comes from.
      `awk '{for (i = 7; $i != "-"; i++); if ($3 !~ /^0:/ || $(i + 1) ~ /^(btrfs|zfs|nfs4?|cifs|smb3|ceph|lustre|afs|fuse.(ceph.*|glusterfs))$/) print $3, $4, $5, $(i + 1), $(i + 2)}' /proc/self/mountinfo`,
    ],
    [
      "fstab",
      // Without the options: these may hold a password.
      `awk '$1 !~ /^#/ && NF > 2 {print $1, $2, ($4 ~ /(^|,)nofail(,|$)/ ? "nofail" : "-")}' /etc/fstab`,
    ],
    ...requiredKernelModules.map((name) => [`module ${name}`, `modprobe --show-depends ${name}`] as const),
    ["selinux", "cat /sys/fs/selinux/enforce"],
    ["kdump", "cat /sys/kernel/kexec_crash_loaded"],
    ...[
      ...hostAddresses.map((address) => [address, "http"] as const),
      ...https.map((host) => [host, "https"] as const),
    ].map(
      ([host, scheme]) =>
        [`host ${host}`, `curl -s -o /dev/null -m 5 -w '%{http_code}\\n' ${scheme}://${host}/`] as const,
    ),
  ];
  return {
    osType: "Linux",
    commandId: "RunShellScript",
    lines: [
      "export LC_ALL=C",
      "{",
      ...reading.flatMap(([name, ...commands]) => [mark("echo", name), ...commands]),
      mark("echo", `end ${reading.length}`),
      // Packed: Run Command returns 4,096 bytes at most, and gzip's checksum tells whether they are all there.
      "} 2>&1 | gzip -c | base64 -w 0",
    ],
  };
}

const mark = (command: string, name: string): string => `${command} '${sectionMark(name)}'`;
