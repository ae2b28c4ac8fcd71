import type { WindowsSpecification } from "../specification";
import { type CommandOutput, wordsOf, type ToolWords } from "./languages";
import type { CommandContext, Volume } from "../volumes";

const POLICY_KEY = "SOFTWARE\\Policies\\Microsoft\\FVE";
const MBAM_KEY = `${POLICY_KEY}\\MDOPBitLockerManagement`;

/** The policies under a key of HKEY_LOCAL_MACHINE, by value name; empty where there is no such key. */
export function registryPolicies(
  { groupPolicy, mbam }: WindowsSpecification,
  path: string,
): Readonly<Record<string, number>> {
  switch (path) {
    case POLICY_KEY:
      return groupPolicy ?? {};
    case MBAM_KEY:
      return mbam?.policies ?? {};
    default:
      return {};
  }
}

/** `reg query` of the BitLocker policies, in reg.exe's own layout. The key is there only where a policy sets something. */
export function queryBitLockerPolicies({ specification }: CommandContext): CommandOutput {
  if (specification.osType !== "Windows") return {};
  const policies = Object.entries(registryPolicies(specification, POLICY_KEY));
  if (policies.length === 0) return { stderr: wordsOf(specification.language).noRegistryKey, exitCode: 1 };
  const lines = policies.map(([name, value]) => `    ${name}    REG_DWORD    0x${value.toString(16)}`);
  return { stdout: ["", `HKEY_LOCAL_MACHINE\\${POLICY_KEY}`, ...lines, ""].join("\n") };
}

/** `manage-bde -status`, in the layout of the tool, with the words of the language of Windows. */
export function manageBdeStatus({ specification, volumes }: CommandContext): CommandOutput {
  const build = specification.osType === "Windows" ? specification.osBuild : 0;
  const version = build >= 10240 ? "10.0" : build >= 9600 ? "6.3" : build >= 9200 ? "6.2" : "6.1";
  const heading = [
    `BitLocker Drive Encryption: Configuration Tool version ${version}.${build}`,
    "Copyright (C) 2013 Microsoft Corporation. All rights reserved.",
    "",
    "Disk volumes that can be protected with",
    "BitLocker Drive Encryption:",
  ];
  const words = wordsOf(specification.osType === "Windows" ? specification.language : undefined);
  return {
    stdout: [...heading, ...volumes.flatMap((volume) => volumeLines(volume, build, words))].join("\n"),
  };
}

function volumeLines(
  { mountPoint, role, sizeInGB, state, percentEncrypted }: Volume,
  build: number,
  words: ToolWords,
): readonly string[] {
  const label = { os: "Windows", temporary: "Temporary Storage", data: "" }[role];
  const isPlain = state === "decrypted";
  // A key protector is there from the start of the encryption; protection is on once the volume is through.
  const protection = state === "encrypted" ? words.protectionOn : words.protectionOff;
  const decimal = (value: number, digits: number): string =>
    value.toFixed(digits).replace(".", words.decimalMark);
  return [
    `Volume ${mountPoint} [${label}]`,
    role === "os" ? words.osVolume : words.dataVolume,
    "",
    `    ${words.size}${decimal(sizeInGB, 2)} GB`,
    `    ${words.bitLockerVersion}${isPlain ? words.none : "2.0"}`,
    `    ${words.conversionStatus}${words.states[state]}`,
    `    ${words.percentageEncrypted}${decimal(percentEncrypted, 1)}%`,
    `    ${words.encryptionMethod}${isPlain ? words.none : encryptionMethod(build)}`,
    `    ${words.protectionStatus}${protection}`,
    `    ${words.lockStatus}${words.unlocked}`,
    `    ${words.identification}${isPlain ? words.none : words.unknown}`,
    ...(role === "os" ? [] : [`    ${words.automaticUnlock}${isPlain ? words.disabled : words.enabled}`]),
    ...(isPlain
      ? [`    ${words.keyProtectors}       ${words.noneFound}`]
      : [`    ${words.keyProtectors}`, `        ${words.externalKey}`]),
    "",
  ];
}

/** XTS-AES 256 from version 1511 (build 10586) on, AES 256 before: Azure Disk Encryption FAQ for Windows. */
function encryptionMethod(build: number): string {
  if (build >= 10586) return "XTS-AES 256";
  return build >= 9200 ? "AES 256" : "AES 256 with Diffuser";
}
