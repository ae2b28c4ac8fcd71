import type { EncryptionFacts } from "../../checks/facts";
import type { OsType } from "../../azure/virtual-machine";
import { windowsProbe } from "../../client/windows-probe";

/** A script for Run Command that only reads, one command a line. */
export interface ProbeScript {
  readonly osType: OsType;
  /** `RunPowerShellScript` or `RunShellScript`. */
  readonly commandId: string;
  readonly lines: readonly string[];
}

/** The addresses that Azure Disk Encryption needs now: the host's wire server and the instance metadata service. */
export const hostAddresses: readonly string[] = ["168.63.129.16", "169.254.169.254"];
/** The training module's Entra endpoint. */
export const ENTRA_HOST = "login.microsoftonline.com";

/** Section marks, so that the output can be taken apart without guessing. */
export const sectionMark = (name: string): string => `== ${name} ==`;

/**
 * The script that answers what Resource Manager can't: Group Policy, network, and what is encrypted inside.
 *
 * It reads, it changes nothing, and its output stays below Run Command's limit of 4,096 bytes.
 *
 * @param vaultHosts - hosts of key vaults, e.g. `kv-contoso.vault.azure.net`; a vault's endpoint that is not named is not tried. Linux
 *   needs none: there the training module asks for no endpoint.
 */
export function probeScript(osType: OsType, ...vaultHosts: readonly string[]): ProbeScript {
  return osType === "Windows" ? windowsScript(vaultHosts) : linuxScript();
}

/**
 * The script for a VM that was observed: it tries the host of the vault that was named for it, and of any other vault.
 *
 * @example const script = probeScriptFor(facts);
 */
export function probeScriptFor(
  { virtualMachine, keyVault }: Pick<EncryptionFacts, "virtualMachine" | "keyVault">,
  ...otherVaultHosts: readonly string[]
): ProbeScript {
  const ownHost = keyVault.kind === "known" ? [new URL(keyVault.value.vaultUri).host] : [];
  return probeScript(virtualMachine.osType, ...ownHost, ...otherVaultHosts);
}

function windowsScript(vaultHosts: readonly string[]): ProbeScript {
  const hosts: readonly (readonly [string, number])[] = [
    ...hostAddresses.map((address) => [address, 80] as const),
    [ENTRA_HOST, 443],
    ...vaultHosts.map((host) => [host, 443] as const),
  ];
  return {
    osType: "Windows",
    commandId: "RunPowerShellScript",
    lines: windowsProbe(hosts.map(([host, port]) => ({ host, port }))),
  };
}

function linuxScript(): ProbeScript {
  return {
    osType: "Linux",
    commandId: "RunShellScript",
    lines: [
      mark("echo", "os-release"),
      "cat /etc/os-release",
      mark("echo", "kernel"),
      "uname -r",
      mark("echo", "memory"),
      "grep MemTotal /proc/meminfo",
      mark("echo", "root"),
      "df -B1 --output=used /",
      mark("echo", "block-devices"),
      "lsblk -J -o NAME,TYPE,FSTYPE,MOUNTPOINT",
      mark("echo", "crypt"),
      "dmsetup table --target crypt",
      ...hostAddresses.flatMap((address) => [
        mark("echo", `host ${address}`),
        `curl -s -o /dev/null -m 5 -w '%{http_code}\\n' http://${address}/`,
      ]),
      mark("echo", "end"),
    ],
  };
}

const mark = (command: string, name: string): string => `${command} '${sectionMark(name)}'`;
