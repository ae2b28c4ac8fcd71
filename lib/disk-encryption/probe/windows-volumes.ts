import type { GuestVolume, UnmountedWindowsVolume, VolumeState, WindowsVolume } from "../nouns/guest";
import { unreadable } from "./sections";

/** What BitLocker's class said: how many volumes it knows, or that this Windows does not have it. */
export type BitLockerAnswer =
  { readonly kind: "installed"; readonly volumes: number } | { readonly kind: "not-installed" };

/** No such namespace or class, as .NET and as WMI give it (WBEM_E_INVALID_NAMESPACE, WBEM_E_INVALID_CLASS). */
const noSuchClass = /^! \S+ (?:InvalidNamespace|InvalidClass|\S* ?8004100E|\S* ?80041010)\b/;

/**
 * Reads how many volumes BitLocker knows. Where the feature was never installed, its namespace is not there, and no other error says so.
 *
 * @throws RunbookError `GuestOutputUnreadable` for any other error, such as a refused access: that is not "not encrypted".
 * @see mondoohq/mql pull request 10372, read 2026-11-26: seen on Windows Server 2016 to 2025
 */
export function bitLockerSection(lines: readonly string[], vmName: string): BitLockerAnswer {
  const [line = ""] = lines;
  if (lines.length === 1 && /^\d+$/.test(line)) return { kind: "installed", volumes: Number(line) };
  if (lines.length === 1 && noSuchClass.test(line)) return { kind: "not-installed" };
  throw unreadable(
    vmName,
    line.startsWith("! ")
      ? `BitLocker can't be asked, Windows answered with the error ${line.slice(2)},`
      : "The probe's section 'bitlocker' is not a number",
  );
}

/** A line of the section `volumes`. */
interface VolumeLine {
  readonly isBootVolume: boolean;
  readonly isSystemVolume: boolean;
  readonly hasWarningFile: boolean;
  readonly fileSystem: string;
  readonly diskNumber: string;
  readonly bitLocker: string;
  /** `C:\`, `C:\Data\`, or `\\?\Volume{...}\` for one that is not mounted. */
  readonly name: string;
  readonly label: string;
}

/** What Windows tells of its volumes. */
export interface WindowsVolumes {
  readonly volumes: readonly WindowsVolume[];
  readonly unmountedVolumes: readonly UnmountedWindowsVolume[];
  /** Numbers of the disks that carry the key volume alone. */
  readonly keyDisks: readonly number[];
}

const KEY_VOLUME_LABEL = "bek volume";

/** Reads the volumes, without the key volume of Azure Disk Encryption and what is not mounted of the OS disk. */
export function windowsVolumes(
  lines: readonly string[],
  bitLocker: BitLockerAnswer,
  vmName: string,
): WindowsVolumes {
  const all = lines.map((line) => volumeLine(line, vmName));
  const told = all.filter((volume) => volume.bitLocker !== "").length;
  const expected = bitLocker.kind === "installed" ? bitLocker.volumes : 0;
  if (told !== expected)
    throw unreadable(vmName, `BitLocker knows ${expected} volumes, of which ${told} are volumes of Windows,`);
  const twice = all.find(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw unreadable(vmName, `The probe lists volume ${twice.name} twice`);
  const isKeyVolume = ({ label }: VolumeLine): boolean => label.toLowerCase() === KEY_VOLUME_LABEL;
  const isMounted = ({ name }: VolumeLine): boolean => !name.startsWith("\\\\?\\");
  const own = all.filter((volume) => !isKeyVolume(volume));
  const volumes = own.filter(isMounted).map((volume) => volumeOf(volume, vmName));
  if (volumes.filter(({ role }) => role === "os").length !== 1)
    throw unreadable(vmName, "The probe's section 'volumes' does not name one OS volume");
  const osDisk = own.find(({ isBootVolume }) => isBootVolume)?.diskNumber;
  return {
    volumes,
    // Of a volume that Windows does not put on a disk it is not known that it is the OS disk's, but for the partition that starts the machine.
    unmountedVolumes: own
      .filter(
        (volume) =>
          !isMounted(volume) &&
          !volume.isSystemVolume &&
          (volume.diskNumber === "" || volume.diskNumber !== osDisk),
      )
      .map((volume) => unmountedVolumeOf(volume, vmName)),
    keyDisks: all
      .filter(
        (volume) =>
          isKeyVolume(volume) &&
          volume.diskNumber !== "" &&
          !own.some(({ diskNumber }) => diskNumber === volume.diskNumber),
      )
      .map(({ diskNumber }) => Number(diskNumber)),
  };
}

/** `boot|system|warning file|file system|disk|BitLocker|name|label`. */
function volumeLine(line: string, vmName: string): VolumeLine {
  const [, boot, system, warning, fileSystem, diskNumber, bitLocker, name, label] =
    /^(True|False)\|(True|False)\|(True|False)\|([^|]*)\|(\d*)\|([\d,+]*)\|([^|]+\\)\|(.*)$/.exec(line) ?? [];
  if (
    fileSystem === undefined ||
    diskNumber === undefined ||
    bitLocker === undefined ||
    name === undefined ||
    label === undefined
  ) {
    throw unreadable(vmName, "The probe's section 'volumes' has a line that is no volume");
  }
  return {
    isBootVolume: boot === "True",
    isSystemVolume: system === "True",
    hasWarningFile: warning === "True",
    fileSystem,
    diskNumber,
    bitLocker,
    name,
    label,
  };
}

function volumeOf(volume: VolumeLine, vmName: string): WindowsVolume {
  const mountPoint = volume.name.replace(/\\$/, "");
  return {
    mountPoint,
    role: roleOf(volume),
    fileSystem: volume.fileSystem,
    ...(volume.diskNumber === "" ? {} : { diskNumber: Number(volume.diskNumber) }),
    ...encryptionOf(volume, mountPoint, vmName),
  };
}

function unmountedVolumeOf(volume: VolumeLine, vmName: string): UnmountedWindowsVolume {
  const name = volume.name.replace(/\\$/, "");
  // What BitLocker does not know it did not encrypt, whether or not Windows can read it.
  const { state, keyProtectors, protection }: Encryption =
    volume.bitLocker === "" ? UNKNOWN_TO_BITLOCKER : encryptionOf(volume, name, vmName);
  const { fileSystem, diskNumber } = volume;
  return {
    name,
    fileSystem,
    ...(diskNumber === "" ? {} : { diskNumber: Number(diskNumber) }),
    state,
    keyProtectors,
    protection,
  };
}

/** Azure labels the temporary disk and puts a file on it, both in English whatever the language of Windows. */
function roleOf({ isBootVolume, hasWarningFile, label }: VolumeLine): GuestVolume["role"] {
  if (isBootVolume) return "os";
  return hasWarningFile || label.toLowerCase() === "temporary storage" ? "temporary" : "data";
}

type Encryption = Pick<
  WindowsVolume,
  "state" | "percentEncrypted" | "method" | "keyProtectors" | "protection"
>;

const UNKNOWN_TO_BITLOCKER: Encryption = {
  state: "decrypted",
  percentEncrypted: 0,
  keyProtectors: [],
  protection: "off",
};

/** `conversion's result, status, percent, method's result, method, protection's result, protection, protectors' result, types`. */
function encryptionOf({ bitLocker, fileSystem }: VolumeLine, mountPoint: string, vmName: string): Encryption {
  if (bitLocker === "") {
    // BitLocker does not know it, so it did not encrypt it. What Windows can't read at all may be anything.
    if (fileSystem !== "") return UNKNOWN_TO_BITLOCKER;
    throw unreadable(vmName, `Windows can't read volume ${mountPoint}, and BitLocker does not know it,`);
  }
  const numbers = /^(\d+),(\d*),(\d*),(\d+),(\d*),(\d+),(\d*),(\d+),((?:\d+(?:\+\d+)*)?)$/.exec(bitLocker);
  const [
    ,
    read,
    status = "",
    percent = "",
    methodRead,
    method = "",
    protectionRead,
    protection,
    protectorsRead,
    types = "",
  ] = numbers ?? [];
  for (const result of [read, methodRead, protectionRead]) {
    if (result !== "0") throw refused(mountPoint, result, vmName);
  }
  if (protectorsRead !== "0" && protectorsRead !== NOT_ACTIVATED)
    throw refused(mountPoint, protectorsRead, vmName);
  const state = states[status];
  const methodName = methods[method];
  if (state === undefined || !isPercent(percent) || methodName === undefined || !isProtection(protection))
    throw unreadable(vmName, `BitLocker says nothing that can be read of volume ${mountPoint}`);
  if (!agree(state, Number(percent), methodName))
    throw unreadable(
      vmName,
      `BitLocker contradicts itself on volume ${mountPoint}: ${state}, ${percent} %, method ${methodName},`,
    );
  return {
    state,
    percentEncrypted: Number(percent),
    ...(methodName === "None" ? {} : { method: methodName }),
    keyProtectors: types === "" ? [] : types.split("+").map((type) => protectorTypes[type] ?? `type ${type}`),
    protection: protection === "1" ? "on" : "off",
  };
}

/** What is encrypted is so to its end and with a method; what is decrypted has neither. */
function agree(state: VolumeState, percent: number, method: string): boolean {
  if (state === "decrypted") return percent === 0 && method === "None";
  return method !== "None" && (state !== "encrypted" || percent === 100);
}

const isPercent = (text: string): boolean => /^\d+$/.test(text) && Number(text) <= 100;
/** 2, unknown, comes for a locked volume. */
const isProtection = (text: string | undefined): boolean => text === "0" || text === "1";

/** FVE_E_NOT_ACTIVATED: a volume without BitLocker has no protectors. */
const NOT_ACTIVATED = String(0x80310008);
const LOCKED = String(0x80310000);

function refused(mountPoint: string, result: string | undefined, vmName: string): Error {
  const code =
    result === undefined ? "nothing" : `0x${Number(result).toString(16).toUpperCase().padStart(8, "0")}`;
  const why = result === LOCKED ? " (the volume is locked)" : "";
  return unreadable(vmName, `BitLocker answers ${code}${why} for volume ${mountPoint}`);
}

/** "GetConversionStatus method of the Win32_EncryptableVolume class" (Microsoft Learn). */
const states: Readonly<Record<string, GuestVolume["state"]>> = {
  "0": "decrypted",
  "1": "encrypted",
  "2": "encrypting",
  "3": "decrypting",
  "4": "encryption-paused",
  "5": "decryption-paused",
};

/** "GetEncryptionMethod method of the Win32_EncryptableVolume class", in the words of manage-bde on an English Windows. */
const methods: Readonly<Record<string, string>> = {
  "0": "None",
  "1": "AES 128 with Diffuser",
  "2": "AES 256 with Diffuser",
  "3": "AES 128",
  "4": "AES 256",
  "5": "Hardware Encryption",
  "6": "XTS-AES 128",
  "7": "XTS-AES 256",
  "4294967295": "Unknown",
};

/** "GetKeyProtectorType method of the Win32_EncryptableVolume class", in the words of manage-bde on an English Windows. */
const protectorTypes: Readonly<Record<string, string>> = {
  "0": "Unknown",
  "1": "TPM",
  "2": "External Key",
  "3": "Numerical Password",
  "4": "TPM And PIN",
  "5": "TPM And Startup Key",
  "6": "TPM And PIN And Startup Key",
  "7": "Public Key",
  "8": "Password",
  "9": "TPM Certificate",
  "10": "CNG Protector",
};
