import type { Resource } from "../../state";
import { z } from "zod";
import { dataFile } from "@runbooks/azure";
import { virtualMachineSizes, type VirtualMachineSizeRecord } from "../sizes";
import { platformImage, type PlatformImage } from "../../compute/marketplace-images";
import { drawsOf, pickerOf } from "./draws";
import {
  diskEncryptionState,
  type DiskEncryptionState,
  type KnownDiskEncryption,
  type Stamp,
} from "./disk-encryption-states";
import { isIn, type FleetLayout, type GeneratedGroup, runsOf, scatterOf, slotTable } from "./layout";
import {
  dataDiskSizeShares,
  dataDiskSkuShares,
  extrasOf200,
  imageShares,
  percent,
  powerStateShares,
  sizeShares,
  kindsWith,
  type DiskEncryptionShare,
  type ExtraName,
  type VirtualMachineKind,
} from "./mix";

/** The resources of one type, as they come with the VMs. */
export interface GeneratedType {
  /** As Azure spells it. */
  readonly type: string;
  /** How many come with a VM; decided by its kind and by what else comes with it alone. */
  readonly countOf: (index: number) => number;
  /** The names of those that come with a VM, ascending without regard to case; of a VM's children without the VM's own. */
  readonly namesOf: (index: number) => readonly string[];
  readonly make: (index: number, nth: number) => Resource;
}

/** What a VM size decides of a generated VM. */
export interface GeneratedSize {
  readonly vmSize: string;
  readonly hyperVGenerations: readonly ("V1" | "V2")[];
  readonly hasPremiumStorage: boolean;
  /** 0: no temporary disk. */
  readonly temporaryDiskInGB: number;
  /** Sizes of version 5 and later encrypt temporary and ephemeral disks themselves ("Server-side encryption of Azure managed disks", 2026-04-02). */
  readonly encryptsLocalDisks: boolean;
  readonly diskControllerTypes: string | undefined;
}

const families = dataFile(
  "vm-families.json",
  z.object({ families: z.array(z.object({ family: z.string(), version: z.number() })) }),
);

/** Reads the sizes of `data/vm-sizes.json`, by their name. */
function generatedSizes(): ReadonlyMap<string, GeneratedSize> {
  const versions = new Map(
    families().families.map(({ family, version }) => [family.toLowerCase(), version] as const),
  );
  return new Map(
    virtualMachineSizes().map((size) => [
      size.name,
      generatedSize(size, versions.get(size.family.toLowerCase())),
    ]),
  );
}

function generatedSize(
  { name, capabilities }: VirtualMachineSizeRecord,
  version: number | undefined,
): GeneratedSize {
  return {
    vmSize: name,
    hyperVGenerations: (["V1", "V2"] as const).filter((one) =>
      capabilities["HyperVGenerations"]?.includes(one),
    ),
    hasPremiumStorage: capabilities["PremiumIO"] === "True",
    temporaryDiskInGB: Number(capabilities["MaxResourceVolumeMB"] ?? 0) / 1024,
    encryptsLocalDisks: version !== undefined && version >= 5,
    diskControllerTypes: capabilities["DiskControllerTypes"],
  };
}

/** A disk of a generated VM. */
export interface GeneratedDisk {
  readonly role: "os" | "data";
  readonly name: string;
  readonly lun?: number;
  readonly sku: string;
  readonly diskSizeGB: number;
  readonly stamp: Stamp;
  readonly known: KnownDiskEncryption;
}

/** All that is decided of a generated VM: what Azure answers of it, and what is true of it, are both made of this. */
export interface GeneratedMachine {
  readonly index: number;
  readonly name: string;
  readonly group: GeneratedGroup;
  readonly kind: VirtualMachineKind;
  readonly state: DiskEncryptionState | undefined;
  readonly osType: "Windows" | "Linux";
  readonly size: GeneratedSize;
  /** Undefined: made from a disk of its own. */
  readonly image: PlatformImage | undefined;
  readonly hyperVGeneration: "V1" | "V2";
  readonly securityType?: "TrustedLaunch" | "ConfidentialVM";
  readonly powerState: "running" | "stopped" | "deallocated";
  readonly timeCreated: string;
  readonly osDisk: GeneratedDisk;
  readonly dataDisks: readonly GeneratedDisk[];
  /** Whether Azure answers these ids with the resource group in upper case. */
  readonly upperCase: {
    readonly id: boolean;
    readonly managedBy: boolean;
    readonly diskId: boolean;
  };
}

/** The VMs of a generated fleet by their number. */
export interface GeneratedMachines {
  at(index: number): GeneratedMachine;
  /** With `extraOf`, it decides how many resources a VM has. */
  kindOf(index: number): VirtualMachineKind;
  extraOf(index: number): ExtraName | undefined;
}

const createdFromInMs = Date.parse("2021-01-04T08:00:00Z");
const createdWithinInMs = Date.parse("2026-10-30T08:00:00Z") - createdFromInMs;

/** Decides what each VM is like. */
export function machinesOf(
  layout: FleetLayout,
  { seed, diskEncryption }: { readonly seed: string; readonly diskEncryption: DiskEncryptionShare },
): GeneratedMachines {
  const draws = drawsOf(`${seed}/machines`);
  const sizes = generatedSizes();
  const kinds = slotTable(kindsWith(diskEncryption).map((kind) => [kind, kind.of200]));
  const kindSlot = runsOf(draws.number("kind"));
  const extras = slotTable(extrasOf200);
  const extraSlot = scatterOf(draws.number("extra"));
  const pickers = {
    size: {
      any: pickerOf(sizeShares.any),
      "disk-encryption": pickerOf(sizeShares["disk-encryption"]),
      host: pickerOf(sizeShares.host),
      confidential: pickerOf(sizeShares.confidential),
      ephemeral: pickerOf(sizeShares.ephemeral),
    },
    image: {
      Windows: { V1: pickerOf(imageShares.Windows.V1), V2: pickerOf(imageShares.Windows.V2) },
      Linux: { V1: pickerOf(imageShares.Linux.V1), V2: pickerOf(imageShares.Linux.V2) },
    },
    powerState: pickerOf(powerStateShares),
    dataDiskSize: pickerOf(dataDiskSizeShares),
    dataDiskSku: pickerOf(dataDiskSkuShares),
    plainDataDiskSku: pickerOf(dataDiskSkuShares.filter(({ sku }) => sku !== "PremiumV2_LRS")),
  };
  const draw = {
    osType: draws.number("OS type"),
    size: draws.number("size"),
    generation: draws.number("generation"),
    image: draws.number("image"),
    trustedLaunch: draws.number("trusted launch"),
    powerState: draws.number("power state"),
    timeCreated: draws.number("time created"),
    dataDiskSize: draws.number("data disk size"),
    dataDiskSku: draws.number("data disk sku"),
    upperCaseId: draws.number("upper-case id"),
    upperCaseManagedBy: draws.number("upper-case managedBy"),
    upperCaseDiskId: draws.number("upper-case disk id"),
  };
  const images = new Map<string, PlatformImage>();

  function imageNamed([publisher, offer, sku]: readonly [string, string, string]): PlatformImage {
    const key = `${publisher}/${offer}/${sku}`;
    const image = images.get(key) ?? platformImage(publisher, offer, sku);
    if (image === undefined) throw new TypeError(`(sandbox) There is no image ${key}.`);
    images.set(key, image);
    return image;
  }

  const kindOf = (index: number): VirtualMachineKind => {
    const kind = kinds[kindSlot(index)];
    if (kind === undefined) throw new TypeError("(sandbox) The kinds of VMs do not add up to 200.");
    return kind;
  };

  function make(index: number): GeneratedMachine {
    const kind = kindOf(index);
    const group = layout.groupOf(index);
    const state = kind.diskEncryption === undefined ? undefined : diskEncryptionState(kind.diskEncryption);
    const osType =
      kind.osType !== "either"
        ? kind.osType
        : isIn(percent.windows, draw.osType(index))
          ? "Windows"
          : "Linux";
    const size = sizeNamed(pickers.size[kind.sizes](draw.size(index)).vmSize);
    const hyperVGeneration = generationOf(size, index);
    const image =
      kind.ownImage === true
        ? undefined
        : imageNamed(pickers.image[osType][hyperVGeneration](draw.image(index)).image);
    const name = `vm-${group.workload.workload}-${String(index + 1).padStart(6, "0")}`;
    const premium = size.hasPremiumStorage;
    return {
      index,
      name,
      group,
      kind,
      state,
      osType,
      size,
      image,
      hyperVGeneration,
      ...securityTypeOf(kind, hyperVGeneration, index),
      powerState:
        state?.powerState ??
        // An ephemeral OS disk does not survive a deallocation.
        (kind.disks === "ephemeral" ? "running" : pickers.powerState(draw.powerState(index)).powerState),
      timeCreated: new Date(
        createdFromInMs + Math.floor((draw.timeCreated(index) / 2 ** 32) * createdWithinInMs),
      ).toISOString(),
      osDisk: {
        role: "os",
        name: `${name}_OsDisk`,
        sku: premium && kind.disks !== "ephemeral" ? "Premium_LRS" : "Standard_LRS",
        diskSizeGB: image?.osDiskSizeGB ?? (osType === "Windows" ? 127 : 30),
        stamp: state?.stamp.os ?? "never",
        known: state?.known.os ?? "none",
      },
      dataDisks: [0, 1].map((lun) => dataDisk(kind, state, name, lun, 2 * index + lun, premium)),
      upperCase: {
        id: isIn(percent.upperCaseVirtualMachineId, draw.upperCaseId(index)),
        managedBy: isIn(percent.upperCaseManagedBy, draw.upperCaseManagedBy(index)),
        diskId: isIn(percent.upperCaseDiskId, draw.upperCaseDiskId(index)),
      },
    };
  }

  function sizeNamed(vmSize: string): GeneratedSize {
    const size = sizes.get(vmSize);
    if (size === undefined) throw new TypeError(`(sandbox) There is no size ${vmSize}.`);
    return size;
  }

  function generationOf({ hyperVGenerations }: GeneratedSize, index: number): "V1" | "V2" {
    const [only, other] = hyperVGenerations;
    if (only !== undefined && other === undefined) return only;
    return isIn(percent.secondGeneration, draw.generation(index)) ? "V2" : "V1";
  }

  function securityTypeOf(
    { confidential }: VirtualMachineKind,
    hyperVGeneration: "V1" | "V2",
    index: number,
  ): Pick<GeneratedMachine, "securityType"> {
    if (confidential !== undefined) return { securityType: "ConfidentialVM" };
    return hyperVGeneration === "V2" && isIn(percent.trustedLaunch, draw.trustedLaunch(index))
      ? { securityType: "TrustedLaunch" }
      : {};
  }

  function dataDisk(
    kind: VirtualMachineKind,
    state: DiskEncryptionState | undefined,
    machine: string,
    lun: number,
    number: number,
    premium: boolean,
  ): GeneratedDisk {
    // Neither Azure Disk Encryption nor double encryption goes with Premium SSD v2.
    const isPlain = state !== undefined || kind.serverSide === "platform-and-customer-key";
    const pick = isPlain ? pickers.plainDataDiskSku : pickers.dataDiskSku;
    const { sku } = pick(draw.dataDiskSku(number));
    return {
      role: "data",
      name: `${machine}_DataDisk_${lun}`,
      lun,
      sku: premium ? sku : "StandardSSD_LRS",
      diskSizeGB: pickers.dataDiskSize(draw.dataDiskSize(number)).diskSizeGB,
      stamp: state?.stamp.data ?? "never",
      known: state?.known.data ?? "none",
    };
  }

  // A VM and its disks are asked for one after the other.
  let last: GeneratedMachine | undefined;
  return {
    at: (index) => {
      if (last?.index !== index) last = make(index);
      return last;
    },
    kindOf,
    extraOf: (index) => extras[extraSlot(index)],
  };
}
