import type { AdeStamp } from "../nouns/inventory";
import type { AttachedDisk, HyperVGeneration, ImageReference, OsType } from "@runbooks/azure";
import { diskEncryptionExtension } from "@runbooks/disk-encryption";
import { stampOfHeldDisk } from "./ade-stamp";
import type { HeldDisk, Holder } from "./holders";

/** What is evaluated of a disk: all that an inventory tells of it, and no name. What is absent was not told. */
export interface EvaluatedDisk {
  readonly role: "os" | "data";
  /** `unclear`: the VM's model names neither a managed disk nor a blob. */
  readonly kind: "managed" | "unmanaged" | "unclear";
  /** Whether its own resource was read. */
  readonly isRead: boolean;
  readonly ephemeral: boolean;
  readonly writeAccelerator: boolean;
  readonly hasSet: boolean;
  readonly sku?: string | undefined;
  readonly encryptionType?: string | undefined;
  readonly stamp?: AdeStamp | undefined;
  readonly securityType?: string | null | undefined;
  readonly diskState?: string | undefined;
  readonly isShared?: boolean | undefined;
  readonly hyperVGeneration?: HyperVGeneration | undefined;
  readonly hasIncrementalSnapshots?: boolean | undefined;
}

/** What is evaluated of the extension of Azure Disk Encryption; its settings are absent where they were not read. */
export interface EvaluatedExtension {
  readonly provisioningState?: string | undefined;
  readonly operation?: unknown;
  readonly volumeType?: unknown;
}

/** What is evaluated of a VM: all that an inventory tells of it, and no name. What is absent was not told. */
export interface EvaluatedVirtualMachine {
  readonly osType?: OsType | undefined;
  /** In lower case. */
  readonly vmSize?: string | undefined;
  readonly hyperVGeneration?: HyperVGeneration | undefined;
  readonly powerState?: string | undefined;
  readonly encryptionAtHost?: boolean | undefined;
  readonly securityType?: string | null | undefined;
  readonly imageReference?: Omit<ImageReference, "version"> | null | undefined;
  readonly diskControllerType?: string | null | undefined;
  /** `false`: it has none. */
  readonly extension?: false | EvaluatedExtension | undefined;
  readonly disks: readonly EvaluatedDisk[];
}

/** What is evaluated of a VM in somebody's hands. */
export function evaluatedVirtualMachine(
  { vm, disks }: Holder,
  incrementalSnapshots: (disk: HeldDisk) => boolean | undefined,
): EvaluatedVirtualMachine {
  return {
    osType: vm?.osType ?? osTypeOfDisks(disks),
    vmSize: vm?.vmSize?.toLowerCase(),
    hyperVGeneration: vm?.hyperVGeneration,
    powerState: vm?.powerState,
    encryptionAtHost: vm?.encryptionAtHost,
    securityType: vm?.securityType,
    imageReference: withoutVersion(vm?.imageReference),
    diskControllerType: vm?.diskControllerType,
    extension: extensionOf(vm),
    disks: disks.map((held) => evaluatedDisk(held, stampOfHeldDisk(held, vm), incrementalSnapshots(held))),
  };
}

/** The operating system that the OS disk tells, where the VM does not. */
export function osTypeOfDisks(disks: readonly HeldDisk[]): OsType | undefined {
  return disks.find(({ role }) => role === "os")?.disk?.osType ?? undefined;
}

/** No requirement looks at an image's version. */
function withoutVersion(image: ImageReference | null | undefined): EvaluatedVirtualMachine["imageReference"] {
  if (image === null || image === undefined) return image;
  return { publisher: image.publisher, offer: image.offer, sku: image.sku };
}

function extensionOf(vm: Holder["vm"]): EvaluatedVirtualMachine["extension"] {
  const read =
    vm?.extensions === undefined ? undefined : diskEncryptionExtension({ extensions: vm.extensions });
  if (read !== undefined) {
    return {
      provisioningState: read.provisioningState,
      operation: read.settings["EncryptionOperation"],
      volumeType: read.settings["VolumeType"],
    };
  }
  if (vm?.hasAdeExtension === true) return {};
  return vm?.hasAdeExtension === false || vm?.extensions !== undefined ? false : undefined;
}

/**
 * What is evaluated of a disk, in a VM's hands or not.
 *
 * @param stamp - by whatever tells it, also where the disk itself does not carry it.
 */
export function evaluatedDisk(
  { role, attached, disk }: Pick<HeldDisk, "role" | "attached" | "disk">,
  stamp: AdeStamp | undefined,
  hasIncrementalSnapshots: boolean | undefined,
): EvaluatedDisk {
  return {
    role,
    kind: kindOf(attached, disk !== undefined),
    isRead: disk !== undefined,
    ephemeral: attached?.ephemeral ?? false,
    writeAccelerator: attached?.writeAcceleratorEnabled ?? false,
    hasSet: typeof namedSetIdOf(attached, disk) === "string",
    sku: (disk?.sku ?? attached?.storageAccountType)?.toLowerCase(),
    encryptionType: disk?.encryptionType,
    stamp,
    securityType: disk?.securityType,
    diskState: disk?.diskState,
    isShared: disk?.maxShares === undefined ? undefined : disk.maxShares > 1,
    hyperVGeneration: role === "os" ? disk?.hyperVGeneration : undefined,
    hasIncrementalSnapshots,
  };
}

/** The set that a disk's encryption settings name: the disk's own word, else its VM's; `null`: none, undefined: not told. */
export function setIdOf(
  attached: AttachedDisk | undefined,
  disk: HeldDisk["disk"],
): string | null | undefined {
  return disk?.diskEncryptionSetId === undefined ? attached?.diskEncryptionSetId : disk.diskEncryptionSetId;
}

/** The set that a disk's customer's key comes from, whether its encryption settings name it or, of a confidential disk, its security profile. */
export function namedSetIdOf(
  attached: AttachedDisk | undefined,
  disk: HeldDisk["disk"],
): string | null | undefined {
  return disk?.secureVMDiskEncryptionSetId ?? setIdOf(attached, disk);
}

function kindOf(attached: AttachedDisk | undefined, isRead: boolean): EvaluatedDisk["kind"] {
  if (isRead || attached?.managedDiskId !== undefined) return "managed";
  return attached?.vhdUri === undefined ? "unclear" : "unmanaged";
}
