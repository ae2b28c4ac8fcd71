import assert from "node:assert/strict";

import fc from "fast-check";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { AnyRequirementId } from "../../lib/disk-encryption/checks/any-requirement";
import type { NewVirtualMachineFacts } from "../../lib/disk-encryption/checks/new-vm/facts";
import { Redacted, RunbookError } from "@runbooks/azure";
import { apply, approve, connect, type NewVirtualMachineRequest } from "@runbooks/disk-encryption";
import { evaluateNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/evaluate";
import { observeNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/observe";
import { planNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import type { Fleet, FleetResource } from "../../lib/sandbox/fleets";
import { finance, production, readContoso } from "../sandbox/contoso";
import { SSH_PUBLIC_KEY } from "../new-vm-builders";
import type { Seeds } from "../seeds";

const secrets = { adminPassword: new Redacted("Correct-horse-1") };
const often = <T>(usual: T, ...rare: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 3, arbitrary: fc.constantFrom(...rare) });

const subnet = (group: string, network: string, subscription = production): string =>
  `${subscription}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/${network}/subnets/default`;
const marketplace = (text: string): NewVirtualMachineRequest["image"] => {
  const [publisher = "", offer = "", sku = "", version = ""] = text.split(":");
  return { publisher, offer, sku, version };
};
const financeSet = `${finance}/resourceGroups/rg-finance-weu/providers/Microsoft.Compute/diskEncryptionSets/des-contoso-fin`;
const vaultId = (name: string): string =>
  `${production}/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/${name}`;
const northernVaultId = vaultId("kv-contoso-neu").replace("rg-security-weu", "rg-security-neu");
const setId = (name: string): string =>
  `${production}/resourceGroups/rg-web-weu/providers/Microsoft.Compute/diskEncryptionSets/${name}`;

/** The versions of Contoso's keys, as its file has them. */
const contoso = readContoso();
function keyUrl(vaultName: string, keyName: string): string {
  const key = contoso.vaults
    .find(({ name }) => name === vaultName)
    ?.keys?.find(({ name }) => name === keyName);
  assert.ok(key?.version !== undefined, keyName);
  return `https://${vaultName}.vault.azure.net/keys/${keyName}/${key.version}`;
}

/** A set of Contoso's, changed in part; each has an identity of its own. */
function aSet(
  name: string,
  {
    location = "westeurope",
    encryptionType = "EncryptionAtRestWithCustomerKey",
    key = keyUrl("kv-contoso-weu", "kek-ade"),
    sourceVaultId = vaultId("kv-contoso-weu"),
  } = {},
): FleetResource {
  return {
    id: setId(name),
    name,
    type: "Microsoft.Compute/diskEncryptionSets",
    location,
    identity: { type: "SystemAssigned", principalId: principalOf(name), tenantId: contoso.tenantId },
    properties: {
      activeKey: { sourceVault: { id: sourceVaultId }, keyUrl: key },
      encryptionType,
      provisioningState: "Succeeded",
    },
  };
}

const sets: readonly FleetResource[] = [
  aSet("des-web"),
  aSet("des-web-double", { encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" }),
  aSet("des-web-confidential", { encryptionType: "ConfidentialVmEncryptedWithCustomerKey" }),
  aSet("des-web-neu", {
    location: "northeurope",
    key: keyUrl("kv-contoso-neu", "kek-ade"),
    sourceVaultId: northernVaultId,
  }),
  aSet("des-web-expired", { key: keyUrl("kv-contoso-weu", "kek-ade-expired") }),
  aSet("des-web-ungranted"),
];

function principalOf(setName: string): string {
  // By its last six characters, which no two sets share.
  const digits = Buffer.from(setName).toString("hex").slice(-12);
  return `99999999-0000-4000-8000-${digits}`;
}

/** Contoso with those sets, all but one of which may use their keys. */
const fleet: Fleet = {
  ...contoso,
  principals: [
    ...contoso.principals,
    ...sets.map(({ name }) => ({
      name,
      objectId: principalOf(name),
      applicationId: principalOf(name),
      type: "ServicePrincipal" as const,
    })),
  ],
  resources: [...contoso.resources, ...sets],
  roleAssignments: [
    ...contoso.roleAssignments,
    ...sets
      .filter(({ name }) => name !== "des-web-ungranted")
      .map(({ name }) => ({
        principal: name,
        role: "Key Vault Crypto Service Encryption User",
        scope: name === "des-web-neu" ? northernVaultId : vaultId("kv-contoso-weu"),
      })),
  ],
};

const withSet = (name: string): NewVirtualMachineRequest["encryption"] => ({
  kind: "server-side",
  diskEncryptionSetId: setId(name),
});

const serverSide = often<NewVirtualMachineRequest["encryption"]>(
  { kind: "server-side" },
  withSet("des-web"),
  withSet("des-web-double"),
  withSet("des-web-neu"),
  withSet("des-web-confidential"),
  withSet("des-web-expired"),
  withSet("des-web-ungranted"),
  { kind: "server-side", diskEncryptionSetId: financeSet },
  { kind: "server-side", diskEncryptionSetId: `${financeSet}2` },
  { kind: "server-side", encryptionAtHost: true },
);

const azureDiskEncryption = fc
  .record({
    keyVaultId: often(
      vaultId("kv-contoso-weu"),
      vaultId("kv-contoso-noflag"),
      northernVaultId,
      vaultId("kv-nowhere"),
    ),
    keyEncryptionKeyUrl: often(
      keyUrl("kv-contoso-weu", "kek-ade"),
      "none",
      keyUrl("kv-contoso-weu", "kek-ade-2048"),
      keyUrl("kv-contoso-weu", "kek-ade-expired"),
      `https://kv-contoso-weu.vault.azure.net/keys/kek-nowhere/${"0".repeat(32)}`,
    ),
    volumeType: often<"OS" | "All" | "Data" | undefined>(undefined, "OS", "All", "Data"),
  })
  .map(({ volumeType, ...named }): NewVirtualMachineRequest["encryption"] => ({
    kind: "azure-disk-encryption",
    ...named,
    ...(volumeType === undefined ? {} : { volumeType }),
  }));

const UBUNTU = "Canonical:0001-com-ubuntu-server-jammy:22_04-lts:latest";
const WINDOWS = "MicrosoftWindowsServer:WindowsServer:2022-datacenter:latest";
const withPassword = { kind: "password" } as const;
const withKey = { kind: "ssh-public-key", publicKey: SSH_PUBLIC_KEY } as const;

type Guest = Pick<NewVirtualMachineRequest, "image" | "administrator">;

const guest = (
  images: fc.Arbitrary<string>,
  userName: fc.Arbitrary<string>,
  signInWith: fc.Arbitrary<Guest["administrator"]["signInWith"]>,
): fc.Arbitrary<Guest> =>
  fc.record({
    image: images.map(marketplace),
    administrator: fc.record({ userName, signInWith }),
  });

const guests: fc.Arbitrary<Guest> = fc.oneof(
  guest(
    often(
      WINDOWS,
      "MicrosoftWindowsServer:WindowsServer:2022-datacenter-g2:latest",
      "nobody:nothing:none:latest",
    ),
    often("dana", "admin", "dana.", "dana@contoso", "a".repeat(21)),
    fc.constant(withPassword),
  ),
  guest(
    often(UBUNTU, "Canonical:0001-com-ubuntu-server-jammy:22_04-lts:1.2.3"),
    often("dana", "root", "a".repeat(21), "a".repeat(65)),
    fc.constantFrom(withKey, withPassword),
  ),
);

/** A new VM, mostly good, so that single faults are common. */
const requestWith = (
  encryption: fc.Arbitrary<NewVirtualMachineRequest["encryption"]>,
): fc.Arbitrary<NewVirtualMachineRequest> =>
  fc
    .record({
      guest: guests,
      subscriptionId: fc.constant(production.replace("/subscriptions/", "")),
      resourceGroupName: often("rg-web-weu", "rg-nowhere"),
      name: often("vm-new-01", "vm-web-01", "12345", "a".repeat(16), "a.b", "vm-"),
      location: fc.constant("westeurope"),
      vmSize: often(
        "Standard_D4s_v5",
        "Standard_D2s_v3",
        "Standard_A2_v2",
        "Standard_B1s",
        "Standard_Nothing",
      ),
      subnetId: often(
        subnet("rg-web-weu", "vnet-web-weu"),
        subnet("rg-app-neu", "vnet-app-neu"),
        subnet("rg-web-weu", "vnet-0"),
        subnet("rg-finance-weu", "vnet-finance-weu", finance),
      ),
      osDisk: often<NonNullable<NewVirtualMachineRequest["osDisk"]>>(
        {},
        { storageAccountType: "Premium_LRS" },
        { storageAccountType: "PremiumV2_LRS" },
      ),
      dataDisks: often<NonNullable<NewVirtualMachineRequest["dataDisks"]>>(
        [],
        [{ diskSizeGB: 16 }],
        [{ diskSizeGB: 40000 }],
        [{ diskSizeGB: 16 }, { diskSizeGB: 0 }],
      ),
      encryption,
    })
    .map(({ guest: ofGuest, ...rest }) => ({ ...rest, ...ofGuest }));

/** The plan with its blockers in one edition; undefined where there is nothing to plan with. */
function planOrNone(facts: NewVirtualMachineFacts, overrides: Plan["overrides"] = []): Plan | undefined {
  try {
    return planNewVirtualMachine(facts, { overrides, edition: "current" });
  } catch (error) {
    assert.ok(error instanceof RunbookError && error.code === "PlanBlocked", String(error));
    return undefined;
  }
}

/** What stands against the plan, and what the sandbox answers in spite of all of it; undefined where there is nothing to try. */
async function answered(wanted: NewVirtualMachineRequest): Promise<
  | {
      readonly failing: readonly AnyRequirementId[];
      readonly open: readonly AnyRequirementId[];
      readonly refusal: string | undefined;
    }
  | undefined
> {
  const azure = await connect({ fleet });
  const facts = await observeNewVirtualMachine(azure, wanted);
  const blockers = planOrNone(facts)?.blockers ?? [];
  const overrides = blockers.map(({ requirement }) => ({ requirement, reason: "the refusal is wanted" }));
  const plan = planOrNone(facts, overrides);
  // Without an image, a vault or a key there is no plan, and with a name that is taken nothing is sent.
  if (plan === undefined || facts.existing.kind === "known") {
    const findings = evaluateNewVirtualMachine(facts);
    assert.ok(findings.some(({ current }) => current.outcome === "fail" || current.outcome === "unknown"));
    return undefined;
  }
  const idsOf = (outcome: "fail" | "unknown"): readonly AnyRequirementId[] =>
    blockers.filter((blocker) => blocker.outcome === outcome).map(({ requirement }) => requirement);
  const told = { failing: idsOf("fail"), open: idsOf("unknown") };
  try {
    await apply(azure, plan, approve(azure, plan, plan.target), { secrets });
    return { ...told, refusal: undefined };
  } catch (error) {
    assert.ok(error instanceof RunbookError, String(error));
    return { ...told, refusal: error.toString() };
  }
}

/** What is predicted of requests at random, against the sandbox. */
export function describeNewVmPredictions(seeds: Seeds): void {
  describe("What the checks predict of a new VM, the sandbox does", () => {
    for (const [what, encryption] of [
      ["encryption on the server's side", serverSide],
      ["Azure Disk Encryption", azureDiskEncryption],
    ] as const) {
      it(`for random requests with ${what}`, async () => {
        await fc.assert(
          fc.asyncProperty(requestWith(encryption), async (wanted) => {
            const answer = await answered(wanted);
            if (answer === undefined) return;
            const { failing, open, refusal } = answer;
            if (failing.length > 0)
              assert.notEqual(
                refusal,
                undefined,
                `the checks forbid it (${failing.join()}), the sandbox does it`,
              );
            else if (open.length === 0)
              assert.equal(refusal, undefined, "the checks allow it, the sandbox refuses it");
          }),
          { numRuns: seeds === "all" ? 50 : 5, seed: 20261125 },
        );
      });
    }
  });
}

/** What is predicted of requests with one thing wrong, or none, against the sandbox. */
export function describeNewVmFaults(): void {
  describe("What the checks predict of a new VM, the sandbox does", () => {
    const good = {
      subscriptionId: production.replace("/subscriptions/", ""),
      resourceGroupName: "rg-web-weu",
      name: "vm-new-01",
      location: "westeurope",
      vmSize: "Standard_D4s_v5",
      image: marketplace(WINDOWS),
      subnetId: subnet("rg-web-weu", "vnet-web-weu"),
      administrator: { userName: "dana", signInWith: withPassword },
      encryption: { kind: "server-side" },
    } as const satisfies NewVirtualMachineRequest;
    const goodEncryption = {
      kind: "azure-disk-encryption",
      keyVaultId: vaultId("kv-contoso-weu"),
      keyEncryptionKeyUrl: keyUrl("kv-contoso-weu", "kek-ade"),
    } as const satisfies NewVirtualMachineRequest["encryption"];
    const onUbuntu = {
      image: marketplace(UBUNTU),
      administrator: { userName: "dana", signInWith: withKey },
    } as const satisfies Partial<NewVirtualMachineRequest>;

    for (const [what, change] of [
      ["the platform's key", {}],
      ["a good set", { encryption: withSet("des-web") }],
      ["a good set, data disks too", { encryption: withSet("des-web"), dataDisks: [{ diskSizeGB: 16 }] }],
      ["a good set for double encryption", { encryption: withSet("des-web-double") }],
      ["a good set, on Ubuntu", { ...onUbuntu, encryption: withSet("des-web") }],
      ["Azure Disk Encryption", { encryption: goodEncryption }],
      [
        "Azure Disk Encryption without a key encryption key",
        { encryption: { ...goodEncryption, keyEncryptionKeyUrl: "none" } },
      ],
      ["Azure Disk Encryption, on Ubuntu", { ...onUbuntu, encryption: goodEncryption }],
    ] as const satisfies readonly (readonly [string, Partial<NewVirtualMachineRequest>])[]) {
      it(`makes one with ${what}, which no check forbids`, async () => {
        assert.deepEqual(await answered({ ...good, ...change }), {
          failing: [],
          open: [],
          refusal: undefined,
        });
      });
    }

    for (const [what, requirement, change] of [
      ["a resource group that is not there", "new-vm-resource-group", { resourceGroupName: "rg-nowhere" }],
      ["a size that nobody offers", "new-vm-size", { vmSize: "Standard_Nothing" }],
      ["a subnet that is not there", "new-vm-subnet", { subnetId: subnet("rg-web-weu", "vnet-0") }],
      ["a subnet of another region", "new-vm-subnet", { subnetId: subnet("rg-app-neu", "vnet-app-neu") }],
      [
        "an administrator's name that is not allowed",
        "new-vm-administrator",
        { administrator: { ...good.administrator, userName: "admin" } },
      ],
      [
        "an OS disk of a kind for data disks",
        "new-vm-disks",
        { osDisk: { storageAccountType: "PremiumV2_LRS" } },
      ],
      [
        "a set that is not there",
        "new-vm-disk-encryption-set",
        { encryption: { kind: "server-side", diskEncryptionSetId: `${financeSet}2` } },
      ],
      [
        "a set of another subscription",
        "new-vm-disk-encryption-set",
        { encryption: { kind: "server-side", diskEncryptionSetId: financeSet } },
      ],
      ["a set of another region", "new-vm-disk-encryption-set", { encryption: withSet("des-web-neu") }],
      [
        "a set for confidential VMs",
        "new-vm-disk-encryption-set",
        { encryption: withSet("des-web-confidential") },
      ],
      ["a set whose key has expired", "key-usable", { encryption: withSet("des-web-expired") }],
      ["a set that may not use its key", "key-grant", { encryption: withSet("des-web-ungranted") }],
      [
        "encryption at host without the subscription's feature",
        "new-vm-encryption-at-host",
        { encryption: { kind: "server-side", encryptionAtHost: true } },
      ],
      [
        "Azure Disk Encryption with a vault that is not for it",
        "vault-disk-encryption",
        {
          encryption: {
            ...goodEncryption,
            keyVaultId: vaultId("kv-contoso-noflag"),
            keyEncryptionKeyUrl: "none",
          },
        },
      ],
      [
        "Azure Disk Encryption with a vault of another region",
        "vault-region",
        { encryption: { ...goodEncryption, keyVaultId: northernVaultId, keyEncryptionKeyUrl: "none" } },
      ],
      [
        "Azure Disk Encryption with a key that has expired",
        "key-encryption-key",
        {
          encryption: {
            ...goodEncryption,
            keyEncryptionKeyUrl: keyUrl("kv-contoso-weu", "kek-ade-expired"),
          },
        },
      ],
      [
        "Azure Disk Encryption on a size that is too old for it",
        "vm-size",
        { vmSize: "Standard_A2_v2", encryption: goodEncryption },
      ],
    ] as const satisfies readonly (readonly [
      string,
      AnyRequirementId,
      Partial<NewVirtualMachineRequest>,
    ])[]) {
      it(`refuses ${what}, as ${requirement} says`, async () => {
        const answer = await answered({ ...good, ...change });
        assert.ok(answer !== undefined);
        const told = [...answer.failing, ...answer.open];
        assert.ok(told.includes(requirement), `told: ${told.join()} ${answer.refusal ?? ""}`);
        assert.notEqual(answer.refusal, undefined);
      });
    }
  });
}
