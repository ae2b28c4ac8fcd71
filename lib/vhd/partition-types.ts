/** What an operator reads of a partition's type, and what it says of the operating system. */
export interface PartitionType {
  /** The type as it is on disk: a GUID (GPT) or two hexadecimal digits (MBR). */
  readonly code: string;
  readonly name: string;
  readonly role: PartitionRole;
}

export type PartitionRole =
  | "efi-system"
  | "bios-boot"
  | "microsoft-reserved"
  | "windows-data"
  | "windows-recovery"
  | "linux"
  | "linux-boot"
  | "linux-swap"
  | "linux-lvm"
  /** One of several that make up a volume: RAID, dynamic disks, Storage Spaces. */
  | "part-of-set"
  | "extended"
  | "protective"
  | "other";

/**
 * Partition types by GUID.
 *
 * @see UEFI Specification, version 2.10, table 5.7 "Defined GPT Partition Entry, Partition Type GUIDs"
 * @see "PARTITION_INFORMATION_GPT structure", Windows documentation
 * @see UAPI.2 Discoverable Partitions Specification
 */
const byGuid: Readonly<Record<string, readonly [string, PartitionRole]>> = {
  "C12A7328-F81F-11D2-BA4B-00A0C93EC93B": ["EFI System", "efi-system"],
  "21686148-6449-6E6F-744E-656564454649": ["BIOS boot", "bios-boot"],
  "E3C9E316-0B5C-4DB8-817D-F92DF00215AE": ["Microsoft Reserved", "microsoft-reserved"],
  "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7": ["Basic data", "windows-data"],
  "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC": ["Windows Recovery", "windows-recovery"],
  "5808C8AA-7E8F-42E0-85D2-E1E90434CFB3": ["Logical Disk Manager metadata", "part-of-set"],
  "AF9B60A0-1431-4F62-BC68-3311714A69AD": ["Logical Disk Manager data", "part-of-set"],
  "E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D": ["Storage Spaces", "part-of-set"],
  "0FC63DAF-8483-4772-8E79-3D69D8477DE4": ["Linux filesystem", "linux"],
  "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709": ["Linux root (x86-64)", "linux"],
  "B921B045-1DF0-41C3-AF44-4C6F280D3FAE": ["Linux root (Arm 64)", "linux"],
  "8484680C-9521-48C6-9C11-B0720656F69E": ["Linux /usr (x86-64)", "linux"],
  "933AC7E1-2EB4-4F13-B844-0E14E2AEF915": ["Linux /home", "linux"],
  "4D21B016-B534-45C2-A9FB-5C16E091FD2D": ["Linux /var", "linux"],
  "BC13C2FF-59E6-4262-A352-B275FD6F7172": ["Linux extended boot", "linux-boot"],
  "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F": ["Linux swap", "linux-swap"],
  "E6D6D379-F507-44C2-A23C-238F2A3DF928": ["Linux LVM", "linux-lvm"],
  "A19D880F-05FC-4D3B-A006-743F0F84911E": ["Linux RAID", "part-of-set"],
  "CA7D7CCB-63ED-4C53-861C-1742536059CC": ["Linux LUKS", "linux"],
  "7FFEC5C9-2D00-49B7-8941-3EA10A5586B7": ["Linux dm-crypt", "linux"],
};

/** Partition types of an MBR: the codes one meets on disks of Windows and Linux. */
const byCode: Readonly<Record<number, readonly [string, PartitionRole]>> = {
  0x01: ["FAT12", "windows-data"],
  0x04: ["FAT16", "windows-data"],
  0x05: ["Extended", "extended"],
  0x06: ["FAT16", "windows-data"],
  0x07: ["NTFS or exFAT", "windows-data"],
  0x0b: ["FAT32", "windows-data"],
  0x0c: ["FAT32 (LBA)", "windows-data"],
  0x0e: ["FAT16 (LBA)", "windows-data"],
  0x0f: ["Extended (LBA)", "extended"],
  0x27: ["Windows Recovery", "windows-recovery"],
  0x42: ["Logical Disk Manager", "part-of-set"],
  0x82: ["Linux swap", "linux-swap"],
  0x83: ["Linux filesystem", "linux"],
  0x85: ["Linux extended", "extended"],
  0x8e: ["Linux LVM", "linux-lvm"],
  0xe8: ["Linux LUKS", "linux"],
  0xea: ["Linux extended boot", "linux-boot"],
  0xee: ["GPT protective", "protective"],
  0xef: ["EFI System", "efi-system"],
  0xfd: ["Linux RAID", "part-of-set"],
};

/** The GUIDs that have a name here. */
export const gptTypeGuids: readonly string[] = Object.keys(byGuid);

/** The type of a GPT partition. */
export function gptPartitionType(guid: string): PartitionType {
  const [name, role] = byGuid[guid] ?? ["unknown type", "other"];
  return { code: guid, name, role };
}

/** The type of an MBR partition. */
export function mbrPartitionType(code: number): PartitionType {
  const [name, role] = byCode[code] ?? ["unknown type", "other"];
  return { code: `0x${code.toString(16).padStart(2, "0")}`, name, role };
}
