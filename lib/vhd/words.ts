import type { Fact } from "@runbooks/azure";
import { methodsOf } from "./deductions";
import { bitLockerStateText } from "./bitlocker-problems";
import { passphraseSlots } from "./luks-problems";
import {
  isDiskSizeKnown,
  type VhdBoot,
  type VhdContainer,
  type VhdEncryption,
  type VhdFileFormat,
  type VhdKeyMaterial,
  type VhdReport,
  type VhdVerdict,
} from "./report";
import { grouped, sizeText } from "./text";
import type { Volume } from "./volume";
import type { BitLockerProtector, BitLockerVolume } from "./volumes/bitlocker";

/** One line of what a report says: what it is about, and what is so. */
export interface VhdStatement {
  readonly about: string;
  readonly says: string;
}

/** What a report says of a file and of the disk in it, but for partitions and problems. */
export function vhdStatements({
  format,
  fileSizeInBytes,
  container,
  disk,
  verdict,
}: VhdReport): readonly VhdStatement[] {
  const statements: VhdStatement[] = [
    { about: "file", says: `${formatText(format, container)}, ${sizeText(fileSizeInBytes)}` },
  ];
  if (container !== undefined) statements.push(...containerStatements(container));
  if (disk === undefined) return statements;
  return [
    ...statements,
    ...(verdict.uploadSizeBytes === undefined
      ? []
      : [{ about: "uploadSizeBytes", says: String(verdict.uploadSizeBytes) }]),
    { about: "osType", says: factText(verdict.osType, String) },
    { about: "hyperVGeneration", says: factText(verdict.hyperVGeneration, String) },
    { about: "encryption", says: factText(verdict.encryption, encryptionText) },
    ...(isReadyAndPlain(verdict) ? [{ about: "not encrypted", says: PLAIN_DISK }] : []),
    { about: "start", says: factText(verdict.boot, bootText, false) },
    ...verdict.keyMaterial.map((material) => ({ about: "key", says: keyMaterialText(material) })),
  ];
}

/** @see "Azure Disk Encryption scenarios on Windows VMs" and "... on Linux VMs", 2026-02-20 */
const PLAIN_DISK =
  "Nothing on this disk is encrypted. For a VM from your own encrypted VHD (third scenario) encrypt it before the " +
  "upload; else after it, in the running VM (second scenario) or by encryption at host.";

const isReadyAndPlain = ({ outcome, encryption }: VhdVerdict): boolean =>
  outcome === "ready" && encryption.kind === "known" && encryption.value.kind === "none";

function containerStatements(container: VhdContainer): readonly VhdStatement[] {
  const { footer, blocks, parent, parentChain } = container;
  const { creatorApplication, creatorHostOs, createdAt, uniqueId, checksum } = footer;
  const creator = creators[creatorApplication] ?? `'${creatorApplication}'`;
  const host = creatorHostOs === "" ? "" : ` (host ${creatorHostOs})`;
  return [
    { about: "disk", says: diskSizeText(container) },
    {
      about: "made",
      says: `${checksum.valid ? "" : "the damaged footer says: "}by ${creator}${host}, ${createdAt}, unique id ${uniqueId}`,
    },
    ...(blocks === undefined
      ? []
      : [
          {
            about: "blocks",
            says: `${grouped(blocks.used)} of ${grouped(blocks.blockCount)} are in the file`,
          },
        ]),
    ...(parent === undefined
      ? []
      : [
          {
            about: "parent",
            says: `${parent.name === "" ? "(no name)" : `'${parent.name}'`}, unique id ${parent.uniqueId}`,
          },
          {
            about: "parents found",
            says:
              parentChain?.kind === "known"
                ? parentChain.value.join(", ")
                : `not all: ${parentChain?.reason ?? "the header can't be read."}`,
          },
        ]),
  ];
}

/** How large the disk is: by the footer, where that can be believed. */
function diskSizeText(container: VhdContainer): string {
  const { footer, dataSizeInBytes } = container;
  if (footer.currentSizeInBytes !== undefined) return sizeText(footer.currentSizeInBytes);
  return isDiskSizeKnown(container)
    ? `${sizeText(dataSizeInBytes)} (what stands before the footer, which is damaged)`
    : "not known: the footer is damaged";
}

/** Programs by the four characters that they sign with. */
const creators: Readonly<Record<string, string>> = {
  "": "a program without a name",
  win: "Windows",
  vpc: "Virtual PC",
  vs: "Virtual Server",
  d2v: "Disk2vhd",
  qemu: "QEMU",
  qem2: "QEMU",
  vbox: "VirtualBox",
};

/** What a file is, in a few words. */
function formatText(format: VhdFileFormat, container?: VhdContainer): string {
  switch (format.kind) {
    case "vhd": {
      const type = container?.footer.diskType;
      return typeof type === "string" ? `${type} VHD` : "VHD of an unknown type";
    }
    case "empty":
      return "empty file";
    case "raw-disk":
      return "raw disk image, or a VHD that was cut off";
    case "other":
      return format.name;
    case "unknown":
      return "no VHD, and nothing else that is known";
  }
}

function factText<T>(fact: Fact<T>, text: (value: T) => string, withSource = true): string {
  if (fact.kind === "missing") return `not known: ${fact.reason}`;
  return withSource ? `${text(fact.value)} (${fact.source})` : text(fact.value);
}

const encryptionNames: Readonly<Record<VhdEncryption["kind"], string>> = {
  none: "none",
  bitlocker: "BitLocker",
  luks: "LUKS (dm-crypt)",
  "bitlocker-and-luks": "BitLocker and LUKS",
};

const encryptionText = ({ kind, methods }: VhdEncryption): string =>
  [encryptionNames[kind], ...methods].join(", ");

function bootText({ kind, because }: VhdBoot): string {
  const words: Readonly<Record<VhdBoot["kind"], string>> = {
    plain: "plain",
    encrypted: "encrypted",
    "data-disk": "a data disk",
  };
  return `${words[kind]}. ${because}`;
}

function keyMaterialText(material: VhdKeyMaterial): string {
  switch (material.kind) {
    case "bek-file":
      return material.fileNames.length === 0
        ? `${material.volume}: a .BEK file, but there is no startup key that it would belong to`
        : `${material.volume}: ${material.fileNames.join(" or ")}`;
    case "passphrase":
      return material.keySlots.length === 0
        ? `${material.volume}: a passphrase, but no key slot takes one`
        : `${material.volume}: a passphrase of key slot ${material.keySlots.join(", ")}`;
  }
}

/** What is in a volume, in a line. */
export function volumeText(volume: Volume): string {
  switch (volume.kind) {
    case "bitlocker":
      return bitLockerText(volume);
    case "luks1":
      return `LUKS1, ${methodsOf(volume).join(", ")}, ${volume.keySizeInBytes * 8}-bit key, hash ${volume.hash}, ${slotText(passphraseSlots(volume))}, UUID ${volume.uuid}`;
    case "luks2":
      return [
        "LUKS2",
        ...methodsOf(volume),
        slotText(passphraseSlots(volume)),
        ...(volume.tokenTypes.length === 0 ? [] : [`tokens ${volume.tokenTypes.join(", ")}`]),
        ...(volume.isInReencryption ? ["being re-encrypted"] : []),
        ...(volume.label === undefined ? [] : [`label '${volume.label}'`]),
        `UUID ${volume.uuid}`,
      ].join(", ");
    case "file-system":
      return `${volume.type}, plain${namesText(volume)}`;
    case "swap":
      return `swap, plain${namesText(volume)}`;
    case "lvm-physical-volume":
      return `LVM2 physical volume${namesText(volume)}`;
    case "zeros":
      return `nothing in the ${sizeText(volume.readInBytes)} looked at`;
    case "unknown":
      return volume.resembles === undefined
        ? "not known"
        : `not known: looks like ${volume.resembles}, but damaged`;
    case "unreadable":
      return `can't be read: ${volume.because}`;
  }
}

const slotText = (slots: readonly number[]): string =>
  slots.length === 0 ? "no key slot in use" : `key slot ${slots.join(", ")}`;

function namesText({ label, uuid }: { readonly label?: string; readonly uuid?: string }): string {
  return `${label === undefined ? "" : `, label '${label}'`}${uuid === undefined ? "" : `, UUID ${uuid}`}`;
}

const forms: Readonly<Record<BitLockerVolume["form"], string>> = {
  "windows-vista": "BitLocker (Windows Vista)",
  "windows-7-or-later": "BitLocker",
  "to-go": "BitLocker To Go",
};

function bitLockerText({ form, metadata }: BitLockerVolume): string {
  if (metadata === undefined) return `${forms[form]}, whose metadata can't be read`;
  const { encryptionMethod, state, protectors, volumeId } = metadata;
  return [
    forms[form],
    encryptionMethod,
    bitLockerStateText(state),
    `protectors: ${protectors.length === 0 ? "none" : protectors.map(protectorText).join(", ")}`,
    `id ${volumeId}`,
  ].join(", ");
}

function protectorText({ type, code, isDamaged }: BitLockerProtector): string {
  const name = type === "unknown" ? `unknown (${code})` : type.replaceAll("-", " ");
  return isDamaged === true ? `${name} (damaged)` : name;
}
