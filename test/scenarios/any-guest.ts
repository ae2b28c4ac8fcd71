import fc from "fast-check";

import type { Fleet, FleetDisk, FleetVault, FleetVirtualMachine } from "../../lib/sandbox/fleets";
import type {
  DataVolume,
  LinuxSpecification,
  WindowsSpecification,
} from "../../lib/sandbox/guest/specification";

const TENANT = "11111111-1111-4111-8111-111111111111";
const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";
const OTHER_SUBSCRIPTION = "33333333-3333-4333-8333-333333333333";
const KEY_VERSION = "0123456789abcdef0123456789abcdef";

/** The usual value but for one case in thirty: of some fifty facts one or two are then odd, and a good part of the cases is wholly good. */
const often = <T>(usual: T, ...rare: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 29, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...rare) });

/** A fact that a good case may have one way or the other. */
const either = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

interface LinuxImage {
  readonly image?: { readonly publisher: string; readonly offer: string; readonly sku: string };
  readonly distribution: string;
  readonly distributionVersion: string;
}

const linuxImage = (publisher: string, offer: string, sku: string, release: string): LinuxImage => {
  const [distribution = "", distributionVersion = ""] = release.split(" ");
  return { image: { publisher, offer, sku }, distribution, distributionVersion };
};

/** Listed and not, in support and not, from the Marketplace and from images of one's own, and a guest that was upgraded since. */
const linuxImages: fc.Arbitrary<LinuxImage> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constant(
      linuxImage("Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts", "ubuntu 22.04"),
    ),
  },
  { weight: 4, arbitrary: fc.constant(linuxImage("RedHat", "RHEL", "9_4", "rhel 9.4")) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      linuxImage("Canonical", "UbuntuServer", "18.04-LTS", "ubuntu 18.04"),
      linuxImage("Canonical", "0001-com-ubuntu-server-focal", "20_04-lts", "ubuntu 20.04"),
      linuxImage("Canonical", "ubuntu-24_04-lts", "server", "ubuntu 24.04"),
      linuxImage("Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts", "ubuntu 24.10"),
      linuxImage("RedHat", "RHEL", "8-lvm", "rhel 8.9"),
      linuxImage("RedHat", "RHEL", "7.9", "rhel 7.9"),
      linuxImage("RedHat", "RHEL", "9_1", "rhel 9.1"),
      linuxImage("OpenLogic", "CentOS", "7.9", "centos 7"),
      linuxImage("OpenLogic", "CentOS", "8_4", "centos 8.4"),
      linuxImage("Oracle", "Oracle-Linux", "86", "ol 8.6"),
      linuxImage("MicrosoftCBLMariner", "cbl-mariner", "cbl-mariner-2", "mariner 2.0"),
      linuxImage("Debian", "debian-12", "12", "debian 12"),
      linuxImage("SUSE", "sles-12-sp4", "gen1", "sles 12.4"),
      linuxImage("SUSE", "sles-15-sp5", "gen1", "sles 15.5"),
      { distribution: "ubuntu", distributionVersion: "22.04" },
      { distribution: "rhel", distributionVersion: "9.4" },
    ),
  },
);

const fstabLines: fc.Arbitrary<DataVolume["fstab"]> = often<DataVolume["fstab"]>(
  { by: "UUID", nofail: true },
  "none",
  { by: "device-name", nofail: true },
  { by: "UUID", nofail: false },
);

const linuxVolume = (lun: number, mountPoint: string): fc.Arbitrary<DataVolume> =>
  fc
    .record({
      mountPoint: often(
        mountPoint,
        "/data0/below",
        "/var",
        "/var/lib/app",
        "/opt",
        "/mnt",
        "/mnt/data",
        "/srv/data",
      ),
      fileSystem: often("ext4", "ext3", "ext2", "xfs", "btrfs", "vfat", "gfs2"),
      layout: often<NonNullable<DataVolume["layout"]>>(
        "partition",
        "whole-disk",
        "lvm",
        "linear",
        "raid0",
        "raid1",
        "multipath",
      ),
      transport: often<DataVolume["transport"]>(undefined, "iscsi", "nvme"),
      isMounted: often(true, false),
      fstab: fstabLines,
      besideIt: often<string | undefined>(undefined, "ext4", "swap", "LVM2_member"),
      encryptedByOwner: often(false, true),
    })
    .map(({ transport, fstab, besideIt, ...volume }) => ({
      lun,
      ...volume,
      ...(besideIt === undefined ? {} : { besideIt }),
      ...(transport === undefined ? {} : { transport }),
      ...(fstab === undefined ? {} : { fstab }),
    }));

const linuxVolumes: fc.Arbitrary<readonly DataVolume[]> = fc
  .tuple(
    linuxVolume(0, "/data0"),
    linuxVolume(1, "/data1"),
    often<"both" | "first" | "none">("both", "first", "none"),
  )
  .map(([first, second, which]) => (which === "both" ? [first, second] : which === "first" ? [first] : []))
  // Two volumes at one path are one volume of several disks, which only LVM and RAID make.
  .map((volumes) => [...new Map(volumes.map((volume) => [volume.mountPoint, volume])).values()]);

/** A logical volume over both disks, of which the owner encrypted none, one or both. */
const logicalVolumeOfTwo: fc.Arbitrary<readonly DataVolume[]> = fc
  .tuple(fc.boolean(), fc.boolean())
  .map((owners) =>
    owners.map((encryptedByOwner, lun): DataVolume => ({
      lun,
      mountPoint: "/data0",
      fileSystem: "ext4",
      layout: "lvm",
      encryptedByOwner,
    })),
  );

const linuxGuest = fc
  .record({
    dataVolumes: fc.oneof(
      { weight: 29, arbitrary: linuxVolumes },
      { weight: 1, arbitrary: logicalVolumeOfTwo },
    ),
    proxyAnswers: often<Readonly<Record<string, number>>>(
      {},
      { "168.63.129.16": 407 },
      { "169.254.169.254": 302 },
      { "168.63.129.16:32526": 503 },
    ),
    rootUsageInGB: often(3, 6, 20),
    rootLayout: often<NonNullable<LinuxSpecification["rootLayout"]>>(
      "partition",
      "lvm",
      "lvm-own",
      "lvm-extended",
    ),
    dmCrypt: often<"available" | "blocked" | "missing">("available", "blocked", "missing"),
    vfat: often<"available" | "blocked" | "missing">("available", "blocked", "missing"),
    selinux: often<NonNullable<LinuxSpecification["selinux"]>>("disabled", "permissive", "enforcing"),
    crashKernelLoaded: often(false, true),
    share: often<string | undefined>(undefined, "nfs4", "cifs", "ceph"),
  })
  .map(({ dmCrypt, vfat, share, ...guest }) => ({
    ...guest,
    kernelModules: { dm_crypt: dmCrypt, vfat },
    ...(share === undefined
      ? {}
      : {
          networkShares: [
            { mountPoint: "/share", fileSystem: share, source: "files.contoso.example:/share" },
          ],
        }),
  }));

interface WindowsImage {
  readonly offer: string;
  readonly sku: string;
  readonly osName: string;
  readonly osBuild: number;
}

const windowsImage = (offer: string, sku: string, osName: string, osBuild: number): WindowsImage => ({
  offer,
  sku,
  osName,
  osBuild,
});

const windowsImages: fc.Arbitrary<WindowsImage> = often(
  windowsImage("WindowsServer", "2022-datacenter", "Windows Server 2022 Datacenter", 20348),
  windowsImage("WindowsServer", "2019-datacenter", "Windows Server 2019 Datacenter", 17763),
  windowsImage("WindowsServer", "2016-datacenter", "Windows Server 2016 Datacenter", 14393),
  windowsImage("WindowsServer", "2016-datacenter-server-core", "Windows Server 2016 Datacenter", 14393),
  windowsImage("WindowsServer", "2012-R2-datacenter", "Windows Server 2012 R2 Datacenter", 9600),
  windowsImage("WindowsServer", "2008-R2-SP1", "Windows Server 2008 R2 Datacenter", 7601),
  windowsImage("WindowsServer", "2025-datacenter", "Windows Server 2025 Datacenter", 26100),
  windowsImage("Windows-10", "win10-22h2-pro", "Windows 10 Pro", 19045),
  windowsImage("Windows-11", "win11-23h2-pro", "Windows 11 Pro", 22631),
);

const groupPolicies = often<Readonly<Record<string, number>>>(
  {},
  { OSRecovery: 1, OSRecoveryKey: 0 },
  { OSRecovery: 1, OSRecoveryKey: 2 },
  { OSRecovery: 1, OSRecoveryPassword: 1 },
  { FDVRecovery: 1, FDVRecoveryKey: 0 },
  { FDVRecovery: 1, FDVRecoveryPassword: 1 },
  { UseAdvancedStartup: 1, EnableBDEWithNoTPM: 0 },
  { UseAdvancedStartup: 1, EnableBDEWithNoTPM: 1, UseTPM: 2 },
  { UseAdvancedStartup: 1, EnableBDEWithNoTPM: 1, UseTPM: 1 },
  { OSRecovery: 1, OSRecoveryKey: 2, OSRequireActiveDirectoryBackup: 1, OSActiveDirectoryBackup: 1 },
);

const windowsVolumes = often<readonly DataVolume[] | undefined>(
  undefined,
  [],
  [{ lun: 0, mountPoint: "F:", fileSystem: "NTFS" }],
  [
    { lun: 0, mountPoint: "F:", fileSystem: "ReFS" },
    { lun: 1, mountPoint: "G:", fileSystem: "NTFS" },
  ],
  [
    { lun: 0, mountPoint: "F:", fileSystem: "NTFS", besideIt: "NTFS" },
    { lun: 1, mountPoint: "G:", fileSystem: "NTFS" },
  ],
  [
    { lun: 0, mountPoint: "F:", fileSystem: "NTFS" },
    { lun: 1, mountPoint: "G:", fileSystem: "NTFS", besideIt: "ReFS" },
  ],
  [
    { lun: 0, mountPoint: "F:", fileSystem: "exFAT" },
    { lun: 1, mountPoint: "G:", fileSystem: "NTFS" },
  ],
  [
    { lun: 0, mountPoint: "C:\\Data", fileSystem: "NTFS" },
    { lun: 1, mountPoint: "G:", fileSystem: "NTFS" },
  ],
);

const windowsLayouts = often<Partial<WindowsSpecification>>(
  {},
  { clustered: true },
  { containers: true },
  { dynamicDisks: [0] },
  { storageSpaces: { luns: [0, 1] } },
  { storageSpaces: { luns: [0], direct: true } },
  { iscsiVolumes: [{ mountPoint: "S:", fileSystem: "NTFS" }] },
  { encryptedByOwner: true },
);

const windowsGuest = fc
  .record({
    groupPolicy: groupPolicies,
    isMemberOfDomain: often(false, true),
    aesCbcBlocked: often(false, true),
    language: either("en-US", "de-DE", "fr-FR", "ja-JP"),
    bitLockerFeature: either<"installed" | "not-installed">("installed", "not-installed"),
    mbam: often<NonNullable<WindowsSpecification["mbam"]>>(
      {},
      { policies: { ShouldEncryptOSDrive: 1 } },
      { agent: true },
    ),
    temporaryVolume: often<NonNullable<WindowsSpecification["temporaryVolume"]>>(
      {},
      { label: "Lokal", hasWarningFile: false },
    ),
    dataVolumes: windowsVolumes,
    layout: windowsLayouts,
  })
  .map(({ isMemberOfDomain, aesCbcBlocked, layout, dataVolumes, ...guest }) => ({
    ...guest,
    ...layout,
    ...(dataVolumes === undefined ? {} : { dataVolumes }),
    // Only a domain pushes policies.
    domainJoined: isMemberOfDomain || aesCbcBlocked || Object.keys(guest.groupPolicy).length > 0,
    aesCbcBlocked,
  }));

/**
 * A VM, its guest, its vault and its key: everything that a requirement asks about, and more. Each fact is drawn by itself and is mostly good.
 *
 * It is wider than what the checks look at: what they don't ask about is drawn too, so that a rule of the sandbox that no check foresees shows.
 */
export const anyScenario = fc.record({
  osType: fc.constantFrom<"Windows" | "Linux">("Windows", "Linux"),
  volumeType: fc.constantFrom<"OS" | "Data" | "All">("All", "All", "OS", "Data"),
  vmSize: often(
    "Standard_D4s_v5",
    "Standard_D2s_v3",
    "Standard_B1s",
    "Standard_A2_v2",
    "Standard_L8s_v2",
    "Standard_D2ds_v6",
    "Standard_B2s",
  ),
  hyperVGeneration: often<"V1" | "V2">("V1", "V2"),
  windowsImage: windowsImages,
  windowsImageIsCustom: often(false, true),
  windows: windowsGuest,
  linuxImage: linuxImages,
  linux: linuxGuest,
  runCommand: often<"answers" | "prints-nothing" | "prints-garbage">(
    "answers",
    "prints-nothing",
    "prints-garbage",
  ),
  hiddenDisks: often<readonly number[]>([], [0], [1]),
  agent: often<"Ready" | "Not Ready">("Ready", "Not Ready"),
  powerState: often<"running" | "deallocated">("running", "deallocated"),
  sku: often<FleetDisk["sku"]>("Premium_LRS", "UltraSSD_LRS", "PremiumV2_LRS"),
  dataDisks: often<0 | 1 | 2>(2, 0, 1),
  maxShares: often(1, 2),
  writeAccelerator: often(false, true),
  unmanaged: often(false, true),
  ephemeral: often(false, true),
  encryptionAtHost: often(false, true),
  customerKey: often(false, true),
  blockedHost: often(
    "",
    "login.microsoftonline.com",
    "168.63.129.16",
    "168.63.129.16:32526",
    "169.254.169.254",
    "kv-random.vault.azure.net",
    "packages.contoso.example",
  ),
  vaultLocation: often("westeurope", "northeurope"),
  vaultSubscription: often(SUBSCRIPTION, OTHER_SUBSCRIPTION),
  enabledForDiskEncryption: often(true, false),
  firewall: often("open", "closed with bypass", "closed"),
  secretPolicy: often(false, true),
  key: often("none", "good", "unversioned", "disabled", "expired", "small"),
});
export type AnyScenario = typeof anyScenario extends fc.Arbitrary<infer T> ? T : never;

function vaultOf(given: AnyScenario): FleetVault {
  const isClosed = given.firewall !== "open";
  const networkAcls = {
    defaultAction: "Deny",
    bypass: given.firewall === "closed" ? "None" : "AzureServices",
    ipRules: [],
    virtualNetworkRules: [],
  };
  return {
    name: "kv-random",
    subscriptionId: given.vaultSubscription,
    resourceGroupName: "rg",
    location: given.vaultLocation,
    properties: {
      sku: { family: "A", name: "standard" },
      accessPolicies: [],
      enabledForDiskEncryption: given.enabledForDiskEncryption,
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      enablePurgeProtection: true,
      ...(isClosed ? { networkAcls } : {}),
    },
    keys: [
      {
        name: "kek",
        keyType: "RSA",
        keySizeInBits: given.key === "small" ? 2048 : 3072,
        version: KEY_VERSION,
        enabled: given.key !== "disabled",
        ...(given.key === "expired" ? { expires: "2026-01-01T00:00:00Z" } : {}),
      },
    ],
  };
}

function imageOf({
  osType,
  windowsImage: windows,
  windowsImageIsCustom,
  linuxImage: linux,
}: AnyScenario): FleetVirtualMachine["image"] {
  if (osType === "Linux") return linux.image;
  const publisher = windows.offer.startsWith("Windows-1")
    ? "MicrosoftWindowsDesktop"
    : "MicrosoftWindowsServer";
  return windowsImageIsCustom ? undefined : { publisher, offer: windows.offer, sku: windows.sku };
}

function guestOf(given: AnyScenario): FleetVirtualMachine["guest"] {
  const common = {
    agent: given.agent,
    blockedHosts: given.blockedHost === "" ? [] : [given.blockedHost],
    runCommand: given.runCommand,
    hiddenDisks: given.hiddenDisks,
  };
  const isAttached = ({ lun }: DataVolume): boolean => lun < given.dataDisks;
  if (given.osType === "Windows") {
    const { dataVolumes, ...windows } = given.windows;
    const { osName, osBuild } = given.windowsImage;
    return {
      osType: "Windows",
      osName,
      osBuild,
      ...common,
      ...windows,
      ...(dataVolumes === undefined ? {} : { dataVolumes: dataVolumes.filter(isAttached) }),
    };
  }
  const { distribution, distributionVersion } = given.linuxImage;
  const { dataVolumes, rootLayout, ...linux } = given.linux;
  return {
    osType: "Linux",
    distribution,
    distributionVersion,
    ...common,
    ...linux,
    // A root is extended onto a data disk only where there is one, and then no other volume is on it.
    rootLayout: rootLayout === "lvm-extended" && given.dataDisks === 0 ? "lvm" : rootLayout,
    dataVolumes: dataVolumes.filter(
      (volume) => isAttached(volume) && (rootLayout !== "lvm-extended" || volume.lun !== 0),
    ),
  };
}

function virtualMachineOf(given: AnyScenario): FleetVirtualMachine {
  const image = imageOf(given);
  const keyUrl = `https://kv-random.vault.azure.net/keys/kek${given.key === "unversioned" ? "" : `/${KEY_VERSION}`}`;
  const set = given.customerKey
    ? {
        diskEncryptionSetId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/des`,
      }
    : {};
  const vhd = (name: string): Pick<FleetDisk, "vhdUri"> =>
    given.unmanaged ? { vhdUri: `https://stcontoso.blob.core.windows.net/vhds/${name}.vhd` } : {};
  return {
    name: "vm",
    why: "made at random",
    subscriptionId: SUBSCRIPTION,
    resourceGroupName: "rg",
    location: "westeurope",
    vmSize: given.vmSize,
    hyperVGeneration: given.hyperVGeneration,
    timeCreated: "2026-01-01T00:00:00Z",
    ...(image === undefined ? {} : { image }),
    powerState: given.powerState,
    encryptionAtHost: given.encryptionAtHost,
    tags: {
      diskEncryptionKeyVault: `/subscriptions/${given.vaultSubscription}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-random`,
      diskEncryptionVolumeType: given.volumeType,
      ...(given.key === "none" ? {} : { diskEncryptionKeyUrl: keyUrl }),
    },
    osDisk: {
      name: "os",
      // Small, so that there is little to wait for.
      diskSizeGB: 8,
      sku: "Premium_LRS",
      ...(given.ephemeral && !given.unmanaged ? { ephemeral: true } : {}),
      ...set,
      ...vhd("os"),
    },
    dataDisks: Array.from({ length: given.dataDisks }, (_, lun) => ({
      name: `data${lun}`,
      lun,
      diskSizeGB: 4,
      sku: lun === 0 && !given.unmanaged ? given.sku : "Premium_LRS",
      ...(lun === 0 && !given.unmanaged ? { maxShares: given.maxShares } : {}),
      writeAcceleratorEnabled: lun === 0 && given.writeAccelerator,
      ...set,
      ...vhd(`data${lun}`),
    })),
    guest: guestOf(given),
    announces: { findings: {}, findingsWithProbe: {} },
  };
}

/** A fleet of that one VM, `vm`, and its vault. */
export function fleetOf(given: AnyScenario): Fleet {
  return {
    name: "random",
    description: "One VM and one vault, made at random.",
    startsAt: "2026-11-24T08:00:00Z",
    tenantId: TENANT,
    principals: [
      {
        name: "tester@example",
        objectId: "44444444-4444-4444-8444-444444444444",
        applicationId: "55555555-5555-4555-8555-555555555555",
        type: "User",
      },
    ],
    subscriptions: [
      { subscriptionId: SUBSCRIPTION, displayName: "One" },
      { subscriptionId: OTHER_SUBSCRIPTION, displayName: "Other" },
    ],
    resourceGroups: [SUBSCRIPTION, OTHER_SUBSCRIPTION].map((subscriptionId) => ({
      subscriptionId,
      name: "rg",
      location: "westeurope",
    })),
    roleAssignments: [SUBSCRIPTION, OTHER_SUBSCRIPTION].flatMap((id) => [
      { principal: "tester@example", role: "Owner", scope: `/subscriptions/${id}` },
      { principal: "tester@example", role: "Key Vault Administrator", scope: `/subscriptions/${id}` },
    ]),
    policyAssignments: given.secretPolicy
      ? [
          {
            name: "deny-secrets",
            displayName: "Secrets must expire",
            scope: `/subscriptions/${given.vaultSubscription}`,
            policyDefinitionId:
              "/providers/Microsoft.Authorization/policyDefinitions/98728c90-32c7-4049-8429-847dc0f4fe37",
            effect: "Deny",
          },
        ]
      : [],
    resources: [],
    vaults: [vaultOf(given)],
    virtualMachines: [virtualMachineOf(given)],
  };
}
