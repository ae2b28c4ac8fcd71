import type { VhdProblem } from "./report";
import type {
  BitLockerMetadata,
  BitLockerProtector,
  BitLockerState,
  BitLockerVolume,
} from "./volumes/bitlocker";

type Rule = (volume: BitLockerVolume, name: string) => VhdProblem | undefined;

/**
 * What keeps a VM from starting with this BitLocker volume.
 *
 * @param name - of the volume in a sentence.
 * @see "Sample scripts for Azure Disk Encryption on Windows", Prepare an encrypted Windows VHD: startup key, and encryption finished
 */
export function bitLockerProblems(volume: BitLockerVolume, name: string): readonly VhdProblem[] {
  return rules.flatMap((rule) => rule(volume, name) ?? []);
}

/** Startup keys of which a `.BEK` file can open the volume. */
export function usableStartupKeys({ metadata }: BitLockerVolume): readonly BitLockerProtector[] {
  return (metadata?.protectors ?? []).filter(
    ({ type, isDamaged }) => type === "startup-key" && isDamaged !== true,
  );
}

/** Metadata of a volume that is to be unlocked. */
const lockedMetadata = ({ metadata }: BitLockerVolume): BitLockerMetadata | undefined =>
  metadata?.state.kind === "decrypted" ? undefined : metadata;

const toGo: Rule = ({ form }, name) =>
  form === "to-go"
    ? {
        id: "bitlocker-to-go",
        stops: "start",
        text: `BitLocker To Go encrypts ${name}: a form for removable drives, from which Windows does not start and which Azure does not unlock.`,
        fix: "Use an NTFS volume, encrypted as a fixed drive.",
        commands: [],
      }
    : undefined;

/** One intact copy of three is enough for Windows, but not for the other programs that read BitLocker. */
const damaged: Rule = ({ metadata, defects }, name) =>
  metadata === undefined || defects.length > 0
    ? {
        id: "bitlocker-damaged",
        stops: metadata === undefined ? "start" : "unknown",
        text: `BitLocker's metadata on ${name}: ${defects.join(" ")}`,
        fix: "Take the disk from its original again, or let Windows repair it there (repair-bde).",
        commands: [],
      }
    : undefined;

const decrypted: Rule = ({ metadata }, name) =>
  metadata?.state.kind === "decrypted"
    ? {
        id: "bitlocker-not-finished",
        stops: "unknown",
        text: `BitLocker calls ${name} decrypted, but the filesystem's own header has not come back: what is in it is not known.`,
        fix: "Start Windows where the disk comes from, and take the disk when manage-bde says that it is fully decrypted.",
        commands: ["manage-bde -status"],
      }
    : undefined;

const notFinished: Rule = (volume, name) => {
  const state = lockedMetadata(volume)?.state;
  if (state === undefined || state.kind === "fully-encrypted") return undefined;
  const status = { id: "bitlocker-not-finished", commands: ["manage-bde -status"] } as const;
  if (state.kind === "encrypting-on-write") {
    return {
      ...status,
      stops: "start",
      text: `BitLocker encrypts ${name} as it is written (encrypt-on-write): what was there before may still be plain.`,
      fix: "Wait where the disk comes from until manage-bde says that conversion has ended. Where this stays so, decrypt the volume and encrypt it again, all of it.",
    };
  }
  return {
    ...status,
    stops: state.kind === "unknown" ? "unknown" : "start",
    text: `BitLocker has not finished with ${name}: ${bitLockerStateText(state)}.`,
    fix: "Start Windows where the disk comes from, wait until manage-bde says that all is encrypted, and take the disk then.",
  };
};

const suspended: Rule = (volume, name) =>
  lockedMetadata(volume)?.protectors.some(({ type }) => type === "clear-key") === true
    ? {
        id: "bitlocker-protection-suspended",
        stops: "start",
        text: `BitLocker's protection of ${name} is suspended: the key lies on the disk in the clear, for everybody who has the file.`,
        fix: "Resume protection in Windows where the disk comes from.",
        commands: ["manage-bde -protectors -enable C:"],
      }
    : undefined;

const withoutStartupKey: Rule = (volume, name) => {
  const protectors = lockedMetadata(volume)?.protectors;
  if (protectors === undefined || usableStartupKeys(volume).length > 0) return undefined;
  return {
    id: "bitlocker-without-startup-key",
    stops: "start",
    text:
      `BitLocker on ${name} has no startup key; it has ${protectorWords(protectors)}. ` +
      "Azure hands a VM nothing but a startup key (.BEK file).",
    fix: "Add a startup key in Windows where the disk comes from; the .BEK file is written to the drive that is named last.",
    commands: ["manage-bde -protectors -add C: -StartupKey E:"],
  };
};

const rules: readonly Rule[] = [toGo, damaged, decrypted, notFinished, suspended, withoutStartupKey];

function protectorWords(protectors: readonly BitLockerProtector[]): string {
  if (protectors.length === 0) return "no protector";
  return protectors
    .map(({ type, isDamaged }) => `${isDamaged === true ? "a damaged " : ""}${type.replaceAll("-", " ")}`)
    .join(", ");
}

/** How far BitLocker is, in words. */
export function bitLockerStateText(state: BitLockerState): string {
  switch (state.kind) {
    case "fully-encrypted":
      return "fully encrypted";
    case "encrypting":
    case "decrypting": {
      const percent = state.percentEncrypted === undefined ? "" : `, ${state.percentEncrypted} % encrypted`;
      return `${state.kind}${percent}${state.isPaused ? ", paused" : ""}`;
    }
    case "encrypting-on-write":
      return "encrypted as it is written (encrypt-on-write)";
    case "decrypted":
      return "not encrypted any more";
    case "unknown":
      return `state ${state.code}, which is not known`;
  }
}
