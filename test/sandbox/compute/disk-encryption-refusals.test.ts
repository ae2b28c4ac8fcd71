import assert from "node:assert/strict";

import type { Fleet } from "../../../lib/sandbox/index";
import { resourceGroupName, subscriptionId } from "../support";
import {
  aLinuxGuest,
  aLinuxMachine,
  aVault,
  aWindowsGuest,
  aWindowsMachine,
  computeBench,
  keyVersion,
  linuxEncryption,
  vaultId,
  windowsEncryption,
  withKey,
} from "../support-compute";

interface Cause {
  readonly when: string;
  readonly machine?: Fleet["virtualMachines"][number];
  readonly fleet?: Partial<Fleet>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly says: string;
  readonly edition?: "current" | "module";
}

const inputsRefused =
  "Failed to send DiskEncryptionData, Check KeyVault inputs, ResourceIds and retry encryption operation";
const setSecretFailed = "0xc1425072 RUNTIME_E_KEYVAULT_SET_SECRET_FAILED Failed to set secret to KeyVault";
const notAccepted = `Encryption settings post request was not accepted. Error: ${setSecretFailed}`;
const wrapFailed = "0xc142506f RUNTIME_E_KEYVAULT_SECRET_WRAP_WITH_KEK_FAILED";

const otherSubscriptionId = "55555555-5555-4555-8555-555555555555";
const aKey = { name: "kek", keyType: "RSA", keySizeInBits: 2048, version: keyVersion };
const aKeyVault = (
  properties: Parameters<typeof aVault>[0] = {},
  changes: Parameters<typeof aVault>[1] = {},
): ReturnType<typeof aVault> => aVault(properties, { name: "kv-keys", ...changes });
const withKeyElsewhere = {
  KeyEncryptionKeyURL: `https://kv-keys.vault.azure.net/keys/kek/${keyVersion}`,
  KekVaultResourceId: vaultId.replace(/[^/]+$/, "kv-keys"),
};
const aWindowsDisk = { name: "vm-windows_Data", lun: 0, diskSizeGB: 32, sku: "Premium_LRS" };
const secretsMustExpire = {
  name: "secrets-expire",
  displayName: "Key Vault secrets should have an expiration date",
  scope: `/subscriptions/${subscriptionId}`,
  policyDefinitionId:
    "/providers/Microsoft.Authorization/policyDefinitions/98728c90-32c7-4049-8429-847dc0f4fe37",
  effect: "Deny",
} as const;
const windows = (guest: Parameters<typeof aWindowsGuest>[0]): Fleet["virtualMachines"][number] =>
  aWindowsMachine({ guest: aWindowsGuest(guest) });
const linux = (
  guest: Parameters<typeof aLinuxGuest>[0],
  vmSize = "Standard_D2s_v5",
): Fleet["virtualMachines"][number] => aLinuxMachine({ guest: aLinuxGuest(guest), vmSize });

/** The same VM from a custom image: its model names no Marketplace image. */
function aCustomImage({
  image,
  ...machine
}: Fleet["virtualMachines"][number]): Fleet["virtualMachines"][number] {
  assert.ok(image);
  return machine;
}

const windowsCauses: readonly Cause[] = [
  {
    when: "the vault is not enabled for disk encryption",
    fleet: { vaults: [aVault({ enabledForDiskEncryption: false })] },
    says: inputsRefused,
  },
  {
    when: "the vault is in another region",
    fleet: { vaults: [aVault({}, { location: "northeurope" })] },
    says: inputsRefused,
  },
  {
    when: "the vault is in another subscription",
    fleet: {
      subscriptions: [
        { subscriptionId, displayName: "Test" },
        { subscriptionId: otherSubscriptionId, displayName: "Other" },
      ],
      vaults: [aVault({}, { subscriptionId: otherSubscriptionId })],
    },
    settings: { KeyVaultResourceId: vaultId.replace(subscriptionId, otherSubscriptionId) },
    says: inputsRefused,
  },
  {
    when: "the vault's id and URL do not match",
    settings: { KeyVaultURL: "https://kv-other.vault.azure.net/" },
    says: inputsRefused,
  },
  {
    when: "the vault's id is sent under a miscased name",
    settings: { KeyVaultResourceId: undefined, keyVaultResourceId: vaultId },
    says: "Failed to configure bitlocker as expected. Exception: Value cannot be null. Parameter name: resIdString",
  },
  {
    when: "the key encryption key's URL has no version",
    settings: { ...withKey, KeyEncryptionKeyURL: "https://kv-test.vault.azure.net/keys/kek" },
    says: inputsRefused,
  },
  {
    when: "the id of the key's vault is that of another vault",
    fleet: { vaults: [aVault(), aKeyVault()] },
    settings: { ...withKeyElsewhere, KekVaultResourceId: vaultId },
    says: inputsRefused,
  },
  {
    when: "the key's own vault is not enabled for disk encryption",
    fleet: { vaults: [aVault(), aKeyVault({ enabledForDiskEncryption: false })] },
    settings: withKeyElsewhere,
    says: inputsRefused,
  },
  {
    when: "the key's own vault is in another region",
    fleet: { vaults: [aVault(), aKeyVault({}, { location: "northeurope" })] },
    settings: withKeyElsewhere,
    says: inputsRefused,
  },
  {
    when: "the firewall of the key's own vault does not let Azure services through",
    fleet: { vaults: [aVault(), aKeyVault({ networkAcls: { defaultAction: "Deny", bypass: "None" } })] },
    settings: withKeyElsewhere,
    says: wrapFailed,
  },
  {
    when: "the key encryption key is disabled",
    fleet: { vaults: [aVault({}, { keys: [{ ...aKey, enabled: false }] })] },
    settings: withKey,
    says: inputsRefused,
  },
  {
    when: "the key encryption key is expired",
    fleet: { vaults: [aVault({}, { keys: [{ ...aKey, expires: "2026-11-01T00:00:00Z" }] })] },
    settings: withKey,
    says: wrapFailed,
  },
  {
    when: "the key encryption key is too small for Windows Server 2022",
    machine: windows({ osBuild: 20348 }),
    settings: withKey,
    says: `${wrapFailed} Bad Length`,
  },
  {
    when: "the vault's firewall does not let Azure services through",
    fleet: { vaults: [aVault({ networkAcls: { defaultAction: "Deny", bypass: "None" } })] },
    says: setSecretFailed,
  },
  {
    when: "a policy denies secrets that do not expire",
    fleet: { policyAssignments: [secretsMustExpire] },
    says: setSecretFailed,
  },
  {
    when: "data volumes alone are asked for",
    settings: { VolumeType: "Data" },
    says: '(sandbox) VolumeType "Data"',
  },
  {
    when: "the operation is miscased",
    settings: { EncryptionOperation: "enableEncryption" },
    says: "(sandbox) EncryptionOperation 'enableEncryption'",
  },
  {
    when: "Group Policy forbids a 256-bit recovery key",
    machine: windows({ groupPolicy: { OSRecovery: 1, OSRecoveryKey: 0 } }),
    says: "Failed to configure bitlocker as expected. Exception: ProtectKeyWithExternalKey failed with 2150695006",
  },
  {
    when: "Group Policy requires a recovery password",
    machine: windows({ groupPolicy: { OSRecovery: 1, OSRecoveryKey: 2, OSRecoveryPassword: 1 } }),
    says: "ProtectKeyWithExternalKey failed with 2150695005",
  },
  {
    when: "Group Policy requires a TPM",
    machine: windows({ groupPolicy: { UseAdvancedStartup: 1, EnableBDEWithNoTPM: 1, UseTPM: 1 } }),
    says: "ProtectKeyWithExternalKey failed with 2150695003",
  },
  {
    when: "Group Policy does not allow BitLocker without a TPM",
    machine: windows({ groupPolicy: { UseAdvancedStartup: 1, EnableBDEWithNoTPM: 0 } }),
    says: "ProtectKeyWithExternalKey failed with 2150695003",
  },
  {
    when: "Group Policy requires a backup to Active Directory outside of a domain",
    machine: windows({ groupPolicy: { OSRecovery: 1, OSRecoveryKey: 2, OSRequireActiveDirectoryBackup: 1 } }),
    says: "(sandbox) Recovery information can't be backed up",
  },
  {
    when: "Group Policy forbids a recovery key on data volumes",
    machine: aWindowsMachine({
      dataDisks: [aWindowsDisk],
      guest: aWindowsGuest({ groupPolicy: { FDVRecovery: 1, FDVRecoveryKey: 0 } }),
    }),
    says: "ProtectKeyWithExternalKey failed with 2150695006",
  },
  {
    when: "a domain policy blocks AES-CBC",
    machine: windows({ aesCbcBlocked: true }),
    says: "(sandbox) A domain policy blocks the AES-CBC",
  },
  {
    when: "a disk belongs to a cluster",
    machine: aWindowsMachine({ dataDisks: [aWindowsDisk], guest: aWindowsGuest({ clustered: true }) }),
    says: "ProtectKeyWithExternalKey failed with 2150695086",
  },
  {
    when: "the VM is in a failover cluster and the OS volume alone is asked for",
    machine: windows({ clustered: true }),
    settings: { VolumeType: "OS" },
    says: "(sandbox) The VM is in a failover cluster",
  },
  {
    when: "Windows Server containers are there",
    machine: windows({ containers: true }),
    says: "(sandbox) Windows Server containers",
  },
  {
    when: "a data disk is a dynamic disk",
    machine: aWindowsMachine({ dataDisks: [aWindowsDisk], guest: aWindowsGuest({ dynamicDisks: [0] }) }),
    says: "ProtectKeyWithExternalKey failed with 2147942450",
  },
  {
    when: "a data volume is not NTFS",
    machine: aWindowsMachine({
      dataDisks: [aWindowsDisk],
      guest: aWindowsGuest({ dataVolumes: [{ lun: 0, mountPoint: "F:", fileSystem: "ReFS" }] }),
    }),
    says: "ProtectKeyWithExternalKey failed with 2147942450",
  },
  {
    when: "a data disk has no volume",
    machine: aWindowsMachine({ dataDisks: [aWindowsDisk], guest: aWindowsGuest({ dataVolumes: [] }) }),
    says: "(sandbox) The data disk at LUN 0 has no formatted",
  },
  {
    when: "a data disk is of Storage Spaces before Windows Server 2016",
    machine: aWindowsMachine({
      dataDisks: [aWindowsDisk],
      guest: aWindowsGuest({ storageSpaces: { luns: [0] }, osBuild: 9600 }),
    }),
    says: "Encrypting storage spaces is only supported on Windows server 2016 and above.",
  },
  {
    when: "data disks are of Storage Spaces Direct",
    machine: aWindowsMachine({
      dataDisks: [aWindowsDisk],
      guest: aWindowsGuest({ storageSpaces: { luns: [0], direct: true } }),
    }),
    says: "(sandbox) The VM is in a failover cluster",
  },
  {
    when: "a volume is on an iSCSI disk",
    machine: windows({ iscsiVolumes: [{ mountPoint: "S:", fileSystem: "NTFS" }] }),
    says: "(sandbox) A volume is on an iSCSI disk",
  },
  {
    when: "the policies of MBAM are set",
    machine: windows({ mbam: { policies: { ShouldEncryptOSDrive: 1 } } }),
    says: "(sandbox) The policies of MBAM",
  },
  {
    when: "the guest can't reach the host at 168.63.129.16",
    machine: windows({ blockedHosts: ["168.63.129.16"] }),
    says: inputsRefused,
  },
  {
    when: "the guest can't reach the metadata service",
    machine: windows({ blockedHosts: ["169.254.169.254"] }),
    says: "(sandbox) The guest can't reach the instance metadata",
  },
  {
    when: "the size is of the Basic tier",
    machine: aWindowsMachine({ vmSize: "Basic_A1" }),
    says: "(sandbox) Azure Disk Encryption does not support VM size Basic_A1",
  },
  {
    when: "the size is of the A-series",
    machine: aWindowsMachine({ vmSize: "Standard_A2_v2" }),
    says: "does not support VM size Standard_A2_v2",
  },
  {
    when: "the size is of the L family",
    machine: aWindowsMachine({ vmSize: "Standard_L8s_v3" }),
    says: "does not support VM size Standard_L8s_v3",
  },
  {
    when: "the size is of version 6",
    machine: aWindowsMachine({ vmSize: "Standard_D2ds_v6" }),
    says: "does not support VM size Standard_D2ds_v6",
  },
  {
    when: "the VM has less than 2 GB of memory",
    machine: aWindowsMachine({ vmSize: "Standard_B1s" }),
    says: "(sandbox) Azure Disk Encryption needs 2 GB of memory",
  },
  {
    when: "a disk is an ultra disk",
    machine: aWindowsMachine({ dataDisks: [{ ...aWindowsDisk, sku: "UltraSSD_LRS" }] }),
    says: "it is an ultra disk",
  },
  {
    when: "a disk is a Premium SSD v2 disk",
    machine: aWindowsMachine({ dataDisks: [{ ...aWindowsDisk, sku: "PremiumV2_LRS" }] }),
    says: "it is a Premium SSD v2 disk",
  },
  {
    when: "a disk is shared",
    machine: aWindowsMachine({ dataDisks: [{ ...aWindowsDisk, maxShares: 2 }] }),
    says: "it is a shared disk",
  },
  {
    when: "a disk has Write Accelerator on",
    machine: aWindowsMachine({ dataDisks: [{ ...aWindowsDisk, writeAcceleratorEnabled: true }] }),
    says: "it has Write Accelerator on",
  },
  {
    when: "the OS disk is ephemeral",
    machine: aWindowsMachine({
      osDisk: { name: "os", diskSizeGB: 127, sku: "Standard_LRS", ephemeral: true },
    }),
    says: "it is an ephemeral OS disk",
  },
  {
    when: "a disk is unmanaged",
    machine: aWindowsMachine({
      osDisk: {
        name: "os",
        diskSizeGB: 127,
        sku: "Standard_LRS",
        vhdUri: "https://contoso.blob.core.windows.net/vhds/os.vhd",
      },
    }),
    says: "it is an unmanaged disk",
  },
  {
    when: "a disk is under a customer-managed key",
    machine: aWindowsMachine({
      osDisk: {
        name: "os",
        diskSizeGB: 127,
        sku: "Premium_LRS",
        diskEncryptionSetId: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/diskEncryptionSets/set`,
      },
    }),
    says: "it is encrypted with a customer-managed key",
  },
  {
    when: "the VM has encryption at host",
    machine: aWindowsMachine({ encryptionAtHost: true }),
    says: "on a VM with encryption at host",
  },
  {
    when: "the VM is of Generation 2, in the module's edition",
    machine: aWindowsMachine({ hyperVGeneration: "V2" }),
    edition: "module",
    says: "(sandbox) Azure Disk Encryption is not available on Generation 2",
  },
  {
    when: "the size is Lsv2, in the module's edition",
    machine: aWindowsMachine({ vmSize: "Standard_L8s_v2" }),
    edition: "module",
    says: "does not support VM size Standard_L8s_v2",
  },
  {
    when: "Entra is out of reach, in the module's edition",
    machine: windows({ blockedHosts: ["login.microsoftonline.com"] }),
    edition: "module",
    says: "(sandbox) The guest can't reach login.microsoftonline.com",
  },
  {
    when: "the vault is out of the guest's reach, in the module's edition",
    machine: windows({ blockedHosts: ["*.vault.azure.net"] }),
    edition: "module",
    says: "(sandbox) The guest can't reach kv-test.vault.azure.net",
  },
];

const linuxCauses: readonly Cause[] = [
  {
    when: "the vault is not enabled for disk encryption",
    fleet: { vaults: [aVault({ enabledForDiskEncryption: false })] },
    says: notAccepted,
  },
  {
    when: "the vault is in another region",
    fleet: { vaults: [aVault({}, { location: "northeurope" })] },
    says: notAccepted,
  },
  { when: "there is no such vault", fleet: { vaults: [] }, says: notAccepted },
  {
    when: "the vault's URL is missing",
    settings: { KeyVaultURL: undefined },
    says: "A KeyVault URL is required, but is missing or invalid",
  },
  {
    when: "the vault's id is a name",
    settings: { KeyVaultResourceId: "kv-test" },
    says: "A KeyVault ID is required, but is missing or invalid",
  },
  {
    when: "the vault's id and URL do not match",
    settings: { KeyVaultURL: "https://kv-other.vault.azure.net/" },
    says: "their key vault names did not match",
  },
  {
    when: "the key encryption key's URL has no version",
    settings: { ...withKey, KeyEncryptionKeyURL: "https://kv-test.vault.azure.net/keys/kek" },
    says: "A KEK URL was specified, but it was invalid",
  },
  {
    when: "a vault for the key encryption key comes without its URL",
    settings: { KekVaultResourceId: vaultId },
    says: "The KEK KeyVault ID was specified but the KEK URL was missing",
  },
  {
    when: "the wrap algorithm is unknown",
    settings: { ...withKey, KeyEncryptionAlgorithm: "RSA-XYZ" },
    says: "The KEK encryption algorithm requested was not recognized",
  },
  {
    when: "the volume type is missing",
    settings: { VolumeType: undefined },
    says: "Unknown Volume Type: , has to be one of ['OS','Data','All']",
  },
  {
    when: "the volume type is unknown",
    settings: { VolumeType: "Everything" },
    says: "Unknown Volume Type: Everything, has to be one of",
  },
  {
    when: "the memory is too little for the OS volume",
    machine: aLinuxMachine({ vmSize: "Standard_B2s" }),
    settings: { VolumeType: "All" },
    says: "Not enough memory for enabling encryption on OS volume. 8 GB memory is recommended.",
  },
  {
    when: "the distribution is unknown to the extension",
    machine: linux({ distribution: "debian", distributionVersion: "12" }),
    says: "Enable failed: OS distribution is not supported",
  },
  {
    when: "the distribution's OS volume can't be encrypted",
    machine: linux({ distribution: "sles", distributionVersion: "12.4" }),
    settings: { VolumeType: "OS" },
    says: "Distro sles 12.4 is not supported for OS encryption",
  },
  {
    when: "the VM comes from a custom image, though data volumes alone are asked for",
    machine: aCustomImage(aLinuxMachine()),
    settings: { VolumeType: "Data" },
    says: "(sandbox) A Linux VM from a custom image",
  },
  {
    when: "the publisher's support of the distribution has ended",
    machine: linux({ distribution: "centos", distributionVersion: "7.9" }),
    says: "(sandbox) centos 7.9 has reached its end of life on 2024-06-30.",
  },
  {
    when: "a root on LVM has other volumes than Azure's images, on a distribution that is not encrypted online",
    machine: linux({ rootLayout: "lvm-own" }),
    settings: { VolumeType: "OS" },
    says: "LVM OS disk layout does not satisfy prerequisites",
  },
  {
    when: "the root is extended onto a data disk",
    machine: linux({ rootLayout: "lvm-extended" }),
    settings: { VolumeType: "Data" },
    says: "(sandbox) The root volume is extended onto a data disk.",
  },
  {
    when: "a data volume is on an NVMe disk",
    machine: linux({
      dataVolumes: [{ lun: 0, mountPoint: "/data1", fileSystem: "ext4", transport: "nvme" }],
    }),
    says: "(sandbox) A data volume is on an NVMe disk.",
  },
  {
    when: "kdump is on and the OS volume is asked for",
    machine: linux({ crashKernelLoaded: true }),
    settings: { VolumeType: "OS" },
    says: "(sandbox) A crash kernel is loaded",
  },
  {
    when: "SELinux is enforcing on RHEL and the OS volume is asked for",
    machine: linux({ distribution: "rhel", distributionVersion: "9.4", crashKernelLoaded: false }),
    settings: { VolumeType: "OS" },
    says: "umount /oldroot: target is busy",
  },
  {
    when: "a data volume is mounted below another mount",
    machine: linux(
      { dataVolumes: [{ lun: 0, mountPoint: "/mnt/data1", fileSystem: "ext4" }] },
      "Standard_D2ds_v5",
    ),
    says: "Encryption failed for name:/mnt/data1 fstype:ext4",
  },
  {
    when: "a data volume is mounted over an OS folder",
    machine: linux({ dataVolumes: [{ lun: 0, mountPoint: "/var", fileSystem: "ext4" }] }),
    settings: { VolumeType: "All" },
    says: "umount /oldroot: target is busy",
  },
  {
    when: "a rule of modprobe blocks vfat",
    machine: linux({ kernelModules: { vfat: "blocked" } }),
    says: "BEK disk is missing or not initialized.",
  },
  {
    when: "the kernel has no dm-crypt",
    machine: linux({ kernelModules: { dm_crypt: "missing" } }),
    says: "(sandbox) luksOpen failed",
  },
  {
    when: "the agent can't reach the host's plugin",
    machine: linux({ blockedHosts: ["168.63.129.16:32526"] }),
    says: "(sandbox) The agent can't fetch the extension",
  },
  {
    when: "the kernel has no vfat module",
    machine: linux({ kernelModules: { vfat: "missing" } }),
    says: "Incompatible system, prerequisite vfat module was not found.",
  },
  {
    when: "the guest can't reach the host at 168.63.129.16",
    machine: linux({ blockedHosts: ["168.63.129.16"] }),
    says: "No response from encryption settings post request",
  },
  {
    when: "a data volume is XFS",
    machine: linux({ dataVolumes: [{ lun: 0, mountPoint: "/data1", fileSystem: "xfs" }] }),
    says: "Failed to encrypt data volumes with error: Encryption failed for name:/data1 fstype:xfs",
  },
  {
    when: "a data volume is Btrfs",
    machine: linux({ dataVolumes: [{ lun: 0, mountPoint: "/data1", fileSystem: "btrfs" }] }),
    says: "Consider using the encrypt-format-all option.",
  },
  {
    when: "a data volume is of another file system",
    machine: linux({ dataVolumes: [{ lun: 0, mountPoint: "/data1", fileSystem: "jfs" }] }),
    says: "AzureDiskEncryption does not support the jfs file system",
  },
];

for (const [name, causes, aMachine, request] of [
  ["vm-windows", windowsCauses, aWindowsMachine, windowsEncryption],
  ["vm-linux", linuxCauses, aLinuxMachine, linuxEncryption],
] as const) {
  describe(`Azure Disk Encryption on ${name} fails`, () => {
    for (const {
      when,
      machine = aMachine(),
      fleet = {},
      settings = {},
      says,
      edition = "current",
    } of causes) {
      it(`when ${when}`, async () => {
        const { compute, drive, failure, instanceView } = computeBench(
          { virtualMachines: [machine], ...fleet },
          { edition },
        );
        const extension = request(settings);
        const type = extension.typePropertiesType ?? "";
        const message = await failure(() =>
          drive(compute.virtualMachineExtensions.createOrUpdate(resourceGroupName, name, type, extension)),
        );
        assert.ok(message.includes("VMExtensionProvisioningError"), message);
        assert.ok(message.includes(`when processing extension '${type}'. Error message: "`), message);
        assert.ok(message.includes(says), message);
        const stored = await compute.virtualMachineExtensions.get(resourceGroupName, name, type);
        assert.equal(stored.provisioningState, "Failed");
        const view = await instanceView(name);
        assert.match(view.extensions?.[0]?.statuses?.[0]?.code ?? "", /^ProvisioningState\/failed\/\d+$/);
      });
    }
  });
}

describe("A refused run of Azure Disk Encryption", () => {
  it("leaves no stamp where it fails before the host took the keys", async () => {
    const { compute, drive, failure } = computeBench({
      virtualMachines: [aWindowsMachine()],
      vaults: [aVault({ enabledForDiskEncryption: false })],
    });
    await failure(() =>
      drive(
        compute.virtualMachineExtensions.createOrUpdate(
          resourceGroupName,
          "vm-windows",
          "AzureDiskEncryption",
          windowsEncryption(),
        ),
      ),
    );
    assert.equal(
      (await compute.disks.get(resourceGroupName, "vm-windows_OsDisk")).encryptionSettingsCollection,
      undefined,
    );
  });

  it("leaves the stamp where encryption fails after it", async () => {
    const { compute, drive, failure, sandbox } = computeBench({
      virtualMachines: [linux({ dataVolumes: [{ lun: 0, mountPoint: "/data1", fileSystem: "xfs" }] })],
    });
    await failure(() =>
      drive(
        compute.virtualMachineExtensions.createOrUpdate(
          resourceGroupName,
          "vm-linux",
          "AzureDiskEncryptionForLinux",
          linuxEncryption(),
        ),
      ),
    );
    const disk = await compute.disks.get(resourceGroupName, "vm-linux_Data");
    assert.equal(disk.encryptionSettingsCollection?.enabled, true);
    assert.equal([...sandbox.world.guests.values()][0]?.encryption.size, 0);
  });

  it("can be repeated once the cause is mended", async () => {
    const { compute, drive, failure, sandbox } = computeBench({
      virtualMachines: [aWindowsMachine()],
      vaults: [aVault({ enabledForDiskEncryption: false })],
    });
    const enable = (): Promise<unknown> =>
      drive(
        compute.virtualMachineExtensions.createOrUpdate(
          resourceGroupName,
          "vm-windows",
          "AzureDiskEncryption",
          windowsEncryption(),
        ),
      );
    await failure(enable);
    const vault = sandbox.world.resources.get(vaultId);
    assert.ok(vault);
    sandbox.world.resources.put({
      ...vault,
      properties: { ...vault.properties, enabledForDiskEncryption: true },
    });
    await enable();
    assert.equal(
      (await compute.virtualMachines.get(resourceGroupName, "vm-windows")).provisioningState,
      "Succeeded",
    );
  });
});
