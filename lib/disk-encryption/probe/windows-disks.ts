import type { WindowsDisk } from "../nouns/guest";
import { unreadable } from "./sections";

/** Buses by their numbers: "MSFT_Disk class", BusType (Microsoft Learn). */
const buses: Readonly<Record<string, string>> = {
  "1": "SCSI",
  "2": "ATAPI",
  "3": "ATA",
  "6": "Fibre Channel",
  "7": "USB",
  "8": "RAID",
  "9": "iSCSI",
  "10": "SAS",
  "11": "SATA",
  "14": "virtual",
  "15": "file-backed virtual",
  "16": "Storage Spaces",
  "17": "NVMe",
};

/** Reads the section of the disks: `number|bus|partition style|offline|clustered|dynamic partitions`. */
export function windowsDisks(lines: readonly string[], vmName: string): readonly WindowsDisk[] {
  const disks = lines.map((line): WindowsDisk => {
    const [, number, bus, style, offline, clustered, dynamic] =
      /^(\d+)\|(\d+)\|(\d*)\|(True|False)\|(True|False|)\|(\d+)$/.exec(line) ?? [];
    if (number === undefined || bus === undefined)
      throw unreadable(vmName, "The probe's section 'disks' has a line that is no disk");
    return {
      number: Number(number),
      bus: buses[bus] ?? `bus type ${bus}`,
      // 0: no partition table yet; empty while the disk is offline.
      initialized: style !== "" && style !== "0",
      offline: offline === "True",
      ...(clustered === "" ? {} : { clustered: clustered === "True" }),
      dynamic: Number(dynamic) > 0,
    };
  });
  const twice = disks.find(
    ({ number }, index) => disks.findIndex((other) => other.number === number) !== index,
  );
  if (twice !== undefined) throw unreadable(vmName, `The probe lists disk ${twice.number} twice`);
  return disks;
}
