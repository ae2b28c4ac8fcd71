import {
  defined,
  type Fact,
  type ManagedDisk,
  missing,
  type OsType,
  parseResourceId,
  type VirtualMachineSize,
} from "@runbooks/azure";
import type { EncryptionFacts } from "../../checks/facts";

/** A VM that is to be made from a disk whose volumes are encrypted already, as far as it is known. */
export interface IntendedVirtualMachine extends Pick<
  EncryptionFacts,
  "keyVault" | "keyEncryptionKey" | "secretLifetimePolicies" | "observedAt"
> {
  readonly vmId: string;
  readonly location: string;
  readonly osType: OsType;
  readonly vmSize?: string;
  readonly size?: Fact<VirtualMachineSize>;
  /** OS disk first. */
  readonly disks?: readonly Fact<ManagedDisk>[];
}

const NOT_MADE_YET = "the VM is not made yet";

/** The facts that Azure Disk Encryption's requirements evaluate, for a VM that is not made yet. Pure. */
export function intendedFacts(intended: IntendedVirtualMachine): EncryptionFacts {
  const { vmId, location, osType, vmSize = "", size = missing(NOT_MADE_YET), disks = [] } = intended;
  const { keyVault, keyEncryptionKey, secretLifetimePolicies, observedAt } = intended;
  const { subscriptionId, resourceGroupName, name } = parseResourceId(vmId);
  const found = disks.flatMap((disk) => (disk.kind === "known" ? [disk.value] : []));
  const attached = found.map((disk, index) => ({
    name: disk.name,
    ...(index === 0 ? { role: "os" as const } : { role: "data" as const, lun: index - 1 }),
    managedDiskId: disk.id,
    storageAccountType: disk.sku,
    writeAcceleratorEnabled: false,
    ephemeral: false,
  }));
  const [osDisk = { name: "", role: "os", writeAcceleratorEnabled: false, ephemeral: false }, ...dataDisks] =
    attached;
  const generation = found[0]?.hyperVGeneration;
  return {
    virtualMachine: {
      id: vmId,
      name,
      subscriptionId,
      resourceGroupName,
      location,
      vmSize,
      osType,
      provisioningState: "Creating",
      tags: {},
      ...defined({ hyperVGeneration: generation }),
      encryptionAtHost: false,
      osDisk,
      dataDisks,
      extensions: [],
    },
    volumeType: "OS",
    size,
    disks: disks.filter(({ kind }) => kind === "known"),
    keyVault,
    keyEncryptionKey,
    authorityHost: missing(NOT_MADE_YET),
    guest: missing(NOT_MADE_YET),
    secretLifetimePolicies,
    observedAt,
  };
}
