import { z } from "zod";

import type { GuestVolume, LinuxGuest } from "../../azure/guest";
import { section, sectionsOf, unreadable, type Sections } from "./sections";

const BYTES_IN_GB = 1024 ** 3;
const KILOBYTES_IN_GB = 1024 ** 2;

/**
 * Reads the Linux probe's output, strictly.
 *
 * @throws RunbookError `GuestOutputUnreadable` for anything that is not the tools' own format.
 */
export function parseLinuxProbe(output: string, vmName: string): LinuxGuest {
  const sections = sectionsOf(output, vmName);
  const release = releaseOf(section(sections, "os-release", vmName));
  const memoryInKilobytes = numberIn(section(sections, "memory", vmName).join(" "), /MemTotal:\s+(\d+) kB/);
  const rootInBytes = numberIn(section(sections, "root", vmName).join(" "), /Used\s+(\d+)/);
  const kernelRelease = section(sections, "kernel", vmName)[0]?.trim() ?? "";
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
    network: { reached: reachedOf(sections, vmName) },
    volumes: volumesOf(sections, vmName),
  };
}

function releaseOf(lines: readonly string[]): { id: string; version: string } | undefined {
  const value = (name: string): string | undefined =>
    lines
      .find((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .trim()
      .replace(/^"(.*)"$/, "$1");
  const [id, version] = [value("ID"), value("VERSION_ID")];
  return id === undefined || version === undefined ? undefined : { id, version };
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function reachedOf(sections: Sections, vmName: string): Record<string, boolean> {
  return Object.fromEntries(
    [...sections.keys()]
      .filter((name) => name.startsWith("host "))
      .map((name) => {
        const code = section(sections, name, vmName)[0]?.trim() ?? "";
        if (!/^\d{3}$/.test(code))
          throw unreadable(vmName, `The probe's section '${name}' is not an HTTP status`);
        // curl prints 000 where nobody answered; any status means that somebody did.
        return [name.slice("host ".length), code !== "000"];
      }),
  );
}

interface BlockDevice {
  readonly name: string;
  readonly type: string;
  readonly fstype?: string | null | undefined;
  readonly mountpoint?: string | null | undefined;
  readonly children?: readonly BlockDevice[] | undefined;
}

const blockDevice: z.ZodType<BlockDevice> = z.lazy(() =>
  z.object({
    name: z.string(),
    type: z.string(),
    fstype: z.string().nullish(),
    mountpoint: z.string().nullish(),
    children: z.array(blockDevice).optional(),
  }),
);
const blockDevices = z.object({ blockdevices: z.array(blockDevice) });

function volumesOf(sections: Sections, vmName: string): readonly GuestVolume[] {
  const ciphers = cipherNames(section(sections, "crypt", vmName));
  const parsed = blockDevices.safeParse(jsonOf(section(sections, "block-devices", vmName).join("\n")));
  if (!parsed.success)
    throw unreadable(vmName, "The probe's section 'block-devices' is not the output of lsblk -J");
  return parsed.data.blockdevices.flatMap((device) => mounted(device, undefined, ciphers));
}

/** Mounted file systems below a device; those below a `crypt` device are encrypted. */
function mounted(
  device: BlockDevice,
  method: string | undefined,
  ciphers: ReadonlyMap<string, string>,
): readonly GuestVolume[] {
  // An image in a file, such as a snap, is no volume of a disk.
  if (device.type === "loop") return [];
  const here = device.type === "crypt" ? (ciphers.get(device.name) ?? "dm-crypt") : method;
  const below = (device.children ?? []).flatMap((child) => mounted(child, here, ciphers));
  const mountPoint = device.mountpoint;
  // Boot partitions stay plain by design, and ADE's own key volume is none of the operator's volumes.
  if (mountPoint === null || mountPoint === undefined || isSystemMount(mountPoint)) return below;
  return [
    {
      mountPoint,
      role: roleOf(mountPoint),
      state: here === undefined ? "decrypted" : "encrypted",
      ...(here === undefined ? {} : { method: here }),
    },
    ...below,
  ];
}

const isSystemMount = (mountPoint: string): boolean =>
  mountPoint.startsWith("/boot") || mountPoint.startsWith("/mnt/azure_bek_disk") || mountPoint === "[SWAP]";

function roleOf(mountPoint: string): GuestVolume["role"] {
  if (mountPoint === "/") return "os";
  return mountPoint === "/mnt" || mountPoint === "/mnt/resource" ? "temporary" : "data";
}

/** `dmsetup table --target crypt`: "osencrypt: 0 62912512 crypt aes-xts-plain64 000... 0 8:1 0". */
function cipherNames(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, name, cipher] = /^(\S+): \d+ \d+ crypt (\S+)/.exec(line) ?? [];
      return name === undefined || cipher === undefined ? [] : [[name, cipher] as const];
    }),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
