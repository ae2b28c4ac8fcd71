import fc from "fast-check";

import { known, missing, type Fact } from "../../../lib/azure/fact";
import type { KeyEncryptionKey, KeyVault } from "../../../lib/azure/key-vault";
import type { ManagedDisk } from "../../../lib/azure/managed-disk";
import type { Guest } from "../../../lib/disk-encryption/nouns/guest";
import type { VirtualMachine } from "../../../lib/azure/virtual-machine";
import type { VirtualMachineSize } from "../../../lib/azure/virtual-machine-size";
import {
  aDataDisk,
  aDisk,
  aKey,
  aKeyVault,
  aLinuxExtension,
  aLinuxGuest,
  anOsDisk,
  aSize,
  aVirtualMachine,
  aWindowsDisk,
  aWindowsGuest,
  aWindowsVolume,
  notRead,
  OBSERVED_AT,
  type FactValues,
  type Missing,
} from "../../builders";

/** Words that Azure answers, and a text that it never did. */
const oneOf = (...words: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 12 }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const orNotRead = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | Missing> =>
  fc.oneof({ weight: 4, arbitrary }, { weight: 1, arbitrary: fc.constant(notRead("no rights")) });
const factOf = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> =>
  fc.oneof(
    arbitrary.map((value) => known<T>(value, "a test")),
    fc.constant<Fact<T>>(missing<T>("no answer")),
  );
const around = fc.integer({ min: -5000, max: 5000 }).map((ms) => new Date(OBSERVED_AT.getTime() + ms));

const extension: fc.Arbitrary<VirtualMachine["extensions"][number]> = fc
  .record({
    provisioningState: oneOf("Succeeded", "Failed", "Updating"),
    settings: fc.dictionary(fc.constantFrom("EncryptionOperation", "VolumeType"), fc.jsonValue()),
  })
  .map((overrides) => aLinuxExtension({}, overrides));

const virtualMachine: fc.Arbitrary<VirtualMachine> = fc
  .record({
    osType: fc.constantFrom("Windows", "Linux"),
    location: oneOf("westeurope", "West Europe", "northeurope"),
    provisioningState: oneOf("Succeeded", "Updating"),
    hyperVGeneration: maybe(fc.constantFrom("V1", "V2")),
    imageReference: maybe(
      fc.record({
        publisher: oneOf("Canonical", "RedHat", "MicrosoftWindowsServer"),
        offer: oneOf("RHEL", "WindowsServer", "0001-com-ubuntu-server-jammy"),
        sku: oneOf("8-LVM", "2022-datacenter", "2016-Datacenter-Server-Core"),
        version: fc.constant("latest"),
      }),
    ),
    osName: maybe(oneOf("ubuntu", "Windows Server 2008 R2", "Windows Server 2022 Datacenter")),
    osVersion: maybe(oneOf("22.04")),
    powerState: maybe(oneOf("running", "deallocated")),
    agent: maybe(
      fc.record({ status: oneOf("Ready", "Not Ready"), version: oneOf("2.2.37", "2.2.38", "2..1") }),
    ),
    encryptionAtHost: fc.boolean(),
    securityType: maybe(oneOf("ConfidentialVM", "TrustedLaunch")),
    encryptionIdentityId: maybe(fc.constant("/identity")),
    osDisk: fc
      .record({
        managedDiskId: maybe(fc.constant("/disk")),
        ephemeral: fc.boolean(),
        vhdUri: maybe(fc.webUrl()),
      })
      .map(anOsDisk),
    dataDisks: fc.array(fc.record({ diskEncryptionSetId: maybe(fc.constant("/des")) }).map(aDataDisk), {
      maxLength: 2,
    }),
    extensions: fc.array(extension, { maxLength: 1 }),
  })
  .map(aVirtualMachine);

const size: fc.Arbitrary<VirtualMachineSize> = fc
  .record({
    tier: oneOf("Standard", "Basic"),
    family: oneOf("standardDSv5Family", "standardLSv2Family", "StandardDdsv6Family", "basicAFamily"),
    memoryInGB: fc.double(),
    hyperVGenerations: fc.subarray<"V1" | "V2">(["V1", "V2"]),
    nvmeDiskSizeInMiB: fc.double(),
    diskControllerTypes: fc.array(oneOf("SCSI", "NVMe"), { maxLength: 2 }),
  })
  .map(aSize);

const disk: fc.Arbitrary<ManagedDisk> = fc
  .record({
    sku: oneOf("Premium_LRS", "UltraSSD_LRS"),
    encryptionType: oneOf("EncryptionAtRestWithPlatformKey", "EncryptionAtRestWithCustomerKey"),
    hyperVGeneration: maybe(fc.constantFrom("V1", "V2")),
    diskEncryptionSetId: maybe(fc.constant("/des")),
    maxShares: fc.integer(),
  })
  .map(aDisk);

const keyVault: fc.Arbitrary<KeyVault> = fc
  .record({
    location: oneOf("westeurope", "northeurope"),
    subscriptionId: oneOf("11111111-1111-1111-1111-111111111111"),
    vaultUri: oneOf("https://kv-web.vault.azure.net/", ""),
    enabledForDiskEncryption: fc.boolean(),
    publicNetworkAccess: oneOf("Enabled", "Disabled", "SecuredByPerimeter"),
    networkAcls: maybe(
      fc.record({ defaultAction: oneOf("Allow", "Deny"), bypass: oneOf("AzureServices", "None", "") }),
    ),
  })
  .map(aKeyVault);

const key: fc.Arbitrary<KeyEncryptionKey> = fc
  .record({
    vaultName: oneOf("kv-web"),
    version: maybe(fc.constant("0a")),
    keyType: oneOf("RSA", "RSA-HSM", "EC"),
    keySizeInBits: maybe(fc.constantFrom(1024, 2048, 3072, 4096)),
    keyOperations: fc.array(oneOf("wrapKey", "unwrapKey"), { maxLength: 3 }),
    enabled: fc.boolean(),
    expiresOn: maybe(around),
    notBefore: maybe(around),
  })
  .map(aKey);

const policyValue = fc.constantFrom(
  ...[
    "UseAdvancedStartup",
    "EnableBDEWithNoTPM",
    "UseTPM",
    "OSRecovery",
    "OSRecoveryKey",
    "OSRecoveryPassword",
  ],
  ...[
    "OSRequireActiveDirectoryBackup",
    "FDVRecovery",
    "FDVRecoveryKey",
    "FDVDenyWriteAccess",
    "EncryptionMethodWithXtsOs",
  ],
);
const network = fc.record({
  reached: fc.dictionary(
    oneOf("168.63.129.16", "169.254.169.254", "login.microsoftonline.com"),
    fc.boolean(),
  ),
  doubtful: fc.dictionary(oneOf("168.63.129.16", "169.254.169.254"), oneOf("302", "407", "503")),
});
const guest: fc.Arbitrary<Guest> = fc.oneof(
  fc
    .record({
      domainJoined: fc.boolean(),
      osBuild: maybe(fc.constantFrom(17763, 20347, 20348)),
      groupPolicy: fc.dictionary(
        policyValue,
        fc.oneof(fc.integer({ min: -1, max: 8 }), fc.string({ maxLength: 3 })),
      ),
      network,
      mbam: fc.record({
        policies: fc.dictionary(fc.constant("ShouldEncryptOSDrive"), fc.nat(1)),
        agent: factOf(fc.boolean()),
      }),
      inFailoverCluster: fc.boolean(),
      containers: factOf(fc.boolean()),
      volumes: fc.array(
        fc
          .record({
            mountPoint: oneOf("C:", "F:", "C:\\Data"),
            role: fc.constantFrom("os", "data", "temporary"),
            state: fc.constantFrom(
              "decrypted",
              "encrypting",
              "encryption-paused",
              "encrypted",
              "decrypting",
              "decryption-paused",
            ),
            fileSystem: oneOf("NTFS", "ReFS", "exFAT", ""),
            diskNumber: maybe(fc.nat(3)),
          })
          .map(aWindowsVolume),
        { maxLength: 3 },
      ),
      disks: factOf(
        fc.array(
          fc
            .record({
              number: fc.nat(3),
              bus: oneOf("SAS", "iSCSI", "Storage Spaces"),
              initialized: fc.boolean(),
              offline: fc.boolean(),
              clustered: maybe(fc.boolean()),
              dynamic: fc.boolean(),
            })
            .map(aWindowsDisk),
          { maxLength: 3 },
        ),
      ),
    })
    .map(aWindowsGuest),
  fc
    .record({
      distribution: oneOf("ubuntu", "rhel", "centos"),
      distributionVersion: oneOf("22.04", "8.6", "7"),
      rootUsageInGB: fc.double(),
      network,
    })
    .map(aLinuxGuest),
);

/** Facts of any VM: whatever Azure or a guest may answer, and much that neither does. */
export const arbitraryFacts: fc.Arbitrary<FactValues> = fc.record({
  virtualMachine,
  volumeType: fc.constantFrom("OS", "Data", "All"),
  size: orNotRead(size),
  disks: fc.array(orNotRead(disk), { maxLength: 3 }),
  keyVault: orNotRead(keyVault),
  keyEncryptionKey: fc.oneof(fc.constant("none" as const), orNotRead(key)),
  guest: orNotRead(guest),
  secretLifetimePolicies: orNotRead(
    fc.record({
      denying: fc.array(fc.string(), { maxLength: 2 }),
      initiatives: fc.array(fc.string(), { maxLength: 2 }),
    }),
  ),
});
