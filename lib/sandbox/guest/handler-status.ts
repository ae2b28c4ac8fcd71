import type { World, Resource } from "../state";
import { volumesOfRun } from "./encrypt";
import type { GuestOperatingSystem } from "./guest";
import { finishesAt, volumesOf, type Volume } from "./volumes";

/** The volumes that Azure Disk Encryption is asked for. */
export type VolumeType = "OS" | "Data" | "All";

export type EncryptionOperation = "EnableEncryption" | "EnableEncryptionFormatAll" | "DisableEncryption";

/** What the Azure Disk Encryption extension last did in a guest: the source of its status and substatus. */
export interface DiskEncryptionRun {
  readonly operation: EncryptionOperation;
  readonly volumeType: VolumeType;
  /** Of dual pass alone: the secret that the guest wrote by itself, which the client puts into the VM's model. */
  readonly secretUrl?: string;
  /** The keys of disks that were encrypted before were replaced, by another vault, key or algorithm. */
  readonly settingsUpdated?: true;
  /** `failed`: the handler gave up, with the exit code that ends up in `ProvisioningState/failed/<n>`. */
  readonly outcome:
    | { readonly kind: "transitioning"; readonly message: string }
    | { readonly kind: "succeeded" }
    | { readonly kind: "failed"; readonly exitCode: number; readonly message: string };
}

/** What the Azure Disk Encryption handler reports to the agent. */
export interface HandlerStatus {
  readonly state: "transitioning" | "succeeded" | "failed";
  readonly exitCode?: number;
  readonly message: string;
  /** JSON text with `os` and `data`; absent where the recordings have none. */
  readonly substatus?: string;
}

/** Versions of the single-pass handlers, recorded (2.4.0.23) and by the Linux extension's release notes (1.4.0.12). */
export const windowsHandlerVersion = "2.4.0.23";
export const linuxHandlerVersion = "1.4.0.12";
/** Versions of the dual-pass handlers, recorded (1.1.0.4, in 2017) and by the source of the last one for Linux (`VMEncryption`, 2020). */
export const windowsDualPassVersion = "1.1.0.4";
export const linuxDualPassVersion = "0.1.0.999345";

/** What the handler reports now; undefined: it never ran in this guest. */
export function handlerStatus(
  world: World,
  guest: GuestOperatingSystem,
  virtualMachine: Resource,
): HandlerStatus | undefined {
  const run = guest.diskEncryption;
  if (run === undefined) return undefined;
  const volumes = volumesOf(world, guest, virtualMachine);
  const status =
    guest.osType === "Windows" ? windowsStatus(guest, run, volumes) : linuxStatus(guest, run, volumes);
  return run.secretUrl === undefined ? status : ofDualPass(guest, status, run.secretUrl);
}

/** Dual pass answers the secret's URL as its message, from where clients take it, and on Windows no substatus (both recorded, in 2017). */
function ofDualPass(
  { osType }: GuestOperatingSystem,
  { substatus, ...status }: HandlerStatus,
  secretUrl: string,
): HandlerStatus {
  const told = osType === "Windows" || substatus === undefined ? {} : { substatus };
  return { ...status, ...told, ...(status.state === "succeeded" ? { message: secretUrl } : {}) };
}

// Windows says "Encrypted" as soon as a volume is protected, while BitLocker goes on in the background: so recorded, 3 minutes
// after the request. How far it really is, only the guest tells (`manage-bde -status`).
function windowsStatus(
  guest: GuestOperatingSystem,
  { operation, outcome }: DiskEncryptionRun,
  volumes: readonly Volume[],
): HandlerStatus {
  if (outcome.kind !== "succeeded") {
    return {
      state: outcome.kind,
      ...(outcome.kind === "failed" ? { exitCode: outcome.exitCode } : {}),
      message: `[${windowsHandlerVersion}] ${outcome.message}`,
    };
  }
  if (operation === "DisableEncryption") {
    return {
      state: "succeeded",
      message: `[${windowsHandlerVersion}] Disable Encryption completed successfully`,
    };
  }
  const word = (role: Volume["role"]): string => {
    const ofRole = volumes.filter((volume) => volume.role === role);
    // What was done inside the VM it does not notice ("Azure Disk Encryption troubleshooting guide (Windows VMs)", 2026-07-14).
    const isProtected = ofRole.every(
      ({ key, state }) =>
        state === "encrypting" || state === "encrypted" || guest.encryption.get(key)?.toldInGuest === true,
    );
    return ofRole.length > 0 && isProtected ? "Encrypted" : "NotEncrypted";
  };
  return {
    state: "succeeded",
    message: `[${windowsHandlerVersion}] `,
    substatus: `{"os": "${word("os")}", "data": "${word("data")}"}`,
  };
}

// Words and order of the messages: Azure/azure-linux-extensions, VMEncryption (single pass).
function linuxStatus(
  guest: GuestOperatingSystem,
  run: DiskEncryptionRun,
  volumes: readonly Volume[],
): HandlerStatus {
  const substatus = `{"os": "${linuxOsWord(guest, volumes)}", "data": "${linuxDataWord(volumes)}"}`;
  const { outcome } = run;
  switch (outcome.kind) {
    case "transitioning":
      return { state: "transitioning", message: outcome.message, substatus };
    case "failed":
      return { state: "failed", exitCode: outcome.exitCode, message: outcome.message, substatus };
    case "succeeded":
      return { state: "succeeded", message: linuxMessage(guest, run, volumes), substatus };
  }
}

function linuxMessage(
  guest: GuestOperatingSystem,
  { operation, volumeType, settingsUpdated }: DiskEncryptionRun,
  volumes: readonly Volume[],
): string {
  const ofRun = volumesOfRun(volumes, "Linux", operation, volumeType);
  const data = ofRun.filter(({ role }) => role !== "os");
  if (operation === "DisableEncryption") {
    const left = data.filter(({ state }) => state === "decrypting");
    return left.length > 0 ? `Decrypting ${left.length} data volumes` : "Decryption succeeded";
  }
  const left = data.filter(({ state }) => state === "encrypting");
  if (left.length > 0) {
    return operation === "EnableEncryption"
      ? `Encrypting ${left.length} data volumes`
      : `Encrypting and formatting ${left.length} data volumes`;
  }
  if (settingsUpdated === true) return "Encryption settings updated";
  if (volumeType === "Data") return "Encryption succeeded for data volumes";
  switch (linuxOsWord(guest, volumes)) {
    case "VMRestartPending":
      return "OS disk successfully encrypted, please reboot the VM";
    case "Encrypted":
      return volumeType === "All"
        ? "Encryption succeeded for all volumes"
        : "Encryption succeeded for OS volume";
    default:
      return "OS disk encryption started";
  }
}

/** The state of the OS volume in the extension's word: encrypted, it waits for the restart that takes it into use. */
function linuxOsWord(guest: GuestOperatingSystem, volumes: readonly Volume[]): string {
  const os = volumes.find(({ role }) => role === "os");
  switch (os?.state) {
    case undefined:
    case "decrypted":
      return "NotEncrypted";
    case "encrypting":
      return "EncryptionInProgress";
    case "decrypting":
      return "DecryptionInProgress";
    case "encrypted":
      return isRestartPending(guest, volumes) ? "VMRestartPending" : "Encrypted";
  }
}

/** Whether a Linux guest still runs from the plain OS volume although the encrypted one is ready. */
export function isRestartPending(guest: GuestOperatingSystem, volumes: readonly Volume[]): boolean {
  const os = volumes.find(({ role }) => role === "os");
  const encryption = os === undefined ? undefined : guest.encryption.get(os.key);
  return (
    guest.osType === "Linux" &&
    os?.state === "encrypted" &&
    encryption !== undefined &&
    guest.bootedAt < finishesAt(encryption)
  );
}

function linuxDataWord(volumes: readonly Volume[]): string {
  const states = volumes.filter(({ role }) => role === "data").map(({ state }) => state);
  if (states.length === 0) return "NotMounted";
  if (states.every((state) => state === "encrypted")) return "Encrypted";
  if (states.includes("encrypting")) return "EncryptionInProgress";
  return states.includes("decrypting") ? "DecryptionInProgress" : "NotEncrypted";
}
