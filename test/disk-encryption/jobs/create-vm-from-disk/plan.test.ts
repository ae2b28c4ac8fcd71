import assert from "node:assert/strict";

import { absent, known, missing } from "../../../../lib/azure/fact";
import type { Subnet } from "../../../../lib/azure/subnet";
import { RunbookError } from "../../../../lib/azure/errors";
import type { VirtualMachineFromDiskFacts } from "../../../../lib/disk-encryption/jobs/create-vm-from-disk/observe";
import { planVirtualMachineFromDisk } from "../../../../lib/disk-encryption/jobs/create-vm-from-disk/plan";
import type { StoredKey } from "../../../../lib/disk-encryption/change/stored-key";
import type { DiskToFill } from "../../../../lib/disk-encryption/change/page-blobs/disk-to-fill";
import {
  aDisk,
  aKey,
  aKeyVault,
  anOsDisk,
  aSize,
  aVirtualMachine,
  diskId,
  KEY_URL,
  OBSERVED_AT,
  SECRET_URL,
  SUBSCRIPTION_ID,
  VAULT_ID,
  VM_ID,
} from "../../../builders";

const subnetId = `${VM_ID.replace(/\/providers\/.*$/, "")}/providers/Microsoft.Network/virtualNetworks/v/subnets/a`;
const disk: DiskToFill = {
  ...aDisk({
    id: diskId("own"),
    name: "own",
    diskState: "Unattached",
    osType: "Windows",
    hyperVGeneration: "V1",
  }),
  tags: {},
  zones: [],
  diskSizeInBytes: 24 * 1024 ** 2,
};
const secret: StoredKey = {
  secretName: "s",
  secretUrl: SECRET_URL,
  contentType: "Wrapped BEK",
  enabled: true,
  tags: {
    DiskEncryptionKeyFileName: "x.BEK",
    DiskEncryptionKeyEncryptionAlgorithm: "RSA-OAEP",
    DiskEncryptionKeyEncryptionKeyURL: KEY_URL,
  },
};
const subnet: Subnet = {
  id: subnetId,
  name: "a",
  virtualNetworkName: "v",
  subscriptionId: SUBSCRIPTION_ID,
  location: "westeurope",
  addressPrefixes: [],
  delegations: [],
};

const factsWith = (changes: Partial<VirtualMachineFromDiskFacts> = {}): VirtualMachineFromDiskFacts => ({
  request: {
    vmId: VM_ID,
    location: "westeurope",
    vmSize: "Standard_D2s_v5",
    osDiskId: disk.id,
    keyVaultId: VAULT_ID,
    secretName: "s",
    subnetId,
  },
  existing: absent("not found"),
  osDisk: known(disk, "a test"),
  size: known(aSize(), "a test"),
  subnet: known(subnet, "a test"),
  keyVault: known(aKeyVault(), "a test"),
  secret: known(secret, "a test"),
  keyEncryptionKey: known(aKey(), "a test"),
  observedAt: OBSERVED_AT,
  ...changes,
});

const stamped: DiskToFill = {
  ...disk,
  encryptionSettings: {
    enabled: true,
    version: "1.1",
    settings: [
      {
        secretUrl: SECRET_URL,
        secretVaultId: VAULT_ID,
        keyEncryptionKeyUrl: KEY_URL,
        keyEncryptionKeyVaultId: VAULT_ID,
      },
    ],
  },
};

const refusalOf = (facts: VirtualMachineFromDiskFacts): RunbookError => {
  try {
    planVirtualMachineFromDisk(facts);
  } catch (error) {
    assert.ok(error instanceof RunbookError && error.code === "PlanBlocked");
    return error;
  }
  throw new Error("It was planned.");
};

describe("The plan for a VM from an encrypted disk", () => {
  it("says on the disk where its key is, then makes the VM, without an image, a profile or an extension", () => {
    const [settings, machine] = planVirtualMachineFromDisk(factsWith()).steps.map((step) => step.request);
    assert.deepEqual(settings, {
      method: "PATCH",
      path: disk.id,
      body: {
        properties: {
          encryptionSettingsCollection: {
            enabled: true,
            encryptionSettings: [
              {
                diskEncryptionKey: { sourceVault: { id: VAULT_ID }, secretUrl: SECRET_URL },
                keyEncryptionKey: { sourceVault: { id: VAULT_ID }, keyUrl: KEY_URL },
              },
            ],
            encryptionSettingsVersion: "1.1",
          },
        },
      },
    });
    assert.deepEqual(machine, {
      method: "PUT",
      path: VM_ID,
      body: {
        location: "westeurope",
        properties: {
          hardwareProfile: { vmSize: "Standard_D2s_v5" },
          storageProfile: {
            osDisk: {
              createOption: "Attach",
              osType: "Windows",
              caching: "ReadWrite",
              deleteOption: "Detach",
              managedDisk: { id: disk.id },
            },
          },
          networkProfile: {
            networkApiVersion: "2022-11-01",
            networkInterfaceConfigurations: [
              {
                name: "vm-web-01-nic",
                properties: {
                  primary: true,
                  deleteOption: "Delete",
                  ipConfigurations: [
                    { name: "ipconfig1", properties: { primary: true, subnet: { id: subnetId } } },
                  ],
                },
              },
            ],
          },
          diagnosticsProfile: { bootDiagnostics: { enabled: true } },
        },
      },
    });
  });

  it("names no key encryption key where the secret is not wrapped", () => {
    const tags = { DiskEncryptionKeyFileName: "x.BEK", DiskEncryptionKeyEncryptionAlgorithm: "RSA-OAEP" };
    const plain = known({ ...secret, contentType: "BEK", tags }, "a test");
    const [step] = planVirtualMachineFromDisk(factsWith({ secret: plain, keyEncryptionKey: "none" })).steps;
    assert.ok(step?.action.kind === "set-disk-encryption-settings");
    assert.equal(step.action.keyEncryptionKey, undefined);
  });

  it("is the VM alone where the disk says it already", () => {
    const plan = planVirtualMachineFromDisk(factsWith({ osDisk: known(stamped, "a test") }));
    assert.deepEqual(
      plan.steps.map(({ id }) => id),
      ["1-create-virtual-machine"],
    );
  });

  it("has nothing to do where the VM is made from it", () => {
    const existing = known(aVirtualMachine({ osDisk: anOsDisk({ managedDiskId: disk.id }) }), "a test");
    const osDisk = known({ ...stamped, diskState: "Attached", managedBy: VM_ID }, "a test");
    assert.deepEqual(planVirtualMachineFromDisk(factsWith({ existing, osDisk })).steps, []);
  });

  for (const [requirement, changes] of [
    ["vm-size", { size: known(aSize({ family: "standardDSv6Family", name: "Standard_D2s_v6" }), "a test") }],
    ["vault-disk-encryption", { keyVault: known(aKeyVault({ enabledForDiskEncryption: false }), "a test") }],
    ["key-encryption-key", { keyEncryptionKey: known(aKey({ enabled: false }), "a test") }],
    [
      "customer-managed-key",
      { osDisk: known({ ...disk, encryptionType: "EncryptionAtRestWithCustomerKey" }, "a test") },
    ],
  ] as const) {
    it(`is blocked by ${requirement}`, () => {
      const requirements = planVirtualMachineFromDisk(factsWith(changes)).blockers.map(
        (one) => one.requirement,
      );
      assert.deepEqual(requirements, [requirement]);
    });
  }

  it("takes a Generation 2 disk by the current edition, and notes that the module forbids it", () => {
    const facts = factsWith({ osDisk: known({ ...disk, hyperVGeneration: "V2" }, "a test") });
    const plan = planVirtualMachineFromDisk(facts, { edition: "current" });
    assert.deepEqual(plan.blockers, []);
    assert.match(plan.warnings.join("\n"), /Generation 2/);
    const byBoth = planVirtualMachineFromDisk(facts).blockers;
    assert.deepEqual(
      byBoth.map(({ requirement, permittedBy }) => [requirement, permittedBy]),
      [["vm-generation", "current"]],
    );
  });

  for (const [what, changes, message] of [
    [
      "is not uploaded yet",
      { osDisk: known({ ...disk, diskState: "ActiveUpload" }, "a test") },
      /Disk own is ActiveUpload/,
    ],
    [
      "belongs to another VM",
      { osDisk: known({ ...disk, diskState: "Attached", managedBy: `${VM_ID}-2` }, "a test") },
      /Attached, of VM vm-web-01-2/,
    ],
    ["is elsewhere", { osDisk: known({ ...disk, location: "northeurope" }, "a test") }, /is in northeurope/],
    ["is not there", { osDisk: absent<DiskToFill>("not found") }, /could not be read: not found/],
  ] as const) {
    it(`is refused where the disk ${what}`, () => {
      assert.match(refusalOf(factsWith(changes)).message, message);
    });
  }

  it("is refused for a data disk", () => {
    const data: DiskToFill = { ...aDisk({ name: "own", diskState: "Unattached" }), tags: {}, zones: [] };
    assert.match(refusalOf(factsWith({ osDisk: known(data, "a test") })).message, /is a data disk/);
  });

  for (const [what, changes, message] of [
    ["is disabled", { enabled: false }, /is disabled: a VM whose disk names it does not start/],
    ["expired", { expiresOn: new Date("2026-11-24T08:59:59Z") }, /expired on 2026-11-24/],
    [
      "lacks its tags",
      { tags: {} },
      /lacks the tags DiskEncryptionKeyFileName and DiskEncryptionKeyEncryptionAlgorithm/,
    ],
  ] as const) {
    it(`is refused where the secret ${what}`, () => {
      assert.match(
        refusalOf(factsWith({ secret: known({ ...secret, ...changes }, "a test") })).message,
        message,
      );
    });
  }

  it("is refused where the secret is wrapped and nothing says with which key", () => {
    assert.match(refusalOf(factsWith({ keyEncryptionKey: "none" })).message, /does not say with which key/);
  });

  it("asks for the key first where there is none", () => {
    assert.match(refusalOf(factsWith({ secret: absent<StoredKey>("no such secret") })).hint, /planStoreKey/);
  });

  it("is refused over another VM of that name, and where nobody knows whether there is one", () => {
    const existing = known(aVirtualMachine(), "a test");
    assert.match(refusalOf(factsWith({ existing })).message, /already, with another OS disk/);
    assert.match(refusalOf(factsWith({ existing: missing("no rights") })).message, /Nobody knows/);
  });

  it("is refused into a subnet of another region", () => {
    const elsewhere = known({ ...subnet, location: "northeurope" }, "a test");
    assert.match(refusalOf(factsWith({ subnet: elsewhere })).message, /Subnet a of v is in northeurope/);
  });
});
