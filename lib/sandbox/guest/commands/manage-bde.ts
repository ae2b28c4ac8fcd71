import type { Volume } from "../volumes";
import type { CommandContext, CommandOutput } from "./command";

/** `manage-bde -status`, in the layout of the tool on an English Windows. */
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
  return { stdout: [...heading, ...volumes.flatMap((volume) => volumeLines(volume, build))].join("\n") };
}

function volumeLines(
  { mountPoint, role, sizeInGB, state, percentEncrypted }: Volume,
  build: number,
): readonly string[] {
  const label = { os: "Windows", temporary: "Temporary Storage", data: "" }[role];
  const isPlain = state === "decrypted";
  // A key protector is there from the start of the encryption; protection is on once the volume is through.
  const protection = state === "encrypted" ? "Protection On" : "Protection Off";
  return [
    `Volume ${mountPoint} [${label}]`,
    role === "os" ? "[OS Volume]" : "[Data Volume]",
    "",
    `    Size:                 ${sizeInGB.toFixed(2)} GB`,
    `    BitLocker Version:    ${isPlain ? "None" : "2.0"}`,
    `    Conversion Status:    ${conversionStatus(state)}`,
    `    Percentage Encrypted: ${percentEncrypted.toFixed(1)}%`,
    `    Encryption Method:    ${isPlain ? "None" : encryptionMethod(build)}`,
    `    Protection Status:    ${protection}`,
    "    Lock Status:          Unlocked",
    `    Identification Field: ${isPlain ? "None" : "Unknown"}`,
    ...(role === "os" ? [] : [`    Automatic Unlock:     ${isPlain ? "Disabled" : "Enabled"}`]),
    ...(isPlain ? ["    Key Protectors:       None Found"] : ["    Key Protectors:", "        External Key"]),
    "",
  ];
}

function conversionStatus(state: Volume["state"]): string {
  switch (state) {
    case "decrypted":
      return "Fully Decrypted";
    case "encrypting":
      return "Encryption in Progress";
    case "encrypted":
      return "Fully Encrypted";
    case "decrypting":
      return "Decryption in Progress";
  }
}

/** XTS-AES 256 from version 1511 (build 10586) on, AES 256 before: Azure Disk Encryption FAQ for Windows. */
function encryptionMethod(build: number): string {
  if (build >= 10586) return "XTS-AES 256";
  return build >= 9200 ? "AES 256" : "AES 256 with Diffuser";
}
