import {
  defined,
  type AttachedDisk,
  type Fact,
  known,
  type ManagedDisk,
  type MarketplaceImage,
  missing,
  parseResourceId,
  type VirtualMachine,
  type VolumeType,
} from "@runbooks/azure";
import type { EncryptionFacts } from "../facts";
import type { NewDisk, NewVirtualMachineFacts, NewVirtualMachineRequest } from "./facts";

/** What is said of all that nobody can know of a VM before it runs. */
export const ONLY_ONCE_IT_RUNS = "known only once the VM runs";

const DEFAULT_STORAGE_ACCOUNT_TYPE = "StandardSSD_LRS";

/** The kind of storage of a new disk, where the request leaves it open. */
export const storageAccountTypeOf = (disk: NewDisk | undefined): string =>
  disk?.storageAccountType ?? DEFAULT_STORAGE_ACCOUNT_TYPE;

/** What is to be encrypted: as asked for, else All on Windows and OS on Linux, where the new data disks have no volume yet. */
export function volumeTypeOf({ encryption }: NewVirtualMachineRequest, image: MarketplaceImage): VolumeType {
  const asked = encryption.kind === "azure-disk-encryption" ? encryption.volumeType : undefined;
  return asked ?? (image.osType === "Windows" ? "All" : "OS");
}

/**
 * Whether a new VM gets trusted launch: where its image is of Generation 2 and names it. A plain Generation 2 VM has to be asked for by a
 * feature of the subscription (`UseStandardSecurityType`), and Generation 1 can't have it.
 */
export const hasTrustedLaunch = ({ hyperVGeneration, trustedLaunchSupported }: MarketplaceImage): boolean =>
  hyperVGeneration === "V2" && trustedLaunchSupported;

/**
 * The facts of Azure Disk Encryption's requirements for a VM that is still to be made: what the request and its image tell is said, and what
 * only a guest can tell is missing. Undefined where the image was not read: without it not even the operating system is known. Pure.
 *
 * @param diskIds - ids that its disks will have, OS disk first.
 */
export function intendedFacts(
  facts: NewVirtualMachineFacts,
  diskIds: readonly string[],
): EncryptionFacts | undefined {
  const { image, request, size, keyVault, keyEncryptionKey, keyEncryptionKeyVault } = facts;
  const { secretLifetimePolicies, authorityHost, observedAt } = facts;
  if (image.kind === "missing") return undefined;
  const virtualMachine = intendedVirtualMachine(facts, image.value, diskIds);
  return {
    virtualMachine,
    volumeType: volumeTypeOf(request, image.value),
    size,
    disks: intendedDisks(virtualMachine, request, image.value),
    keyVault,
    keyEncryptionKey,
    ...defined({ keyEncryptionKeyVault }),
    authorityHost,
    guest: missing(ONLY_ONCE_IT_RUNS),
    secretLifetimePolicies,
    observedAt,
  };
}

function intendedVirtualMachine(
  { request, vmId }: NewVirtualMachineFacts,
  image: MarketplaceImage,
  diskIds: readonly string[],
): VirtualMachine {
  const { name, subscriptionId, resourceGroupName, location, vmSize, tags = {}, encryption } = request;
  const [osDisk, ...dataDisks] = diskIds.map((id, index) => attachedDisk(request, id, index));
  if (osDisk === undefined) throw new TypeError("A VM has an OS disk.");
  return {
    id: vmId,
    name,
    subscriptionId,
    resourceGroupName,
    location,
    vmSize,
    osType: image.osType,
    provisioningState: "Succeeded",
    tags,
    hyperVGeneration: image.hyperVGeneration,
    imageReference: image.reference,
    encryptionAtHost: encryption.kind === "server-side" && encryption.encryptionAtHost === true,
    ...(hasTrustedLaunch(image) ? { securityType: "TrustedLaunch" } : {}),
    osDisk,
    dataDisks,
    extensions: [],
  };
}

function attachedDisk(request: NewVirtualMachineRequest, id: string, index: number): AttachedDisk {
  const { encryption, osDisk, dataDisks = [] } = request;
  const diskEncryptionSetId = encryption.kind === "server-side" ? encryption.diskEncryptionSetId : undefined;
  return {
    name: parseResourceId(id).name,
    ...(index === 0 ? { role: "os" } : { role: "data", lun: index - 1 }),
    managedDiskId: id,
    storageAccountType: storageAccountTypeOf(index === 0 ? osDisk : dataDisks[index - 1]),
    ...defined({ diskEncryptionSetId }),
    writeAcceleratorEnabled: false,
    ephemeral: false,
  };
}

function intendedDisks(
  { osDisk, dataDisks, location }: VirtualMachine,
  request: NewVirtualMachineRequest,
  image: MarketplaceImage,
): readonly Fact<ManagedDisk>[] {
  return [osDisk, ...dataDisks].map(({ name, role, managedDiskId, storageAccountType }, index) => {
    const asked = role === "os" ? request.osDisk : request.dataDisks?.[index - 1];
    return known<ManagedDisk>(
      {
        id: managedDiskId ?? "",
        name,
        location,
        // Of an OS disk that is as large as its image's, nobody asks the size before it is there.
        diskSizeGB: asked?.diskSizeGB ?? 0,
        sku: storageAccountType ?? "",
        diskState: "Unattached",
        ...(role === "os" ? { osType: image.osType, hyperVGeneration: image.hyperVGeneration } : {}),
        encryptionType: "EncryptionAtRestWithPlatformKey",
        maxShares: 1,
      },
      "the request",
    );
  });
}
