import assert from "node:assert/strict";

import { ComputeManagementClient, type Disk, type DiskEncryptionSet } from "@azure/arm-compute";
import fc from "fast-check";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { AnyRequirementId } from "../../lib/disk-encryption/checks/any-requirement";
import type { CustomerKeyFacts } from "../../lib/disk-encryption/checks/customer-key/facts";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import type { NewDiskEncryptionSetFacts } from "../../lib/disk-encryption/jobs/disk-encryption-set/observe";
import type { DiskEncryptionSetRequest } from "../../lib/disk-encryption/jobs/disk-encryption-set/request";
import type { ObserveCustomerKeyOptions } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/observe";
import { RunbookError } from "@runbooks/azure";
import { apply, approve, connect, type Finding, readiness } from "@runbooks/disk-encryption";
import { evaluateCustomerKey } from "../../lib/disk-encryption/checks/customer-key/evaluate";
import { evaluateEncryptionAtHost } from "../../lib/disk-encryption/checks/host-encryption/evaluate";
import { observeCustomerKey } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/observe";
import { observeDiskEncryptionSet } from "../../lib/disk-encryption/jobs/disk-encryption-set/observe";
import { observeEncryptionAtHost } from "../../lib/disk-encryption/jobs/encrypt-at-host/observe";
import { planCustomerKey } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/plan";
import { planDiskEncryptionSet } from "../../lib/disk-encryption/jobs/disk-encryption-set/plan";
import { planSnapshots } from "../../lib/disk-encryption/jobs/encrypt-with-customer-key/copies";
import { finish } from "../../lib/disk-encryption/connection/long-running-operation";
import { credentialOf, httpClientOf } from "../sandbox/support";
import {
  computeId,
  diskProperties,
  fleetOf,
  identityId,
  keyUrlOfWorld,
  OTHER_SUBSCRIPTION,
  SUBSCRIPTION,
  vaultIdIn,
  type RandomWorld,
} from "./customer-key-fleet";
import type { Seeds } from "../seeds";

/** A world in which everything is right. */
const good: RandomWorld = {
  vaultSubscription: SUBSCRIPTION,
  vaultLocation: "westeurope",
  purgeProtection: true,
  firewall: "open",
  permissionModel: "roles",
  keyType: "RSA",
  keySizeInBits: 2048,
  keyState: "enabled",
  setSubscription: SUBSCRIPTION,
  setLocation: "westeurope",
  setType: "EncryptionAtRestWithCustomerKey",
  setIdentity: "SystemAssigned",
  rotationError: false,
  grant: "all",
  powerState: "running",
  ephemeral: false,
  unmanagedDataDisk: false,
  vmSize: "Standard_D2s_v5",
  featureRegistered: true,
  sku: "Premium_LRS",
  stamp: "never",
  sectors: "4096",
  maxShares: 1,
  incrementalSnapshot: false,
  snapshotIsIncremental: false,
};

/** What else each fact can be. */
const others: { readonly [Name in keyof RandomWorld]: readonly RandomWorld[Name][] } = {
  vaultSubscription: [OTHER_SUBSCRIPTION],
  vaultLocation: ["northeurope"],
  purgeProtection: [false],
  firewall: ["closed with bypass", "closed", "perimeter"],
  permissionModel: ["policies"],
  keyType: ["RSA-HSM", "EC"],
  keySizeInBits: [3072, 4096, 1024],
  keyState: ["disabled", "expired", "expires later"],
  setSubscription: [OTHER_SUBSCRIPTION],
  setLocation: ["northeurope"],
  setType: ["EncryptionAtRestWithPlatformAndCustomerKeys", "ConfidentialVmEncryptedWithCustomerKey"],
  setIdentity: ["UserAssigned", "None"],
  rotationError: [true],
  grant: ["get only", "none", "at the key", "at the group"],
  powerState: ["stopped", "deallocated"],
  ephemeral: [true],
  unmanagedDataDisk: [true],
  vmSize: ["Standard_A2_v2"],
  featureRegistered: [false],
  sku: ["UltraSSD_LRS", "PremiumV2_LRS"],
  stamp: ["now", "once"],
  sectors: ["512, old", "512, new"],
  maxShares: [2],
  incrementalSnapshot: [true],
  snapshotIsIncremental: [true],
};

/** Each fact by itself; mostly right, so that one or two faults at once are common. */
function mostlyRight<Name extends keyof RandomWorld>(name: Name): fc.Arbitrary<RandomWorld[Name]> {
  return fc.oneof(
    { weight: 16, arbitrary: fc.constant(good[name]) },
    { weight: 1, arbitrary: fc.constantFrom(...others[name]) },
  );
}

const world: fc.Arbitrary<RandomWorld> = fc.record({
  vaultSubscription: mostlyRight("vaultSubscription"),
  vaultLocation: mostlyRight("vaultLocation"),
  purgeProtection: mostlyRight("purgeProtection"),
  firewall: mostlyRight("firewall"),
  permissionModel: mostlyRight("permissionModel"),
  keyType: mostlyRight("keyType"),
  keySizeInBits: mostlyRight("keySizeInBits"),
  keyState: mostlyRight("keyState"),
  setSubscription: mostlyRight("setSubscription"),
  setLocation: mostlyRight("setLocation"),
  setType: mostlyRight("setType"),
  setIdentity: mostlyRight("setIdentity"),
  rotationError: mostlyRight("rotationError"),
  grant: mostlyRight("grant"),
  powerState: mostlyRight("powerState"),
  ephemeral: mostlyRight("ephemeral"),
  unmanagedDataDisk: mostlyRight("unmanagedDataDisk"),
  vmSize: mostlyRight("vmSize"),
  featureRegistered: mostlyRight("featureRegistered"),
  sku: mostlyRight("sku"),
  stamp: mostlyRight("stamp"),
  sectors: mostlyRight("sectors"),
  maxShares: mostlyRight("maxShares"),
  incrementalSnapshot: mostlyRight("incrementalSnapshot"),
  snapshotIsIncremental: mostlyRight("snapshotIsIncremental"),
});

/** The good world, and each that differs from it in one of the facts that matter. */
function singleFaults(names: readonly (keyof RandomWorld)[]): readonly RandomWorld[] {
  return [good, ...names.flatMap((name) => others[name].map((value) => ({ ...good, [name]: value })))];
}

/** What matters to a set by itself. */
const ofTheSet: readonly (keyof RandomWorld)[] = [
  "vaultSubscription",
  "vaultLocation",
  "purgeProtection",
  "firewall",
  "permissionModel",
  "keyType",
  "keySizeInBits",
  "keyState",
  "setType",
  "setIdentity",
];
/** What matters to what a set encrypts, besides. */
const ofTheDisk: readonly (keyof RandomWorld)[] = [
  ...ofTheSet,
  "setSubscription",
  "setLocation",
  "rotationError",
  "grant",
  "sku",
  "stamp",
];
/** What shows itself only together. */
const pairs: readonly RandomWorld[] = [
  { ...good, permissionModel: "policies", grant: "get only" },
  { ...good, permissionModel: "policies", grant: "none" },
  { ...good, sku: "UltraSSD_LRS", setType: "EncryptionAtRestWithPlatformAndCustomerKeys" },
  { ...good, sku: "PremiumV2_LRS", setIdentity: "UserAssigned" },
  { ...good, sku: "UltraSSD_LRS", sectors: "512, old" },
  { ...good, sku: "PremiumV2_LRS", sectors: "512, new" },
  { ...good, maxShares: 2, powerState: "deallocated" },
];

/** Every world given first, then some at random; or a part of either. */
function runs<Given extends readonly unknown[]>(
  seeds: Seeds,
  worlds: readonly Given[],
  atRandom: number,
): { readonly examples: Given[]; readonly numRuns: number; readonly seed: number } {
  const every = seeds === "all" ? 1 : 10;
  const examples = worlds.filter((_, index) => index % every === 0);
  return { examples, numRuns: examples.length + Math.ceil(atRandom / every), seed: 20261124 };
}

const byItself = (given: RandomWorld): [RandomWorld] => [given];

/** Starts the world; a VM's disk gets what a fleet's file can't say of it. */
async function start(given: RandomWorld): Promise<SandboxConnection> {
  const azure = await connect({ fleet: fleetOf(given) });
  const { resources } = azure.sandbox.world;
  const data = resources.get(computeId("disks", "data"));
  if (data !== undefined)
    resources.put({ ...data, properties: { ...data.properties, ...diskProperties(given) } });
  return azure;
}

/** What an operation came to: Azure's refusal, or undefined where it was done. */
async function refusalOf(run: () => Promise<void>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof RunbookError) return `${error.code}: ${error.message}`;
    // A client's own error, or a long-running operation that failed; an assertion is neither.
    if (error instanceof Error && !(error instanceof assert.AssertionError)) return error.message;
    throw error;
  }
}

async function carryOut(azure: SandboxConnection, plan: Plan): Promise<void> {
  await apply(azure, plan, approve(azure, plan, plan.target));
}

const wordsOf = (findings: readonly Finding<AnyRequirementId>[]): string =>
  readiness(findings, "current")
    .blockers.map(({ requirement, verdict }) => `${requirement} ${verdict.outcome}`)
    .join(", ");

/** Holds what the checks say against what came of it. */
function assertPredicted(findings: readonly Finding<AnyRequirementId>[], refusal: string | undefined): void {
  const { outcome } = readiness(findings, "current");
  if (outcome === "ready") assert.equal(refusal, undefined, "the checks allow it, the sandbox refuses it");
  if (outcome === "not-ready")
    assert.notEqual(refusal, undefined, `the checks forbid it (${wordsOf(findings)}), the sandbox does it`);
  // Both editions together allow no more than the current one alone.
  if (readiness(findings).outcome === "ready") assert.equal(outcome, "ready");
}

/** Encrypts in spite of every blocker, each overridden by name, and sees that all disks of a VM then have the key. */
async function encrypt(azure: SandboxConnection, facts: CustomerKeyFacts): Promise<void> {
  const overrides = readiness(evaluateCustomerKey(facts)).blockers.map(({ requirement }) => ({
    requirement,
    reason: "to see what Azure says",
  }));
  await carryOut(azure, planCustomerKey(facts, { overrides }));
  const { virtualMachine: vm } = facts;
  const unmanaged = [vm?.osDisk, ...(vm?.dataDisks ?? [])].filter(
    (disk) => disk !== undefined && disk.managedDiskId === undefined,
  );
  if (unmanaged.length > 0) throw new Error("A disk has no key: it is unmanaged.");
}

/** What is predicted of customer-managed keys and encryption at host, against the sandbox. */
export function describeCustomerKeyPredictions(seeds: Seeds): void {
  describeKeys(seeds);
  describeNewSets(seeds);
  describeEncryptionAtHost(seeds);
}

function describeKeys(seeds: Seeds): void {
  describe("What the checks of customer-managed keys predict, the sandbox does", () => {
    for (const [what, targets, worlds] of [
      [
        "the disks of a VM",
        { virtualMachine: "vm" },
        [
          ...singleFaults([...ofTheDisk, "powerState", "ephemeral", "unmanagedDataDisk", "maxShares"]),
          ...pairs,
        ],
      ],
      [
        "a disk by itself",
        { disks: [computeId("disks", "alone")] },
        [...singleFaults([...ofTheDisk, "incrementalSnapshot"]), ...pairs],
      ],
      [
        "a snapshot",
        { snapshots: [computeId("snapshots", "snapshot")] },
        singleFaults([...ofTheDisk, "incrementalSnapshot", "snapshotIsIncremental"]),
      ],
    ] as const satisfies readonly (readonly [string, ObserveCustomerKeyOptions, readonly RandomWorld[]])[]) {
      it(`for ${what} under a set`, async () => {
        await fc.assert(
          fc.asyncProperty(world, async (given) => {
            const azure = await start(given);
            const facts = await observeCustomerKey(azure, {
              ...targets,
              diskEncryptionSetId: computeId("diskEncryptionSets", "des", given.setSubscription),
            });
            const findings = evaluateCustomerKey(facts);
            assertPredicted(findings, await refusalOf(() => encrypt(azure, facts)));
          }),
          runs(seeds, worlds.map(byItself), 40),
        );
      });
    }

    it("for a full snapshot of a disk under a set, also of a confidential VM's disk", async () => {
      const alone = computeId("disks", "alone");
      await fc.assert(
        fc.asyncProperty(world, fc.constantFrom(false, false, true), async (given, isConfidential) => {
          const azure = await start(given);
          if (isConfidential) makeConfidential(azure, alone);
          const facts = await observeCustomerKey(azure, {
            disks: [alone],
            diskEncryptionSetId: computeId("diskEncryptionSets", "des", given.setSubscription),
          });
          const { blockers } = planSnapshots(facts, { edition: "current" });
          const overrides = blockers.map(({ requirement }) => ({ requirement, reason: "to see" }));
          const refusal = await refusalOf(() =>
            carryOut(azure, planSnapshots(facts, { edition: "current", overrides })),
          );
          if (blockers.some(({ outcome }) => outcome === "fail"))
            assert.notEqual(refusal, undefined, "the plan was blocked, the sandbox does it");
          else if (blockers.length === 0)
            assert.equal(refusal, undefined, "nothing blocked it, the sandbox refuses it");
        }),
        runs<[RandomWorld, boolean]>(
          seeds,
          [[good, true], ...singleFaults(ofTheDisk).map((given): [RandomWorld, boolean] => [given, false])],
          40,
        ),
      );
    });

    it("for a disk by itself that a VM holds", async () => {
      await fc.assert(
        fc.asyncProperty(world, async (given) => {
          const azure = await start({ ...given, unmanagedDataDisk: false });
          const facts = await observeCustomerKey(azure, {
            disks: [computeId("disks", "data")],
            diskEncryptionSetId: computeId("diskEncryptionSets", "des", given.setSubscription),
          });
          assertPredicted(evaluateCustomerKey(facts), await refusalOf(() => encrypt(azure, facts)));
        }),
        runs(seeds, singleFaults(["powerState", "maxShares"]).map(byItself), 20),
      );
    });
  });
}

/** Makes a disk one that is encrypted together with a confidential VM, with a set of its own. */
function makeConfidential({ sandbox }: SandboxConnection, diskId: string): void {
  const { resources } = sandbox.world;
  const disk = resources.get(diskId);
  assert.ok(disk !== undefined);
  const securityProfile = {
    securityType: "ConfidentialVM_DiskEncryptedWithCustomerKey",
    secureVMDiskEncryptionSetId: computeId("diskEncryptionSets", "des-confidential"),
  };
  resources.put({ ...disk, properties: { ...disk.properties, securityProfile } });
}

const computeOf = (azure: SandboxConnection): ComputeManagementClient =>
  new ComputeManagementClient(credentialOf(azure.sandbox), SUBSCRIPTION, {
    httpClient: httpClientOf(azure.sandbox),
  });

/** Makes what a set for confidential VMs encrypts: a disk of such a VM, by Azure's own client. */
async function makeConfidentialDisk(
  azure: SandboxConnection,
  secureVMDiskEncryptionSetId: string,
): Promise<void> {
  const securityType = "ConfidentialVM_DiskEncryptedWithCustomerKey";
  const disk: Disk = {
    location: "westeurope",
    creationData: { createOption: "Empty" },
    diskSizeGB: 10,
    securityProfile: { securityType, secureVMDiskEncryptionSetId },
  };
  const { clock, sandbox } = azure;
  // A grant takes effect by and by.
  sandbox.clock.advance(30 * 60_000);
  await finish(() => computeOf(azure).disks.createOrUpdate("rg", "confidential", disk), { clock });
}

/** Asks for the set by Azure's own client, in spite of a plan that there is not. */
async function makeSet(azure: SandboxConnection, request: DiskEncryptionSetRequest): Promise<void> {
  const { clock } = azure;
  const set: DiskEncryptionSet = {
    location: request.location,
    identity: { type: "SystemAssigned" },
    ...(request.encryptionType === undefined ? {} : { encryptionType: request.encryptionType }),
    activeKey: { keyUrl: keyUrlOfWorld },
    ...(request.automaticRotation === undefined
      ? {}
      : { rotationToLatestKeyVersionEnabled: request.automaticRotation }),
  };
  await finish(() => computeOf(azure).diskEncryptionSets.createOrUpdate("rg", "des-new", set), { clock });
}

/** The plan; undefined where there is none for what is asked. */
function planOrNone(
  facts: NewDiskEncryptionSetFacts,
  request: DiskEncryptionSetRequest,
  overrides: Plan["overrides"] = [],
): Plan | undefined {
  try {
    return planDiskEncryptionSet(facts, request, { edition: "current", overrides });
  } catch (error) {
    assert.ok(error instanceof RunbookError && error.code === "PlanBlocked", String(error));
    return undefined;
  }
}

function describeNewSets(seeds: Seeds): void {
  describe("What the plan of a disk encryption set predicts, the sandbox does", () => {
    const rotations = [undefined, true, false] as const;
    const isBlocking = ({ blockers }: Plan): boolean => blockers.some(({ outcome }) => outcome === "fail");
    const isOpen = ({ blockers }: Plan): boolean => blockers.some(({ outcome }) => outcome === "unknown");

    it("from an empty place to the encryption of a disk", async () => {
      await fc.assert(
        fc.asyncProperty(world, fc.constantFrom(...rotations), async (given, automaticRotation) => {
          // The disk is one that any set may encrypt: what is wrong is wrong with the set.
          const azure = await start({
            ...given,
            stamp: "never",
            incrementalSnapshot: false,
            snapshotIsIncremental: false,
            sku: "Premium_LRS",
          });
          const request: DiskEncryptionSetRequest = {
            diskEncryptionSetId: computeId("diskEncryptionSets", "des-new"),
            location: "westeurope",
            tenantId: azure.tenantId,
            keyVaultId: vaultIdIn(given.vaultSubscription),
            key: { name: "key" },
            ...(given.setType === "EncryptionAtRestWithCustomerKey" ? {} : { encryptionType: given.setType }),
            ...(given.setIdentity === "UserAssigned" ? { userAssignedIdentityId: identityId } : {}),
            ...(automaticRotation === undefined ? {} : { automaticRotation }),
          };
          const plans: Plan[] = [];
          const planned = { isPossible: true };
          const refusal = await refusalOf(async () => {
            for (;;) {
              const facts = await observeDiskEncryptionSet(azure, request);
              const asked = planOrNone(facts, request);
              if (asked === undefined) {
                planned.isPossible = false;
                return makeSet(azure, request);
              }
              if (asked.steps.length === 0) break;
              plans.push(asked);
              assert.ok(plans.length < 6, "it comes to an end");
              const overrides = asked.blockers.map(({ requirement }) => ({ requirement, reason: "to see" }));
              await carryOut(azure, planOrNone(facts, request, overrides) ?? asked);
            }
            if (given.setType === "ConfidentialVmEncryptedWithCustomerKey")
              return makeConfidentialDisk(azure, request.diskEncryptionSetId);
            await encrypt(
              azure,
              await observeCustomerKey(azure, {
                disks: [computeId("disks", "alone")],
                diskEncryptionSetId: request.diskEncryptionSetId,
              }),
            );
          });
          if (!planned.isPossible)
            assert.match(refusal ?? "", /Auto-key rotation/, "there is no plan, the sandbox does it");
          else if (plans.some(isBlocking))
            assert.notEqual(refusal, undefined, "the plan was blocked, the sandbox does it");
          else if (!plans.some(isOpen))
            assert.equal(refusal, undefined, "nothing blocked it, the sandbox refuses it");
        }),
        runs<[RandomWorld, boolean | undefined]>(
          seeds,
          [
            ...singleFaults(ofTheSet).map((given): [RandomWorld, undefined] => [given, undefined]),
            ...singleFaults(["setType"]).flatMap((given) =>
              rotations.map((rotation): [RandomWorld, boolean | undefined] => [given, rotation]),
            ),
          ],
          50,
        ),
      );
    });
  });
}

function describeEncryptionAtHost(seeds: Seeds): void {
  describe("What the checks of encryption at host predict, the sandbox does", () => {
    it("for random VMs, deallocated and switched by Azure's own client", async () => {
      await fc.assert(
        fc.asyncProperty(world, async (given) => {
          const azure = await start(given);
          const compute = computeOf(azure);
          const findings = evaluateEncryptionAtHost(await observeEncryptionAtHost(azure, "vm"));
          const refusal = await refusalOf(async () => {
            const { clock } = azure;
            if (given.powerState !== "deallocated")
              await finish(() => compute.virtualMachines.deallocate("rg", "vm"), { clock });
            const changes = { securityProfile: { encryptionAtHost: true } };
            await finish(() => compute.virtualMachines.update("rg", "vm", changes), { clock });
          });
          assertPredicted(findings, refusal);
        }),
        runs(
          seeds,
          [
            ...singleFaults([
              "powerState",
              "ephemeral",
              "unmanagedDataDisk",
              "vmSize",
              "featureRegistered",
              "sku",
              "stamp",
              "sectors",
            ]),
            ...pairs,
          ].map(byItself),
          40,
        ),
      );
    });
  });
}
