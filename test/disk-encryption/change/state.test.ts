import assert from "node:assert/strict";

import type { KeyVault } from "../../../lib/azure/key-vault";
import type { ManagedDisk } from "../../../lib/azure/managed-disk";
import type { VirtualMachine } from "../../../lib/azure/virtual-machine";
import { diskState, keyVaultState, virtualMachineState } from "../../../lib/disk-encryption/change/state";
import {
  aDataDisk,
  aDisk,
  aKeyVault,
  anExtension,
  anOsDisk,
  aStampedDisk,
  aVirtualMachine,
  diskId,
  VM_ID,
  type Overrides,
} from "../../builders";

describe("The state of a VM that a plan was made for", () => {
  const state = (overrides: Overrides<VirtualMachine> = {}): string =>
    virtualMachineState(aVirtualMachine(overrides)).state;

  it("is kept under its id in lower case", () => {
    assert.equal(virtualMachineState(aVirtualMachine()).id, VM_ID.toLowerCase());
  });

  for (const [what, overrides] of [
    ["its size", { vmSize: "Standard_D4s_v5" }],
    ["its power state", { powerState: "deallocated" }],
    ["encryption at host", { encryptionAtHost: true }],
    ["a data disk that is attached", { dataDisks: [aDataDisk()] }],
    ["its OS disk", { osDisk: anOsDisk({ managedDiskId: diskId("other") }) }],
    ["an OS disk that is no managed one", { osDisk: anOsDisk({ managedDiskId: undefined }) }],
    ["an extension that is installed", { extensions: [anExtension()] }],
    ["its provisioning state", { provisioningState: "Updating" }],
  ] as const) {
    it(`changes with ${what}`, () => {
      assert.notEqual(state(overrides), state());
    });
  }

  it("changes with an extension's settings", () => {
    const settings = { EncryptionOperation: "DisableEncryption" };
    assert.notEqual(
      state({ extensions: [anExtension({ settings })] }),
      state({ extensions: [anExtension()] }),
    );
  });

  for (const [what, overrides] of [
    ["the case of a disk's id", { osDisk: anOsDisk({ managedDiskId: diskId("OSDISK").toUpperCase() }) }],
    ["what the agent says from minute to minute", { agent: { status: "Not Ready", version: "2" } }],
    ["its tags", { tags: { owner: "contoso" } }],
    ["its etag", { etag: "2" }],
  ] as const) {
    it(`does not change with ${what}`, () => {
      assert.equal(state(overrides), state());
    });
  }
});

describe("The state of a disk that a plan was made for", () => {
  const state = (overrides: Overrides<ManagedDisk> = {}): string => diskState(aDisk(overrides)).state;

  for (const [what, overrides] of [
    ["its SKU", { sku: "UltraSSD_LRS" }],
    ["its encryption at rest", { encryptionType: "EncryptionAtRestWithCustomerKey" }],
    ["its disk encryption set", { diskEncryptionSetId: "/des" }],
    ["its disk state", { diskState: "Reserved" }],
    ["another disk that got its name", { uniqueId: "another" }],
    ["the time that it was made at", { timeCreated: new Date("2026-11-25T00:00:00Z") }],
    ["the VM that holds it", { managedBy: "/subscriptions/s/another" }],
    ["its size", { diskSizeGB: 4096 }],
    ["its generation", { hyperVGeneration: "V1" }],
    ["its operating system", { osType: "Linux" }],
  ] as const) {
    it(`changes with ${what}`, () => {
      assert.notEqual(state(overrides), state());
    });
  }

  it("changes when Azure Disk Encryption stamps it", () => {
    assert.notEqual(diskState(aStampedDisk()).state, state());
  });

  it("does not change with the case of its disk encryption set", () => {
    assert.equal(state({ diskEncryptionSetId: "/DES" }), state({ diskEncryptionSetId: "/des" }));
  });
});

describe("The state of a vault that a plan was made for", () => {
  const state = (overrides: Overrides<KeyVault> = {}): string => keyVaultState(aKeyVault(overrides)).state;

  for (const [what, overrides] of [
    ["the disk-encryption flag", { enabledForDiskEncryption: false }],
    ["its permission model", { enableRbacAuthorization: false }],
    ["its firewall", { networkAcls: { defaultAction: "Deny", bypass: "None" } }],
    ["public network access", { publicNetworkAccess: "Disabled" }],
    ["purge protection", { enablePurgeProtection: false }],
  ] as const) {
    it(`changes with ${what}`, () => {
      assert.notEqual(state(overrides), state());
    });
  }
});
