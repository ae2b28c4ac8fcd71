import { unreadable } from "./sections";

/** A block device of a Linux guest. */
export interface BlockDevice {
  readonly name: string;
  /** Major and minor number: `8:1`. */
  readonly number: string;
  /** `disk`, `part`, `lvm`, `crypt`, `raid1`, `mpath` ... */
  readonly type: string;
  readonly fileSystem: string;
  readonly label: string;
  readonly uuid: string;
  /** `iscsi`, `nvme` ...; empty where the kernel does not say. */
  readonly transport: string;
  /** The devices that it is made of. */
  readonly parents: readonly BlockDevice[];
}

/** A target of the device mapper: `osencrypt: 0 62912512 crypt aes-xts-plain64 000... 0 8:1 0`. */
export interface MapperTarget {
  readonly name: string;
  readonly kind: string;
  readonly words: readonly string[];
}

/** The guest's block devices by their number, and the device mapper's table. */
export interface BlockDevices {
  readonly byNumber: ReadonlyMap<string, BlockDevice>;
  readonly targets: readonly MapperTarget[];
  /** Logical volumes and multipath devices that the device mapper did not tell of: what they are made of is not known. */
  readonly untold: ReadonlySet<string>;
}

interface Row extends Omit<BlockDevice, "parents"> {
  /** The kernel's names of its parents. */
  readonly parentNames: readonly string[];
}

/**
 * Reads what `lsblk -P` and `dmsetup table` print.
 *
 * `lsblk` prints a device once for each parent, or once with one of them (util-linux 2.34 and newer): the device mapper's table tells the others.
 */
export function blockDevicesOf(
  lsblkLines: readonly string[],
  dmsetupLines: readonly string[],
  vmName: string,
): BlockDevices {
  const targets = dmsetupLines.flatMap(mapperTarget);
  const rows = mergedRows(lsblkLines.filter((line) => line !== "").map((line) => rowOf(line, vmName)));
  const kernelNames = new Map(
    [...rows.values()].map((row) => [kernelNameOf(row, targets), row.number] as const),
  );
  const untoldParent = [...rows.values()]
    .flatMap(({ parentNames }) => parentNames)
    .find((name) => !kernelNames.has(name));
  if (untoldParent !== undefined)
    throw unreadable(
      vmName,
      `The probe's section 'block-devices' lacks ${untoldParent}, of which others are made,`,
    );
  const byNumber = new Map<string, BlockDevice>();

  function deviceOf(number: string, below: readonly string[]): BlockDevice | undefined {
    const row = rows.get(number);
    if (row === undefined) return undefined;
    if (below.includes(number))
      throw unreadable(vmName, `The probe's devices are below themselves at ${row.name}`);
    const known = byNumber.get(number);
    if (known !== undefined) return known;
    const parentNumbers = new Set([
      ...row.parentNames.flatMap((name) => kernelNames.get(name) ?? []),
      ...targets
        .filter((target) => target.name === row.name)
        .flatMap(({ words }) => words.filter((word) => rows.has(word))),
    ]);
    const parents = [...parentNumbers].flatMap((parent) => deviceOf(parent, [...below, number]) ?? []);
    const { name, type, fileSystem, label, uuid, transport } = row;
    const device = { name, number, type, fileSystem, label, uuid, transport, parents };
    byNumber.set(number, device);
    return device;
  }

  for (const number of rows.keys()) deviceOf(number, []);
  const cryptWithoutTable = [...byNumber.values()].find(
    ({ type, name }) => type === "crypt" && !targets.some((target) => target.name === name),
  );
  if (cryptWithoutTable !== undefined) {
    throw unreadable(
      vmName,
      `The probe's device mapper does not tell of the crypt device ${cryptWithoutTable.name}`,
    );
  }
  return {
    byNumber,
    targets,
    untold: new Set(
      [...byNumber.values()]
        .filter(({ type }) => type === "lvm" || type === "mpath")
        .map(({ name }) => name)
        .filter((name) => !targets.some((target) => target.name === name)),
    ),
  };
}

/** A device itself and all below it, down to its disks. */
export function withParents(device: BlockDevice): readonly BlockDevice[] {
  return [...new Set([device, ...device.parents.flatMap(withParents)])];
}

/** The kernel calls a mapped device `dm-` and its minor number; every other by its name. */
function kernelNameOf({ name, number, type }: Row, targets: readonly MapperTarget[]): string {
  const isMapped =
    targets.some((target) => target.name === name) ||
    (!["disk", "part"].includes(type) && !name.startsWith("md"));
  return isMapped ? `dm-${number.split(":")[1] ?? ""}` : name;
}

function mergedRows(rows: readonly Row[]): ReadonlyMap<string, Row> {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const parentNames = [...(merged.get(row.number)?.parentNames ?? []), ...row.parentNames];
    merged.set(row.number, { ...row, parentNames });
  }
  return merged;
}

function rowOf(line: string, vmName: string): Row {
  const fields = new Map(
    [...line.matchAll(/([A-Z:_]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
      // Some releases of util-linux print a name that a shell takes.
      key.replace("MAJ_MIN", "MAJ:MIN"),
      value.replaceAll(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    ]),
  );
  const [name, number, type] = ["NAME", "MAJ:MIN", "TYPE"].map((key) => fields.get(key)?.trim());
  if (!name || !number || !type || !/^\d+:\d+$/.test(number)) {
    throw unreadable(vmName, "The probe's section 'block-devices' is not the output of lsblk -P");
  }
  const parent = fields.get("PKNAME") ?? "";
  return {
    name,
    number,
    type,
    fileSystem: fields.get("FSTYPE") ?? "",
    label: fields.get("LABEL") ?? "",
    uuid: fields.get("UUID") ?? "",
    transport: fields.get("TRAN") ?? "",
    parentNames: parent === "" ? [] : [parent],
  };
}

function mapperTarget(line: string): readonly MapperTarget[] {
  const [, name, kind, words] = /^(\S+): \d+ \d+ (\S+)(?: (.*))?$/.exec(line) ?? [];
  return name === undefined || kind === undefined ? [] : [{ name, kind, words: (words ?? "").split(" ") }];
}
