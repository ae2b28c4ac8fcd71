import assert from "node:assert/strict";

import * as platformKeyVault from "../../../lib/sandbox/keyvault/platform-key-vault";
import { contentsOf } from "../../../lib/sandbox/keyvault/vaults-by-name";
import type { Resource } from "../../../lib/sandbox/state";
import { resourceGroupName } from "../support";
import {
  aVault,
  aWindowsMachine,
  computeBench,
  keyVersion,
  minutes,
  vaultId,
  windowsEncryption,
  withKey,
  type ComputeBench,
} from "../support-compute";

async function encrypted(
  fleet: Parameters<typeof computeBench>[0] = {},
  settings: Readonly<Record<string, unknown>> = withKey,
): Promise<ComputeBench> {
  const bench = computeBench({ virtualMachines: [aWindowsMachine()], ...fleet });
  const { compute, drive } = bench;
  await drive(
    compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-windows",
      "AzureDiskEncryption",
      windowsEncryption(settings),
    ),
  );
  bench.sandbox.clock.advance(minutes(40));
  return bench;
}

function vaultOf({ sandbox }: ComputeBench): Resource {
  const vault = sandbox.world.resources.get(vaultId);
  assert.ok(vault);
  return vault;
}

/** What somebody does to the vault, and what the next start says of it. */
const causes: readonly {
  readonly when: string;
  readonly act: (bench: ComputeBench) => void;
  readonly says: RegExp;
}[] = [
  {
    when: "the key encryption key is disabled",
    act: (bench) => {
      const { keys } = contentsOf(bench.sandbox.world, vaultOf(bench));
      for (const [name, versions] of keys)
        keys.set(
          name,
          versions.map((version) => ({ ...version, enabled: false })),
        );
    },
    says: /DiskEncryptionKeySecretUnwrapFailed.*Unwrap of secret \S+ value using key \S+ failed/,
  },
  {
    when: "the key encryption key is expired",
    act: (bench) => {
      const { keys } = contentsOf(bench.sandbox.world, vaultOf(bench));
      const expires = bench.sandbox.clock.now();
      for (const [name, versions] of keys)
        keys.set(
          name,
          versions.map((version) => ({ ...version, expires })),
        );
    },
    says: /Unable to access key '\S+'\. Key is expired\./,
  },
  {
    when: "the key encryption key is deleted",
    act: (bench) => {
      contentsOf(bench.sandbox.world, vaultOf(bench)).keys.clear();
    },
    says: /DiskEncryptionKeySecretUnwrapFailed/,
  },
  {
    when: "the secret is deleted",
    act: (bench) => {
      contentsOf(bench.sandbox.world, vaultOf(bench)).secrets.clear();
    },
    says: /KeyVaultSecretDoesNotExist.*The Key Vault secret with URL \S+ does not exist/,
  },
  {
    when: "the secret is disabled",
    act: (bench) => {
      const { secrets } = contentsOf(bench.sandbox.world, vaultOf(bench));
      for (const [name, versions] of secrets)
        secrets.set(
          name,
          versions.map((version) => ({ ...version, enabled: false })),
        );
    },
    says: /KeyVaultSecretDoesNotExist/,
  },
  {
    when: "the secret is expired",
    act: (bench) => {
      const { secrets } = contentsOf(bench.sandbox.world, vaultOf(bench));
      const expires = bench.sandbox.clock.now();
      for (const [name, versions] of secrets)
        secrets.set(
          name,
          versions.map((version) => ({ ...version, expires })),
        );
    },
    says: /\(sandbox\) The Key Vault secret with URL \S+ is expired/,
  },
  {
    when: "the secret lost its tags",
    act: (bench) => {
      const { secrets } = contentsOf(bench.sandbox.world, vaultOf(bench));
      for (const [name, versions] of secrets)
        secrets.set(
          name,
          versions.map((version) => ({ ...version, tags: {} })),
        );
    },
    says: /DiskEncryptionKeySecretMissingTags/,
  },
  {
    when: "the vault's flag is off",
    act: (bench) => {
      const vault = vaultOf(bench);
      bench.sandbox.world.resources.put({
        ...vault,
        properties: { ...vault.properties, enabledForDiskEncryption: false },
      });
    },
    says: /KeyVaultAccessForbidden.*has not been enabled for Volume Encryption/,
  },
  {
    when: "the vault is gone",
    act: (bench) => {
      bench.sandbox.world.resources.delete(vaultId);
    },
    says: /DiskEncryptionInternalError.*Unknown error encountered when retrieving secret/,
  },
];

describe("An encrypted VM", () => {
  it("starts again while its keys are in order", async () => {
    const { compute, drive, instanceView } = await encrypted();
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-windows"));
    assert.equal((await instanceView("vm-windows")).statuses?.[1]?.code, "PowerState/running");
  });

  for (const { when, act, says } of causes) {
    it(`goes on running, and does not start again, when ${when}`, async () => {
      const bench = await encrypted();
      const { compute, drive, failure, instanceView } = bench;
      act(bench);
      await drive(compute.virtualMachines.restart(resourceGroupName, "vm-windows"));
      assert.equal((await instanceView("vm-windows")).statuses?.[1]?.code, "PowerState/running");
      await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
      assert.match(
        await failure(() => drive(compute.virtualMachines.start(resourceGroupName, "vm-windows"))),
        says,
      );
      const view = await instanceView("vm-windows");
      assert.equal(view.statuses?.[1]?.code, "PowerState/deallocated");
      assert.match(view.statuses[0]?.code ?? "", /^ProvisioningState\/failed\//);
    });
  }

  it("does not start again when the flag of the key's own vault is off", async () => {
    const keyVaultId = vaultId.replace(/[^/]+$/, "kv-keys");
    const bench = await encrypted(
      { vaults: [aVault(), aVault({}, { name: "kv-keys" })] },
      {
        KeyEncryptionKeyURL: `https://kv-keys.vault.azure.net/keys/kek/${keyVersion}`,
        KekVaultResourceId: keyVaultId,
      },
    );
    const { compute, drive, failure, sandbox } = bench;
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
    const vault = sandbox.world.resources.get(keyVaultId);
    assert.ok(vault);
    sandbox.world.resources.put({
      ...vault,
      properties: { ...vault.properties, enabledForDiskEncryption: false },
    });
    assert.match(
      await failure(() => drive(compute.virtualMachines.start(resourceGroupName, "vm-windows"))),
      /KeyVaultAccessForbidden.*kv-keys/,
    );
  });

  it("starts again once the key encryption key is enabled again", async () => {
    const bench = await encrypted();
    const { compute, drive, failure, sandbox } = bench;
    const { keys } = contentsOf(sandbox.world, vaultOf(bench));
    const setEnabled = (enabled: boolean): void => {
      for (const [name, versions] of keys)
        keys.set(
          name,
          versions.map((version) => ({ ...version, enabled })),
        );
    };
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
    setEnabled(false);
    await failure(() => drive(compute.virtualMachines.start(resourceGroupName, "vm-windows")));
    setEnabled(true);
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-windows"));
    assert.equal(
      (await compute.virtualMachines.get(resourceGroupName, "vm-windows")).provisioningState,
      "Succeeded",
    );
    assert.ok(platformKeyVault.findVault(sandbox.world, "https://kv-test.vault.azure.net/"));
  });
});

describe("A VM with unmanaged disks", () => {
  it("does not start", async () => {
    const { compute, drive, failure } = computeBench({
      virtualMachines: [
        aWindowsMachine({
          powerState: "deallocated",
          osDisk: {
            name: "os",
            diskSizeGB: 127,
            sku: "Standard_LRS",
            vhdUri: "https://contoso.blob.core.windows.net/vhds/os.vhd",
          },
        }),
      ],
    });
    assert.match(
      await failure(() => drive(compute.virtualMachines.start(resourceGroupName, "vm-windows"))),
      /\(sandbox\) VM 'vm-windows' can't be started: disk 'os' is unmanaged/,
    );
  });
});
