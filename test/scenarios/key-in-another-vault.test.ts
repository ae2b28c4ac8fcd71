import assert from "node:assert/strict";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import { RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  connect,
  type EncryptionFacts,
  evaluate,
  observe,
  type ObserveOptions,
  planEncryption,
  planKeyVault,
  probeScriptFor,
  readGuest,
  readKeyVault,
  verify,
  watch,
} from "@runbooks/disk-encryption";

const WINDOWS = "vm-web-01";
const SECRETS =
  "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/kv-contoso-secrets";

const carryOut = (azure: SandboxConnection, plan: Plan): Promise<unknown> =>
  apply(azure, plan, approve(azure, plan, plan.target));

/** The VM's tags name vault and key: the vault stays the key's alone, and a new one takes the secrets. */
async function withTwoVaults(): Promise<{
  readonly azure: SandboxConnection;
  readonly keyVaultOfKey: string;
  readonly facts: (options: ObserveOptions) => Promise<EncryptionFacts>;
}> {
  const azure = await connect();
  const { virtualMachine } = await observe(azure, WINDOWS);
  const request = { keyVaultId: SECRETS, location: virtualMachine.location, tenantId: azure.tenantId };
  await carryOut(azure, planKeyVault(await readKeyVault(azure, SECRETS), request));
  return {
    azure,
    keyVaultOfKey: virtualMachine.tags["diskEncryptionKeyVault"] ?? "",
    facts: async (options) => {
      const given = { ...options, keyVaultId: SECRETS };
      const observed = await observe(azure, WINDOWS, given);
      const guest = await readGuest(azure, observed.virtualMachine, probeScriptFor(observed));
      return await observe(azure, WINDOWS, { ...given, guest });
    },
  };
}

describe("A key encryption key in another vault than the secrets", () => {
  it("encrypts a VM whose secrets are in one vault and whose key is in the other", async () => {
    const { azure, facts, keyVaultOfKey } = await withTwoVaults();
    const plan = planEncryption(await facts({ keyEncryptionKeyVaultId: keyVaultOfKey }));
    assert.deepEqual(plan.blockers, []);
    const { action } = plan.steps.at(-1) ?? {};
    assert.ok(action?.kind === "put-extension");
    assert.equal(action.settings["KeyVaultResourceId"], SECRETS);
    assert.equal(action.settings["KekVaultResourceId"], keyVaultOfKey);
    await carryOut(azure, plan);
    const script = probeScriptFor(await observe(azure, WINDOWS));
    await watch(azure, WINDOWS, { script });
    assert.equal((await verify(azure, WINDOWS, { script })).proven, true);
    const { disks } = await observe(azure, WINDOWS);
    for (const disk of disks) {
      assert.ok(disk.kind === "known");
      const [settings] = disk.value.encryptionSettings?.settings ?? [];
      assert.equal(settings?.secretVaultId, SECRETS);
      assert.equal(settings.keyEncryptionKeyVaultId, keyVaultOfKey);
    }
  });

  it("is unknown while the id of the key's vault was not given, and the hint asks for it", async () => {
    const { facts } = await withTwoVaults();
    const given = await facts({});
    const finding = evaluate(given).find(({ requirement }) => requirement === "key-encryption-key");
    assert.equal(finding?.current.outcome, "unknown");
    assert.throws(
      () => planEncryption(given),
      (error) =>
        error instanceof RunbookError &&
        error.code === "PlanBlocked" &&
        error.hint.includes("keyEncryptionKeyVaultId"),
    );
  });

  it("is one vault where the id that was given is that of the secrets' vault", async () => {
    const azure = await connect();
    const { virtualMachine } = await observe(azure, WINDOWS);
    const keyEncryptionKeyVaultId = virtualMachine.tags["diskEncryptionKeyVault"] ?? "";
    const facts = await observe(azure, WINDOWS, { keyEncryptionKeyVaultId });
    assert.equal(facts.keyEncryptionKeyVault, undefined);
    assert.equal(facts.keyEncryptionKey !== "none" && facts.keyEncryptionKey.kind, "known");
  });

  it("sends nothing where the key's vault changed after the plan was made", async () => {
    const { azure, facts, keyVaultOfKey } = await withTwoVaults();
    const plan = planEncryption(await facts({ keyEncryptionKeyVaultId: keyVaultOfKey }));
    const { world } = azure.sandbox;
    const vault = world.resources.get(keyVaultOfKey);
    assert.ok(vault);
    world.resources.put({ ...vault, properties: { ...vault.properties, enabledForDiskEncryption: false } });
    const before = azure.changes.length;
    await assert.rejects(
      apply(azure, plan, approve(azure, plan, WINDOWS)),
      (error) => error instanceof RunbookError && error.code === "StateChanged",
    );
    assert.equal(azure.changes.length, before);
  });
});
