import { createHash } from "node:crypto";

import { defined } from "@runbooks/azure";

/** What lies on a block device. */
export interface Content {
  /** Empty on a device that carries others, or nothing. */
  fileSystem: string;
  label: string;
  mountPoint?: string;
}

/** A block device of a Linux guest, as the kernel knows it. */
export interface BlockDevice extends Readonly<Content> {
  /** `sda1`, `rootvg-rootlv`. */
  readonly name: string;
  /** `sda1`, `dm-0`. */
  readonly kernelName: string;
  /** Major and minor number. */
  readonly number: string;
  readonly type: "disk" | "part" | "crypt" | "lvm" | "linear" | "raid0" | "raid1" | "mpath";
  /** Empty on a usual disk of Azure. */
  readonly transport: string;
  readonly parents: readonly BlockDevice[];
  readonly sizeInGB: number;
}

/** A device that is being described: what is on it can still be said. */
export interface NewBlockDevice extends Omit<BlockDevice, keyof Content>, Content {}

/** Makes block devices and keeps them in order. The numbers of device kinds are those of Linux (admin-guide/devices.txt). */
export interface BlockDeviceTable {
  readonly devices: readonly BlockDevice[];
  readonly disk: (sizeInGB: number, transport?: "iscsi" | "nvme") => NewBlockDevice;
  readonly partition: (of: BlockDevice, index: number) => NewBlockDevice;
  readonly mapped: (
    type: "crypt" | "lvm" | "mpath",
    name: string,
    parents: readonly BlockDevice[],
  ) => NewBlockDevice;
  readonly raid: (level: "linear" | "raid0" | "raid1", parents: readonly BlockDevice[]) => NewBlockDevice;
}

/** A table without devices. */
export function blockDeviceTable(): BlockDeviceTable {
  const devices: NewBlockDevice[] = [];
  const count = (...types: readonly BlockDevice["type"][]): number =>
    devices.filter(({ type }) => types.includes(type)).length;
  const add = (
    device: Omit<NewBlockDevice, keyof Content | "transport"> & { transport?: string },
  ): NewBlockDevice => {
    const made = { transport: "", ...device, fileSystem: "", label: "" };
    devices.push(made);
    return made;
  };
  const sizeOf = (parents: readonly BlockDevice[]): number =>
    parents.reduce((sum, { sizeInGB }) => sum + sizeInGB, 0);

  return {
    devices,
    disk: (sizeInGB, transport) => {
      const index = count("disk");
      const isNvme = transport === "nvme";
      const name = isNvme ? `nvme${index}n1` : `sd${letters(index)}`;
      return add({
        name,
        kernelName: name,
        number: `${isNvme ? 259 : 8}:${index * 16}`,
        type: "disk",
        ...defined({ transport }),
        parents: [],
        sizeInGB,
      });
    },
    partition: (of, index) => {
      const name = `${of.name}${of.transport === "nvme" ? "p" : ""}${index}`;
      const [major = "", minor = ""] = of.number.split(":");
      const number = `${major}:${Number(minor) + index}`;
      return add({ name, kernelName: name, number, type: "part", parents: [of], sizeInGB: of.sizeInGB });
    },
    mapped: (type, name, parents) => {
      const index = count("crypt", "lvm", "mpath");
      const number = `253:${index}`;
      return add({ name, kernelName: `dm-${index}`, number, type, parents, sizeInGB: sizeOf(parents) });
    },
    raid: (level, parents) => {
      const index = 127 - count("linear", "raid0", "raid1");
      const name = `md${index}`;
      return add({
        name,
        kernelName: name,
        number: `9:${index}`,
        type: level,
        parents,
        sizeInGB: sizeOf(parents),
      });
    },
  };
}

/** `a` to `z`, then `aa`: as the kernel names its SCSI disks. */
function letters(index: number): string {
  const last = String.fromCharCode("a".charCodeAt(0) + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** A file system's UUID: made once, so the same one each time. */
export function uuidOf(virtualMachineId: string, { name }: BlockDevice): string {
  const hex = createHash("sha256").update(`${virtualMachineId.toLowerCase()}/${name}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
