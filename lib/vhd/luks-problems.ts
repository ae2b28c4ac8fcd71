import type { VhdProblem } from "./report";
import { capitalised } from "./text";
import type { Luks1Volume } from "./volumes/luks1";
import type { Luks2Volume } from "./volumes/luks2";

export type LuksVolume = Luks1Volume | Luks2Volume;

/**
 * What is wrong with a LUKS volume: nothing only where cryptsetup accepts its header, and a passphrase can open its data.
 *
 * @param name - how the volume is called in a sentence.
 */
export function luksProblems(volume: LuksVolume, name: string): readonly VhdProblem[] {
  return [
    ...damage(volume, name),
    ...notUnderstood(volume, name),
    ...encryptsNothing(volume, name),
    ...detachedHeader(volume, name),
    ...withoutKeySlot(volume, name),
    ...inReencryption(volume, name),
  ];
}

/** Numbers of the slots whose passphrase opens the volume's data; a slot of another key is none of them. */
export function passphraseSlots(volume: LuksVolume): readonly number[] {
  const numbers =
    volume.kind === "luks1"
      ? volume.keySlots
      : volume.keySlots.flatMap(({ number, opensData }) => (opensData ? [number] : []));
  return numbers.filter((number) => !volume.wipedKeySlots.includes(number));
}

const isDescribed = (volume: LuksVolume): boolean => volume.kind === "luks1" || volume.segments.length > 0;

function damage(volume: LuksVolume, name: string): readonly VhdProblem[] {
  const copyDamage = volume.kind === "luks2" ? volume.copyDamage : undefined;
  const texts = [
    ...volume.defects,
    ...(copyDamage === undefined ? [] : [copyDamage]),
    ...volume.wipedKeySlots.map(
      (slot) => `The key in key slot ${slot} was wiped: its passphrase opens nothing.`,
    ),
  ];
  if (texts.length === 0) return [];
  return [
    {
      id: "luks-damaged",
      stops: volume.defects.length > 0 ? "start" : "nothing",
      text: `The LUKS header of ${name}: ${texts.join(" ")}`,
      fix: "Let cryptsetup repair it where the disk comes from, or restore it from a backup of the header.",
      commands: ["cryptsetup repair /dev/..."],
    },
  ];
}

function notUnderstood({ unknowns }: LuksVolume, name: string): readonly VhdProblem[] {
  if (unknowns.length === 0) return [];
  return [
    {
      id: "luks-not-understood",
      stops: "unknown",
      text: `Whether a passphrase opens ${name} is not known. ${unknowns.join(" ")}`,
      fix: "Try the passphrase on the machine that the disk comes from, with the cryptsetup that the VM will have.",
      commands: ["cryptsetup open --test-passphrase /dev/..."],
    },
  ];
}

/** @see cryptsetup FAQ, section 2.4 on cipher_null; it opens with an empty passphrase alone */
function encryptsNothing(volume: LuksVolume, name: string): readonly VhdProblem[] {
  if (!volume.encryptsNothing) return [];
  return [
    {
      id: "luks-encrypts-nothing",
      stops: "start",
      text: `${capitalised(name)} has a LUKS header with the cipher 'cipher_null', which encrypts nothing: the data are plain.`,
      fix: "Encrypt it with a real cipher where the disk comes from.",
      commands: ["cryptsetup reencrypt --cipher aes-xts-plain64 /dev/..."],
    },
  ];
}

function detachedHeader(volume: LuksVolume, name: string): readonly VhdProblem[] {
  if (!volume.isDetachedHeader) return [];
  return [
    {
      id: "luks-detached-header",
      stops: "start",
      text: `${capitalised(name)} is a detached LUKS header: the data that it opens are on another device.`,
      fix: "Azure unlocks a volume by the header on the volume itself. Take the volume with its header in front of the data.",
      commands: [],
    },
  ];
}

function withoutKeySlot(volume: LuksVolume, name: string): readonly VhdProblem[] {
  if (!isDescribed(volume) || passphraseSlots(volume).length > 0) return [];
  const others = volume.keySlots.length;
  return [
    {
      id: "luks-without-key-slot",
      stops: "start",
      text:
        others === 0
          ? `No key slot of ${name} is in use: no passphrase opens it.`
          : `None of the ${others} key slots of ${name} holds the key of its data: no passphrase opens it.`,
      fix: "Restore the header from a backup; without one, what is encrypted is lost.",
      commands: ["cryptsetup luksHeaderRestore /dev/... --header-backup-file ..."],
    },
  ];
}

function inReencryption(volume: LuksVolume, name: string): readonly VhdProblem[] {
  if (volume.kind !== "luks2" || !volume.isInReencryption) return [];
  return [
    {
      id: "luks-in-reencryption",
      stops: "start",
      text: `Encryption of ${name} was begun and has not ended: part of the data may still be plain or under another key.`,
      fix: "Let it end where the disk comes from.",
      commands: ["cryptsetup reencrypt --resume-only /dev/..."],
    },
  ];
}
