import assert from "node:assert/strict";

import fc from "fast-check";

import {
  apply,
  approve,
  connect,
  evaluate,
  observe,
  planEncryption,
  probeScriptFor,
  readGuest,
  readiness,
  RunbookError,
  type Edition,
  type EncryptionFacts,
  type SandboxConnection,
} from "../../lib/index";
import type { Fleet, FleetVault, FleetVirtualMachine } from "../../lib/sandbox/fleets";
import type { WindowsSpecification } from "../../lib/sandbox/guest/specification";

const TENANT = "11111111-1111-4111-8111-111111111111";
const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";
const OTHER_SUBSCRIPTION = "33333333-3333-4333-8333-333333333333";
const KEY_VERSION = "0123456789abcdef0123456789abcdef";

const often = <T>(usual: T, ...rare: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 3, arbitrary: fc.constantFrom(...rare) });

/** Everything that a requirement asks about, each fact by itself; mostly good, so that single faults are common. */
const scenario = fc.record({
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
  imagePresent: often(true, false),
  linux: often("ubuntu 22.04", "debian 12", "sles 12.4", "rhel 9.4"),
  agent: often<"Ready" | "Not Ready">("Ready", "Not Ready"),
  powerState: often<"running" | "deallocated">("running", "deallocated"),
  sku: often("Premium_LRS", "UltraSSD_LRS", "PremiumV2_LRS"),
  maxShares: often(1, 2),
  writeAccelerator: often(false, true),
  encryptionAtHost: often(false, true),
  customerKey: often(false, true),
  blockedHost: often(
    "",
    "login.microsoftonline.com",
    "168.63.129.16",
    "169.254.169.254",
    "kv-random.vault.azure.net",
  ),
  groupPolicy: often<Readonly<Record<string, number>>>(
    {},
    { OSRecovery: 1, OSRecoveryKey: 0 },
    { OSRecovery: 1, OSRecoveryKey: 2 },
    { OSRecovery: 1, OSRecoveryPassword: 1 },
    { UseAdvancedStartup: 1, EnableBDEWithNoTPM: 0 },
    { UseAdvancedStartup: 1, EnableBDEWithNoTPM: 1, UseTPM: 2 },
    { UseAdvancedStartup: 1, EnableBDEWithNoTPM: 1, UseTPM: 1 },
  ),
  windows: often<Partial<WindowsSpecification>>(
    {},
    { language: "de-DE" },
    { language: "ja-JP", bitLockerFeature: "not-installed" },
    { mbam: { policies: { ShouldEncryptOSDrive: 1 } } },
    { mbam: { agent: true } },
    { clustered: true },
    { containers: true },
    { dynamicDisks: [0] },
    { storageSpaces: { luns: [0] } },
    { storageSpaces: { luns: [0] }, osBuild: 9600, osName: "Windows Server 2012 R2 Datacenter" },
    { storageSpaces: { luns: [0], direct: true } },
    { iscsiVolumes: [{ mountPoint: "S:", fileSystem: "NTFS" }] },
    { dataVolumes: [] },
    { dataVolumes: [{ lun: 0, mountPoint: "F:", fileSystem: "ReFS" }] },
    { dataVolumes: [{ lun: 0, mountPoint: "C:\\Data", fileSystem: "NTFS" }] },
    { temporaryVolume: { label: "Lokal", hasWarningFile: false } },
  ),
  vaultLocation: often("westeurope", "northeurope"),
  vaultSubscription: often(SUBSCRIPTION, OTHER_SUBSCRIPTION),
  enabledForDiskEncryption: often(true, false),
  firewall: often("open", "closed with bypass", "closed"),
  secretPolicy: often(false, true),
  key: often("none", "good", "unversioned", "disabled", "expired", "small"),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function vaultOf(given: Scenario): FleetVault {
  const closed = given.firewall !== "open";
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
      ...(closed
        ? {
            networkAcls: {
              defaultAction: "Deny",
              bypass: given.firewall === "closed" ? "None" : "AzureServices",
              ipRules: [],
              virtualNetworkRules: [],
            },
          }
        : {}),
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

function virtualMachineOf(given: Scenario): FleetVirtualMachine {
  const windows = given.osType === "Windows";
  const [distribution = "", distributionVersion = ""] = given.linux.split(" ");
  const blockedHosts = given.blockedHost === "" ? [] : [given.blockedHost];
  const keyUrl = `https://kv-random.vault.azure.net/keys/kek${given.key === "unversioned" ? "" : `/${KEY_VERSION}`}`;
  const set = given.customerKey
    ? {
        diskEncryptionSetId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/des`,
      }
    : {};
  const image = windows
    ? { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2022-datacenter" }
    : { publisher: "Canonical", offer: "0001-com-ubuntu-server-jammy", sku: "22_04-lts" };
  return {
    name: "vm",
    why: "made at random",
    subscriptionId: SUBSCRIPTION,
    resourceGroupName: "rg",
    location: "westeurope",
    vmSize: given.vmSize,
    hyperVGeneration: given.hyperVGeneration,
    timeCreated: "2026-01-01T00:00:00Z",
    ...(given.imagePresent ? { image } : {}),
    powerState: given.powerState,
    encryptionAtHost: given.encryptionAtHost,
    tags: {
      diskEncryptionKeyVault: `/subscriptions/${given.vaultSubscription}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-random`,
      diskEncryptionVolumeType: given.volumeType,
      ...(given.key === "none" ? {} : { diskEncryptionKeyUrl: keyUrl }),
    },
    osDisk: { name: "os", diskSizeGB: 64, sku: "Premium_LRS", ...set },
    dataDisks: [
      {
        name: "data",
        lun: 0,
        diskSizeGB: 32,
        sku: given.sku,
        maxShares: given.maxShares,
        writeAcceleratorEnabled: given.writeAccelerator,
        ...set,
      },
    ],
    guest: windows
      ? {
          osType: "Windows",
          osName: "Windows Server 2022 Datacenter",
          osBuild: 20348,
          domainJoined: Object.keys(given.groupPolicy).length > 0,
          groupPolicy: given.groupPolicy,
          agent: given.agent,
          blockedHosts,
          ...given.windows,
        }
      : { osType: "Linux", distribution, distributionVersion, agent: given.agent, blockedHosts },
    announces: { findings: {}, findingsWithProbe: {} },
  };
}

function fleetOf(given: Scenario): Fleet {
  const policyScope = `/subscriptions/${given.vaultSubscription}`;
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
            scope: policyScope,
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

async function observed(azure: SandboxConnection): Promise<EncryptionFacts> {
  const facts = await observe(azure, "vm");
  try {
    const guest = await readGuest(azure, facts.virtualMachine, probeScriptFor(facts));
    return await observe(azure, "vm", { guest });
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return facts;
  }
}

/** Sends the encryption in spite of every blocker, each overridden by name; `undefined` where Azure did it. */
async function refusalOf(
  azure: SandboxConnection,
  facts: EncryptionFacts,
  edition: Edition,
): Promise<string | undefined> {
  const blockers = readiness(evaluate(facts), edition).blockers;
  const overrides = blockers.map(({ requirement }) => ({ requirement, reason: "to see what Azure says" }));
  const plan = planEncryption(facts, { edition, overrides, withoutSnapshots: true });
  try {
    await apply(azure, plan, approve(azure, plan, "vm"));
    return undefined;
  } catch (error) {
    assert.ok(error instanceof RunbookError, String(error));
    return `${error.code}: ${error.message}`;
  }
}

const wordsOf = (facts: EncryptionFacts, edition: Edition): string =>
  readiness(evaluate(facts), edition)
    .blockers.map(({ requirement, verdict }) => `${requirement} ${verdict.outcome}`)
    .join(", ");

describe("What the checks predict, the sandbox does", () => {
  for (const edition of ["current", "module"] as const) {
    it(`for random VMs and vaults, by the ${edition} edition`, async function () {
      this.timeout(60_000);
      await fc.assert(
        fc.asyncProperty(scenario, async (given) => {
          const azure = await connect({ fleet: fleetOf(given), edition });
          const facts = await observed(azure);
          const predicted = readiness(evaluate(facts), edition).outcome;
          // Where the module states no rule, a sandbox of its edition does as Azure does; so "ready" takes both.
          const allowed = readiness(evaluate(facts), edition === "current" ? "current" : undefined).outcome;
          const refusal = await refusalOf(azure, facts, edition);
          if (allowed === "ready")
            assert.equal(refusal, undefined, "the checks allow it, the sandbox refuses it");
          if (predicted === "not-ready") {
            assert.notEqual(
              refusal,
              undefined,
              `the checks forbid it (${wordsOf(facts, edition)}), the sandbox does it`,
            );
          }
        }),
        { numRuns: 150, seed: 20261124 },
      );
    });
  }
});
