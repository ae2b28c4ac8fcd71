import type {
  InventoriedDisk,
  InventoriedDiskEncryptionSet,
  InventoriedImage,
  InventoriedSnapshot,
  InventoriedVirtualMachine,
  Inventory,
  InventoryGap,
} from "../lib/fleet/nouns/inventory";
import type { AttachedDisk } from "../lib/azure/virtual-machine";
import type {
  CopyCoverage,
  Coverage,
  DiskCoverage,
  VirtualMachineCoverage,
} from "../lib/fleet/coverage/coverage";
import { anOsDisk, build, OBSERVED_AT, SUBSCRIPTION_ID, type Overrides } from "./builders";

/** The second subscription of a fleet; the first is `SUBSCRIPTION_ID`. */
export const OTHER_SUBSCRIPTION_ID = "22222222-2222-2222-2222-222222222222";

/** Where a resource is, unless said. */
export interface Place {
  readonly subscriptionId?: string;
  readonly resourceGroupName?: string;
}

/** Id of a resource of `Microsoft.Compute`: `computeId("disks", "disk-1")`. */
export function computeId(type: string, name: string, place: Place = {}): string {
  const { subscriptionId = SUBSCRIPTION_ID, resourceGroupName = "rg-web" } = place;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/${type}/${name}`;
}

/** What every resource of an inventory has, with the id that follows from name and place. */
function resource(
  type: string,
  name: string,
  {
    subscriptionId,
    resourceGroupName,
  }: { readonly subscriptionId?: string; readonly resourceGroupName?: string },
): Pick<InventoriedDisk, "id" | "subscriptionId" | "resourceGroupName" | "name" | "location" | "tags"> {
  const place = {
    subscriptionId: subscriptionId ?? SUBSCRIPTION_ID,
    resourceGroupName: resourceGroupName ?? "rg-web",
  };
  return { id: computeId(type, name, place), ...place, name, location: "westeurope", tags: {} };
}

/** How a VM's model lists a managed disk of `rg-web`: the OS disk, unless its role is said. */
export function anAttachedDisk(name: string, overrides: Overrides<AttachedDisk> = {}): AttachedDisk {
  return anOsDisk({ managedDiskId: computeId("disks", name), ...overrides, name });
}

/**
 * A running Windows Server 2019 on Standard_D2s_v5 (no temporary disk) with one OS disk, `<name>-os`, and without encryption at host or
 * extension. A field that is set to undefined is one that the source could not tell.
 */
export function anInventoriedVirtualMachine(
  overrides: Overrides<InventoriedVirtualMachine> = {},
): InventoriedVirtualMachine {
  const name = overrides.name ?? "vm-web-01";
  const common = resource("virtualMachines", name, overrides);
  const osDisk = `${name}-os`;
  return build<InventoriedVirtualMachine>(
    {
      ...common,
      vmSize: "Standard_D2s_v5",
      osType: "Windows",
      hyperVGeneration: "V2",
      powerState: "running",
      encryptionAtHost: false,
      securityType: null,
      imageReference: {
        publisher: "MicrosoftWindowsServer",
        offer: "WindowsServer",
        sku: "2019-datacenter-gensecond",
        version: "latest",
      },
      diskControllerType: "SCSI",
      disks: [anAttachedDisk(osDisk, { managedDiskId: computeId("disks", osDisk, common) })],
      osDiskAdeStamp: "never",
      hasAdeExtension: false,
      scaleSetId: null,
    },
    overrides,
  );
}

/** A Premium SSD of 128 GB with the platform's key that no VM holds and that Azure Disk Encryption was never asked for. */
export function anInventoriedDisk(overrides: Overrides<InventoriedDisk> = {}): InventoriedDisk {
  return build<InventoriedDisk>(
    {
      ...resource("disks", overrides.name ?? "disk-1", overrides),
      osType: null,
      sku: "Premium_LRS",
      diskSizeGB: 128,
      encryptionType: "EncryptionAtRestWithPlatformKey",
      diskEncryptionSetId: null,
      adeStamp: "never",
      securityType: null,
      diskState: "Unattached",
      managedBy: null,
      maxShares: 1,
    },
    overrides,
  );
}

/** A VM's OS disk: named `<VM's name>-os`, held by the VM, with the VM's operating system. */
export function anOsDiskOf(
  vm: InventoriedVirtualMachine,
  overrides: Overrides<InventoriedDisk> = {},
): InventoriedDisk {
  return anInventoriedDisk({
    name: `${vm.name}-os`,
    subscriptionId: vm.subscriptionId,
    resourceGroupName: vm.resourceGroupName,
    location: vm.location,
    osType: vm.osType,
    hyperVGeneration: vm.hyperVGeneration,
    diskState: "Attached",
    managedBy: vm.id,
    ...overrides,
  });
}

/** A full snapshot with the platform's key that was taken of no disk. */
export function anInventoriedSnapshot(overrides: Overrides<InventoriedSnapshot> = {}): InventoriedSnapshot {
  return build<InventoriedSnapshot>(
    {
      ...resource("snapshots", overrides.name ?? "snapshot-1", overrides),
      osType: null,
      sku: "Standard_LRS",
      diskSizeGB: 128,
      encryptionType: "EncryptionAtRestWithPlatformKey",
      diskEncryptionSetId: null,
      adeStamp: "never",
      securityType: null,
      sourceDiskId: null,
      incremental: false,
    },
    overrides,
  );
}

/** An image with one disk under the platform's key. */
export function anInventoriedImage(overrides: Overrides<InventoriedImage> = {}): InventoriedImage {
  return build<InventoriedImage>(
    {
      ...resource("images", overrides.name ?? "image-1", overrides),
      osType: "Linux",
      hyperVGeneration: "V2",
      disks: [{ role: "os", diskEncryptionSetId: null, sourceId: null }],
    },
    overrides,
  );
}

/** A disk encryption set for a customer's key alone. */
export function anInventoriedDiskEncryptionSet(
  overrides: Overrides<InventoriedDiskEncryptionSet> = {},
): InventoriedDiskEncryptionSet {
  return build<InventoriedDiskEncryptionSet>(
    {
      ...resource("diskEncryptionSets", overrides.name ?? "des-1", overrides),
      encryptionType: "EncryptionAtRestWithCustomerKey",
      rotationToLatestKeyVersionEnabled: true,
      autoKeyRotationErrorCode: null,
    },
    overrides,
  );
}

/** A whole subscription that could not be read, unless said. */
export function aGap(overrides: Overrides<InventoryGap> = {}): InventoryGap {
  return build<InventoryGap>(
    {
      subscriptionId: SUBSCRIPTION_ID,
      scope: "Contoso",
      kind: "all",
      code: "AuthorizationFailed",
      reason: "You may not read it.",
      readBefore: 0,
    },
    overrides,
  );
}

/** What Resource Manager told of a fleet of one subscription, without gaps: empty unless said. */
export function anInventory(overrides: Overrides<Inventory> = {}): Inventory {
  return build<Inventory>(
    {
      source: "arm",
      observedAt: OBSERVED_AT,
      subscriptions: [{ subscriptionId: SUBSCRIPTION_ID, displayName: "Contoso" }],
      virtualMachines: [],
      disks: [],
      snapshots: [],
      images: [],
      diskEncryptionSets: [],
      gaps: [],
      remarks: [],
    },
    overrides,
  );
}

/** The row of an attached data disk with the platform's key alone, whose VM could have encryption at host. */
export function aDiskCoverage(overrides: Overrides<DiskCoverage> = {}): DiskCoverage {
  const name = overrides.diskName ?? "disk-1";
  return build<DiskCoverage>(
    {
      subscriptionId: SUBSCRIPTION_ID,
      subscriptionName: "Contoso",
      resourceGroup: "rg-web",
      diskId: computeId("disks", name),
      diskName: name,
      role: "data",
      vmId: computeId("virtualMachines", "vm-web-01"),
      vmName: "vm-web-01",
      location: "westeurope",
      osType: "Windows",
      vmSize: "Standard_D2s_v5",
      sizeFamily: "Dsv5",
      sku: "Premium_LRS",
      diskSizeGB: 128,
      diskState: "Attached",
      managed: "yes",
      serverSide: "platform-key",
      diskEncryptionSet: null,
      encryptionAtHost: "no",
      azureDiskEncryption: "none",
      mechanism: "platform-key",
      recommended: "encryption-at-host",
      eligibleAde: "unknown",
      eligibleHost: "open",
      eligibleCustomerKey: "open",
      exposed2028: "no",
      controls: {},
      tags: {},
    },
    overrides,
  );
}

/** The row of a running Windows VM with one disk under the platform's key alone. */
export function aVirtualMachineCoverage(
  overrides: Overrides<VirtualMachineCoverage> = {},
): VirtualMachineCoverage {
  const name = overrides.vmName ?? "vm-web-01";
  return build<VirtualMachineCoverage>(
    {
      vmId: computeId("virtualMachines", name),
      vmName: name,
      subscriptionId: SUBSCRIPTION_ID,
      subscriptionName: "Contoso",
      resourceGroup: "rg-web",
      location: "westeurope",
      osType: "Windows",
      vmSize: "Standard_D2s_v5",
      sizeFamily: "Dsv5",
      powerState: "running",
      mechanism: "platform-key",
      recommended: "encryption-at-host",
      failedRequirements: [],
      exposed2028: "no",
      diskCount: 1,
      controls: {},
      tags: {},
    },
    overrides,
  );
}

/** The row of a snapshot with the platform's key, whose disk is still there. */
export function aCopyCoverage(overrides: Overrides<CopyCoverage> = {}): CopyCoverage {
  const name = overrides.name ?? "snapshot-1";
  return build<CopyCoverage>(
    {
      kind: "snapshot",
      id: computeId("snapshots", name),
      name,
      subscriptionId: SUBSCRIPTION_ID,
      subscriptionName: "Contoso",
      resourceGroup: "rg-web",
      location: "westeurope",
      serverSide: "platform-key",
      diskEncryptionSet: null,
      azureDiskEncryption: "none",
      source: "there",
    },
    overrides,
  );
}

/** The coverage of a fleet of one subscription, without gaps: empty unless said. */
export function aCoverage(overrides: Overrides<Coverage> = {}): Coverage {
  return build<Coverage>(
    {
      source: "arm",
      observedAt: OBSERVED_AT,
      subscriptions: [{ subscriptionId: SUBSCRIPTION_ID, displayName: "Contoso" }],
      disks: [],
      virtualMachines: [],
      copies: [],
      gaps: [],
      remarks: [],
    },
    overrides,
  );
}
