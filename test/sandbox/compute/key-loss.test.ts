import assert from "node:assert/strict";

import { resourceGroupName } from "../support";
import { aLinuxMachine, aWindowsMachine, minutes, vaultName } from "../support-compute";
import {
  aKeyVault,
  cmkVersion,
  encryptionBench,
  encryptionUserRoleId,
  fleetWithSet,
  otherKeyUrl,
  setId,
  setName,
  type EncryptionBench,
} from "../support-disk-encryption-sets";

const encryptedMachine = aLinuxMachine({
  osDisk: { name: "os", diskSizeGB: 30, sku: "Premium_LRS", diskEncryptionSetId: setId },
  dataDisks: [],
});

function bench(changes: Parameters<typeof fleetWithSet>[0] = {}): EncryptionBench {
  return encryptionBench(
    fleetWithSet({ virtualMachines: [encryptedMachine, aWindowsMachine()], ...changes }),
  );
}

async function powerOf({ instanceView }: EncryptionBench, name: string): Promise<string> {
  const { statuses = [] } = await instanceView(name);
  return statuses.map(({ code = "" }) => code).find((code) => code.startsWith("PowerState/")) ?? "";
}

async function startRefusal({ compute, drive, failure }: EncryptionBench): Promise<string> {
  return failure(() => drive(compute.virtualMachines.start(resourceGroupName, "vm-linux")));
}

const removeGrant = async ({ authorization }: EncryptionBench): Promise<void> => {
  for await (const { id = "", roleDefinitionId } of authorization.roleAssignments.listForSubscription()) {
    if (roleDefinitionId?.endsWith(encryptionUserRoleId) === true)
      await authorization.roleAssignments.deleteById(id);
  }
};

/** Each takes the key away from the set, in another way. */
const losses: readonly {
  readonly when: string;
  readonly lose: (bench: EncryptionBench) => Promise<unknown>;
  readonly mend: (bench: EncryptionBench) => Promise<unknown>;
  readonly says: RegExp;
}[] = [
  {
    when: "is disabled",
    lose: ({ keys }) => keys.updateKeyProperties("cmk", cmkVersion, { enabled: false }),
    mend: ({ keys }) => keys.updateKeyProperties("cmk", cmkVersion, { enabled: true }),
    says: /KeyVaultKeyNotEnabled.*The key vault key '\S+' used for disk encryption set 'des-test' must be enabled state/s,
  },
  {
    when: "expires",
    lose: ({ keys }) =>
      keys.updateKeyProperties("cmk", cmkVersion, { expiresOn: new Date("2026-11-24T10:00:01Z") }),
    mend: ({ keys }) =>
      keys.updateKeyProperties("cmk", cmkVersion, { expiresOn: new Date("2030-01-01T00:00:00Z") }),
    says: /KeyVaultAccessForbidden.*Unable to access key '\S+'\. Key is expired\./s,
  },
  {
    when: "is deleted",
    lose: ({ keys }) => keys.beginDeleteKey("cmk"),
    mend: ({ keys }) => keys.beginRecoverDeletedKey("cmk"),
    says: /KeyVaultKeyNotFound/,
  },
  {
    when: "is in a vault that is deleted",
    lose: ({ vaults }) => vaults.vaults.delete(resourceGroupName, vaultName),
    // Recovery does not bring the role assignments back.
    mend: async ({ vaults, grant, sandbox, compute }) => {
      const properties = {
        tenantId: sandbox.tenantId,
        sku: { family: "A", name: "standard" },
        createMode: "recover",
      } as const;
      await vaults.vaults.createOrUpdate(resourceGroupName, vaultName, {
        location: "westeurope",
        properties,
      });
      const set = await compute.diskEncryptionSets.get(resourceGroupName, setName);
      await grant(set.identity?.principalId ?? "");
      sandbox.clock.advance(minutes(6));
    },
    says: /KeyVaultNotFound/,
  },
  {
    when: "is no longer granted",
    lose: removeGrant,
    mend: async ({ grant, compute, sandbox }) => {
      const set = await compute.diskEncryptionSets.get(resourceGroupName, setName);
      await grant(set.identity?.principalId ?? "");
      sandbox.clock.advance(minutes(6));
    },
    says: /KeyVaultAccessForbidden.*Please grant get, wrap and unwrap/s,
  },
];

describe("A VM whose disks are encrypted with a customer-managed key", () => {
  for (const { when, lose, mend, says } of losses) {
    it(`stops by itself within about an hour after the key ${when}, and starts once that is mended`, async () => {
      const machines = bench();
      const { sandbox, compute, drive } = machines;
      sandbox.clock.advance(minutes(120));
      await lose(machines);
      sandbox.clock.advance(minutes(55));
      assert.equal(await powerOf(machines, "vm-linux"), "PowerState/running");
      sandbox.clock.advance(minutes(15));
      assert.equal(await powerOf(machines, "vm-linux"), "PowerState/stopped");
      assert.equal(await powerOf(machines, "vm-windows"), "PowerState/running");
      assert.match(await startRefusal(machines), says);
      const machine = await compute.virtualMachines.get(resourceGroupName, "vm-linux");
      assert.equal(machine.provisioningState, "Failed");
      await mend(machines);
      await drive(compute.virtualMachines.start(resourceGroupName, "vm-linux"));
      sandbox.clock.advance(minutes(120));
      assert.equal(await powerOf(machines, "vm-linux"), "PowerState/running");
    });
  }

  it("stops an hour after its key was disabled, to the minute", async () => {
    const machines = bench();
    const { sandbox, keys } = machines;
    sandbox.clock.advance(minutes(3));
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
    sandbox.clock.advance(minutes(59));
    assert.equal(await powerOf(machines, "vm-linux"), "PowerState/running");
    sandbox.clock.advance(minutes(1));
    assert.equal(await powerOf(machines, "vm-linux"), "PowerState/stopped");
  });

  it("goes on where the key is enabled again within the hour", async () => {
    const machines = bench();
    const { sandbox, keys } = machines;
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
    sandbox.clock.advance(minutes(50));
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: true });
    sandbox.clock.advance(minutes(300));
    assert.equal(await powerOf(machines, "vm-linux"), "PowerState/running");
  });

  it("has another hour where its key is disabled once more", async () => {
    const machines = bench();
    const { sandbox, keys } = machines;
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
    sandbox.clock.advance(minutes(40));
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: true });
    sandbox.clock.advance(minutes(10));
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
    sandbox.clock.advance(minutes(50));
    assert.equal(await powerOf(machines, "vm-linux"), "PowerState/running");
    sandbox.clock.advance(minutes(10));
    assert.equal(await powerOf(machines, "vm-linux"), "PowerState/stopped");
  });

  it("does not start while its key is disabled, not even within the hour", async () => {
    const machines = bench({ virtualMachines: [{ ...encryptedMachine, powerState: "deallocated" }] });
    await machines.keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
    assert.match(await startRefusal(machines), /KeyVaultKeyNotEnabled/);
    assert.equal(await powerOf(machines, "vm-linux"), "PowerState/deallocated");
  });

  it("is mended by another key of the set, which needs the lost one to be wrapped anew", async () => {
    const machines = bench();
    const { sandbox, keys, compute, drive } = machines;
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
    const activeKey = { keyUrl: otherKeyUrl };
    await drive(compute.diskEncryptionSets.update(resourceGroupName, setName, { activeKey }));
    sandbox.clock.advance(minutes(90));
    const rotating = await compute.diskEncryptionSets.get(resourceGroupName, setName);
    assert.equal(rotating.previousKeys?.length, 1);
    assert.equal(await powerOf(machines, "vm-linux"), "PowerState/stopped");
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: true });
    sandbox.clock.advance(minutes(10));
    const rotated = await compute.diskEncryptionSets.get(resourceGroupName, setName);
    assert.equal(rotated.previousKeys, undefined);
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-linux"));
  });

  it("runs on with a vault that is not enabled for Azure Disk Encryption", async () => {
    const machines = bench({ vaults: [aKeyVault({ enabledForDiskEncryption: false })] });
    machines.sandbox.clock.advance(minutes(180));
    assert.equal(await powerOf(machines, "vm-linux"), "PowerState/running");
  });
});
