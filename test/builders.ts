import { known, type Fact } from "../lib/azure/fact";
import type {
  Guest,
  GuestVolume,
  LinuxGuest,
  WindowsDisk,
  WindowsGuest,
  WindowsVolume,
} from "../lib/disk-encryption/nouns/guest";
import { PUBLIC_AUTHORITY_HOST } from "../lib/disk-encryption/nouns/guest-endpoints";
import type { KeyEncryptionKey, KeyVault } from "../lib/azure/key-vault";
import type { DiskEncryptionSettings, ManagedDisk } from "../lib/azure/managed-disk";
import { parseResourceId } from "../lib/azure/resource-id";
import type { SecretLifetimePolicies } from "../lib/disk-encryption/nouns/secret-lifetime-policies";
import type { AttachedDisk, VirtualMachine, VirtualMachineExtension } from "../lib/azure/virtual-machine";
import type { VirtualMachineSize } from "../lib/azure/virtual-machine-size";
import type { EncryptionFacts } from "../lib/disk-encryption/checks/facts";
import type { CustomerKeyView, ProtectionViews, SecretView } from "../lib/disk-encryption/protection/views";

/** Fields to set; an optional one that is set to undefined is left out, as Azure leaves it out. */
export type Overrides<T> = {
  readonly [Name in keyof T]?: Partial<Pick<T, Name>> extends Pick<T, Name> ? T[Name] | undefined : T[Name];
};

export function build<T extends object>(defaults: T, overrides: Overrides<T>): T {
  const fields = Object.entries({ ...defaults, ...overrides }).filter(([, value]) => value !== undefined);
  // Only optional fields can be undefined (Overrides), so what is left is a whole T.
  return Object.fromEntries(fields) as T;
}

export const SUBSCRIPTION_ID = "11111111-1111-1111-1111-111111111111";
const GROUP_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-web`;
export const VM_ID = `${GROUP_ID}/providers/Microsoft.Compute/virtualMachines/vm-web-01`;
export const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/kv-web`;
export const VAULT_URI = "https://kv-web.vault.azure.net/";
export const KEY_URL = `${VAULT_URI}keys/kek/0123456789abcdef0123456789abcdef`;
export const SECRET_URL = `${VAULT_URI}secrets/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee/fedcba9876543210fedcba9876543210`;
/** The moment at which all facts of these builders were read. */
export const OBSERVED_AT: Date = new Date("2026-11-24T09:00:00Z");

export const diskId = (name: string): string => `${GROUP_ID}/providers/Microsoft.Compute/disks/${name}`;

/** A managed Premium SSD that is attached as the OS disk. */
export function anOsDisk(overrides: Overrides<AttachedDisk> = {}): AttachedDisk {
  return build<AttachedDisk>(
    {
      name: "osdisk",
      role: "os",
      managedDiskId: diskId(overrides.name ?? "osdisk"),
      storageAccountType: "Premium_LRS",
      writeAcceleratorEnabled: false,
      ephemeral: false,
    },
    overrides,
  );
}

/** A managed Premium SSD that is attached as a data disk. */
export function aDataDisk(overrides: Overrides<AttachedDisk> = {}): AttachedDisk {
  return anOsDisk({ name: "datadisk", role: "data", lun: 0, ...overrides });
}

/** A running Windows Server 2019 of Generation 1 with one managed OS disk. */
export function aVirtualMachine(overrides: Overrides<VirtualMachine> = {}): VirtualMachine {
  return build<VirtualMachine>(
    {
      id: VM_ID,
      name: "vm-web-01",
      subscriptionId: SUBSCRIPTION_ID,
      resourceGroupName: "rg-web",
      location: "westeurope",
      vmSize: "Standard_D2s_v5",
      osType: "Windows",
      provisioningState: "Succeeded",
      tags: {},
      hyperVGeneration: "V1",
      imageReference: {
        publisher: "MicrosoftWindowsServer",
        offer: "WindowsServer",
        sku: "2019-datacenter",
        version: "latest",
      },
      osName: "Windows Server 2019 Datacenter",
      osVersion: "10.0.17763",
      powerState: "running",
      agent: { status: "Ready", version: "2.7.41491.1095" },
      encryptionAtHost: false,
      osDisk: anOsDisk(),
      dataDisks: [],
      extensions: [],
    },
    overrides,
  );
}

/** A running Ubuntu 22.04 of Generation 1 with an OS disk and a data disk. */
export function aLinuxVirtualMachine(overrides: Overrides<VirtualMachine> = {}): VirtualMachine {
  return aVirtualMachine({
    osType: "Linux",
    imageReference: {
      publisher: "Canonical",
      offer: "0001-com-ubuntu-server-jammy",
      sku: "22_04-lts",
      version: "latest",
    },
    osName: "ubuntu",
    osVersion: "22.04",
    agent: { status: "Ready", version: "2.11.1.12" },
    dataDisks: [aDataDisk()],
    ...overrides,
  });
}

/** Standard_D2s_v5. */
export function aSize(overrides: Overrides<VirtualMachineSize> = {}): VirtualMachineSize {
  return build<VirtualMachineSize>(
    {
      name: "Standard_D2s_v5",
      tier: "Standard",
      family: "standardDSv5Family",
      memoryInGB: 8,
      hyperVGenerations: ["V1", "V2"],
      temporaryDiskInMB: 0,
      encryptionAtHostSupported: true,
      nvmeDiskSizeInMiB: 0,
      diskControllerTypes: ["SCSI"],
    },
    overrides,
  );
}

/** A managed Premium SSD with the platform's key that Azure Disk Encryption was never asked for. */
export function aDisk(overrides: Overrides<ManagedDisk> = {}): ManagedDisk {
  return build<ManagedDisk>(
    {
      id: diskId(overrides.name ?? "osdisk"),
      name: "osdisk",
      location: "westeurope",
      diskSizeGB: 127,
      sku: "Premium_LRS",
      diskState: "Attached",
      encryptionType: "EncryptionAtRestWithPlatformKey",
      maxShares: 1,
    },
    overrides,
  );
}

/** Where the key of a stamped disk is kept. */
export function diskEncryptionSettings(
  overrides: Overrides<DiskEncryptionSettings> = {},
): DiskEncryptionSettings {
  return build<DiskEncryptionSettings>({ secretUrl: SECRET_URL, secretVaultId: VAULT_ID }, overrides);
}

/** A disk that carries Azure Disk Encryption's stamp. */
export function aStampedDisk(overrides: Overrides<ManagedDisk> = {}): ManagedDisk {
  return aDisk({
    encryptionSettings: { enabled: true, version: "1.1", settings: [diskEncryptionSettings()] },
    ...overrides,
  });
}

/** An open vault in the VM's region and subscription, enabled for disk encryption. */
export function aKeyVault(overrides: Overrides<KeyVault> = {}): KeyVault {
  return build<KeyVault>(
    {
      id: VAULT_ID,
      name: "kv-web",
      subscriptionId: SUBSCRIPTION_ID,
      resourceGroupName: "rg-web",
      location: "westeurope",
      tenantId: "22222222-2222-2222-2222-222222222222",
      vaultUri: VAULT_URI,
      sku: "standard",
      enabledForDiskEncryption: true,
      enabledForDeployment: false,
      enabledForTemplateDeployment: false,
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enablePurgeProtection: true,
      publicNetworkAccess: "Enabled",
      accessPolicies: [],
    },
    overrides,
  );
}

/** An RSA key of 4096 bits, named with its version, that may wrap and unwrap. */
export function aKey(overrides: Overrides<KeyEncryptionKey> = {}): KeyEncryptionKey {
  return build<KeyEncryptionKey>(
    {
      url: KEY_URL,
      vaultName: "kv-web",
      name: "kek",
      version: "0123456789abcdef0123456789abcdef",
      keyType: "RSA",
      keySizeInBits: 4096,
      keyOperations: ["wrapKey", "unwrapKey", "encrypt", "decrypt"],
      enabled: true,
    },
    overrides,
  );
}

/** A volume that nothing encrypts. */
export function aVolume(overrides: Overrides<GuestVolume> = {}): GuestVolume {
  return build<GuestVolume>({ mountPoint: "C:", role: "os", state: "decrypted" }, overrides);
}

/** The OS disk of a Windows VM, as Windows sees it. */
export function aWindowsDisk(overrides: Overrides<WindowsDisk> = {}): WindowsDisk {
  return build<WindowsDisk>(
    { number: 0, bus: "SAS", initialized: true, offline: false, clustered: false, dynamic: false },
    overrides,
  );
}

/** A plain NTFS volume C: of Windows; of an encrypted one say so. */
export function aWindowsVolume(overrides: Overrides<WindowsVolume> = {}): WindowsVolume {
  const isPlain = (overrides.state ?? "decrypted") === "decrypted";
  return build<WindowsVolume>(
    {
      mountPoint: "C:",
      role: "os",
      state: "decrypted",
      fileSystem: "NTFS",
      diskNumber: 0,
      keyProtectors: isPlain ? [] : ["External Key"],
      protection: overrides.state === "encrypted" ? "on" : "off",
    },
    overrides,
  );
}

/** A plain ext4 volume of a Linux guest, on a partition of a disk of its own. */
export function aLinuxVolume(overrides: Overrides<GuestVolume> = {}): GuestVolume {
  const disk = overrides.role === "data" ? "sdc" : "sda";
  const storage = {
    device: `${disk}1`,
    uuid: `uuid-of-${disk}1`,
    layers: ["part", "disk"],
    disks: [disk],
    transports: [],
  };
  return aVolume({ mountPoint: "/", fileSystem: "ext4", storage, ...overrides });
}

const everyHostReached: Readonly<Record<string, boolean>> = {
  "168.63.129.16": true,
  "168.63.129.16:32526": true,
  "169.254.169.254": true,
  "login.microsoftonline.com": true,
  "kv-web.vault.azure.net": true,
};

/** The disks of a guest of which a test says no more: the OS disk, and in `facts` one for each data volume. */
const usualDisks: Fact<readonly WindowsDisk[]> = known([aWindowsDisk()], "a test");
const usualDataDisks: readonly string[] = ["sdc"];

const linuxDisk = (index: number): string => `sd${String.fromCharCode("c".charCodeAt(0) + index)}`;

/** Shows as many data disks as the VM has, where the test says nothing of disks. */
function withUsualDataDisks(guest: LinuxGuest, { dataDisks }: VirtualMachine): LinuxGuest {
  return guest.dataDisks === usualDataDisks
    ? { ...guest, dataDisks: dataDisks.map((_, index) => linuxDisk(index)) }
    : guest;
}

/** Gives each data volume that says nothing of its storage a disk of its own. */
function onDisksOfTheirOwn(guest: Guest | Missing): Guest | Missing {
  if (isMissing(guest) || guest.osType !== "Linux" || guest.dataDisks !== usualDataDisks) return guest;
  let index = 0;
  const volumes = guest.volumes.map((volume) => {
    if (volume.role !== "data") return volume;
    const disk = linuxDisk(index++);
    return {
      ...volume,
      storage: { device: `${disk}1`, layers: ["part", "disk"], disks: [disk], transports: [] },
    };
  });
  return {
    ...guest,
    volumes,
    dataDisks: volumes.flatMap(({ storage, role }) => (role === "data" ? (storage?.disks ?? []) : [])),
  };
}

/** Gives each data volume a basic disk of its own, where the test says nothing of disks. */
function withUsualDisks(guest: Guest | Missing, vm: VirtualMachine): Guest | Missing {
  if (!isMissing(guest) && guest.osType === "Linux") return withUsualDataDisks(guest, vm);
  if (isMissing(guest) || guest.disks !== usualDisks) return guest;
  let number = 0;
  const volumes = guest.volumes.map((volume) =>
    volume.role === "os" ? volume : { ...volume, diskNumber: ++number },
  );
  const disks = Array.from({ length: number + 1 }, (_, index) => aWindowsDisk({ number: index }));
  return { ...guest, volumes, disks: known(disks, "a test") };
}

/** The guest of a Windows VM with a plain NTFS volume on each data disk. */
function windowsGuestOf({ dataDisks }: VirtualMachine): WindowsGuest {
  const data = dataDisks.map((_, index) =>
    aWindowsVolume({ mountPoint: `${String.fromCharCode("F".charCodeAt(0) + index)}:`, role: "data" }),
  );
  return aWindowsGuest({ volumes: [aVolume({ percentEncrypted: 0 }), ...data] });
}

/** Fields of a Windows guest; what its volumes don't say of themselves is as on a plain NTFS volume. */
type WindowsGuestOverrides = Overrides<Omit<WindowsGuest, "volumes">> & {
  readonly volumes?: readonly (GuestVolume | WindowsVolume)[];
};

/** Windows Server 2019 in no domain, without BitLocker policies, that reaches every host. */
export function aWindowsGuest({ volumes, ...overrides }: WindowsGuestOverrides = {}): WindowsGuest {
  const rest = build<Omit<WindowsGuest, "volumes">>(
    {
      osType: "Windows",
      language: "en-US",
      domainJoined: false,
      osBuild: 17763,
      productType: "server",
      groupPolicy: {},
      mbam: { policies: {}, agent: known(false, "a test") },
      bitLocker: "installed",
      inFailoverCluster: false,
      containers: known(false, "a test"),
      network: { reached: everyHostReached, doubtful: {} },
      unmountedVolumes: [],
      disks: usualDisks,
    },
    overrides,
  );
  return { ...rest, volumes: (volumes ?? [aVolume({ percentEncrypted: 0 })]).map(aWindowsVolume) };
}

/** Ubuntu 22.04 with 3 GB used on /, that reaches every host. */
export function aLinuxGuest(overrides: Overrides<LinuxGuest> = {}): LinuxGuest {
  return build<LinuxGuest>(
    {
      osType: "Linux",
      distribution: "ubuntu",
      distributionVersion: "22.04",
      kernelRelease: "6.8.0-1015-azure",
      rootUsageInGB: 3,
      memoryInGB: 8,
      network: { reached: everyHostReached, doubtful: {} },
      volumes: [aLinuxVolume({ mountPoint: "/" }), aLinuxVolume({ mountPoint: "/data", role: "data" })],
      dataDisks: usualDataDisks,
      unmountedDisks: [],
      unmountedDevices: [],
      logicalVolumes: [],
      networkShares: [],
      fstab: [
        { device: "UUID=uuid-of-sda1", mountPoint: "/", hasNofail: false },
        { device: "UUID=uuid-of-sdc1", mountPoint: "/data", hasNofail: true },
      ],
      kernelModules: { dm_crypt: known("available", "a test"), vfat: known("available", "a test") },
      selinux: known("disabled", "a test"),
      crashKernelLoaded: known(false, "a test"),
    },
    overrides,
  );
}

/** Azure Disk Encryption's extension on Windows, done. */
export function anExtension(overrides: Overrides<VirtualMachineExtension> = {}): VirtualMachineExtension {
  return build<VirtualMachineExtension>(
    {
      name: "AzureDiskEncryption",
      publisher: "Microsoft.Azure.Security",
      type: "AzureDiskEncryption",
      typeHandlerVersion: "2.4.0.21",
      provisioningState: "Succeeded",
      settings: { EncryptionOperation: "EnableEncryption", VolumeType: "All" },
      statusCode: "ProvisioningState/succeeded",
      statusMessage: "[2.4.0.21]",
    },
    overrides,
  );
}

/** Azure Disk Encryption's extension on Linux, done, with what it says of the OS and data volumes. */
export function aLinuxExtension(
  substatus: { readonly os?: string; readonly data?: string },
  overrides: Overrides<VirtualMachineExtension> = {},
): VirtualMachineExtension {
  return anExtension({
    name: "AzureDiskEncryptionForLinux",
    type: "AzureDiskEncryptionForLinux",
    typeHandlerVersion: "1.4.0.12",
    statusMessage: "Encryption succeeded for all volumes",
    substatusMessage: JSON.stringify(substatus),
    ...overrides,
  });
}

/** A secret that the next boot finds and may use. */
export function aSecret(overrides: Overrides<SecretView> = {}): SecretView {
  return build<SecretView>(
    { secretUrl: SECRET_URL, state: "usable", contentType: "BEK", tags: {} },
    overrides,
  );
}

/** A fact that could not be read. */
export type Missing = Extract<Fact<never>, { readonly kind: "missing" }>;

/** A value that could not be read, to put in a value's place. */
export function unread(reason: string): Missing {
  return { kind: "missing", reason };
}

/** In place of a value that could not be read, with the reason. */
export function notRead(reason: string): Missing {
  return { kind: "missing", reason };
}

const isMissing = (value: object): value is Missing => "kind" in value && value.kind === "missing";

/** A value as a fact that was read; a missing fact stays missing. */
export function fact<T extends object>(value: T | Missing): Fact<T> {
  return isMissing(value) ? value : known<T>(value, "a test");
}

/** Facts by their values; `notRead("...")` in place of a value that could not be read. */
export interface FactValues {
  readonly virtualMachine?: VirtualMachine;
  readonly volumeType?: EncryptionFacts["volumeType"];
  readonly size?: VirtualMachineSize | Missing;
  readonly disks?: readonly (ManagedDisk | Missing)[];
  readonly keyVault?: KeyVault | Missing;
  readonly keyEncryptionKey?: KeyEncryptionKey | Missing | "none";
  readonly keyEncryptionKeyVault?: KeyVault | Missing;
  readonly authorityHost?: string;
  readonly guest?: Guest | Missing;
  readonly secretLifetimePolicies?: SecretLifetimePolicies | Missing;
  readonly observedAt?: Date;
}

/** The facts of a VM that meets every requirement; the disks are those of its model, the guest is of its operating system. */
export function facts(values: FactValues = {}): EncryptionFacts {
  const virtualMachine = values.virtualMachine ?? aVirtualMachine();
  const key = values.keyEncryptionKey ?? aKey();
  const guest: Guest | Missing =
    values.guest ?? (virtualMachine.osType === "Windows" ? windowsGuestOf(virtualMachine) : aLinuxGuest());
  return {
    virtualMachine,
    volumeType: values.volumeType ?? "All",
    size: fact(values.size ?? aSize()),
    disks: (values.disks ?? disksOf(virtualMachine)).map((disk) => fact(disk)),
    keyVault: fact(values.keyVault ?? aKeyVault()),
    keyEncryptionKey: key === "none" ? key : fact(key),
    ...(values.keyEncryptionKeyVault === undefined
      ? {}
      : { keyEncryptionKeyVault: fact(values.keyEncryptionKeyVault) }),
    authorityHost: known(values.authorityHost ?? PUBLIC_AUTHORITY_HOST, "a test"),
    guest: fact(withUsualDisks(guest, virtualMachine)),
    secretLifetimePolicies: fact(values.secretLifetimePolicies ?? { denying: [], initiatives: [] }),
    observedAt: values.observedAt ?? OBSERVED_AT,
  };
}

function disksOf({ osDisk, dataDisks }: VirtualMachine): readonly ManagedDisk[] {
  return [osDisk, ...dataDisks].flatMap(({ managedDiskId }) =>
    managedDiskId === undefined
      ? []
      : [aDisk({ id: managedDiskId, name: parseResourceId(managedDiskId).name })],
  );
}

/** The four views by their values. */
export interface ViewValues {
  readonly virtualMachine?: VirtualMachine;
  readonly disks?: readonly (ManagedDisk | Missing)[];
  readonly secrets?: readonly (SecretView | Missing)[];
  readonly guest?: Guest | Missing;
  readonly hasTemporaryDisk?: ProtectionViews["hasTemporaryDisk"];
  readonly encryptsLocalDisks?: Fact<boolean>;
  readonly customerKeys?: readonly (CustomerKeyView | Missing)[];
}

/** The views of a Windows VM without a temporary disk that Azure Disk Encryption was never asked for. */
export function views(values: ViewValues = {}): ProtectionViews {
  const virtualMachine = values.virtualMachine ?? aVirtualMachine();
  const guest: Guest | Missing =
    values.guest ?? (virtualMachine.osType === "Windows" ? aWindowsGuest() : aLinuxGuest());
  return {
    virtualMachine,
    disks: (values.disks ?? disksOf(virtualMachine)).map((disk) => fact(disk)),
    secrets: (values.secrets ?? []).map((secret) => fact(secret)),
    guest: fact(withUsualDisks(onDisksOfTheirOwn(guest), virtualMachine)),
    hasTemporaryDisk: values.hasTemporaryDisk ?? known(false, "a test"),
    ...(values.encryptsLocalDisks === undefined ? {} : { encryptsLocalDisks: values.encryptsLocalDisks }),
    ...(values.customerKeys === undefined
      ? {}
      : { customerKeys: values.customerKeys.map((view) => fact(view)) }),
  };
}
