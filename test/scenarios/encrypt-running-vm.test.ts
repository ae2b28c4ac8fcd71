import assert from "node:assert/strict";

import type { EncryptionProgress } from "../../lib/disk-encryption/change/waits/encryption-progress";
import type { SandboxConnection, SandboxTarget } from "../../lib/disk-encryption/connection/connect";
import { RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  connect,
  type EncryptionFacts,
  observe,
  planDisable,
  planEncryption,
  planKeyVault,
  probeScript,
  probeScriptFor,
  readGuest,
  readKeyVault,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { readDataFile } from "../../lib/azure/data";
import { parseFleet } from "../../lib/sandbox/index";

const LINUX = "vm-data-01";
const WINDOWS = "vm-web-01";

async function ready(azure: SandboxConnection, name: string): Promise<EncryptionFacts> {
  const facts = await observe(azure, name);
  const guest = await readGuest(azure, facts.virtualMachine, probeScriptFor(facts));
  return await observe(azure, name, { guest });
}

async function encrypted(name: string, target: SandboxTarget = {}): Promise<SandboxConnection> {
  const azure = await connect(target);
  const plan = planEncryption(await ready(azure, name));
  await apply(azure, plan, approve(azure, plan, name));
  await watch(azure, name, { script: probeScript(name === LINUX ? "Linux" : "Windows") });
  return azure;
}

/** What somebody else does meanwhile, past the plan. */
async function disableKey(
  azure: SandboxConnection,
  { keyEncryptionKey: key }: EncryptionFacts,
): Promise<void> {
  assert.ok(key !== "none" && key.kind === "known");
  const token = azure.sandbox.issueToken("https://vault.azure.net");
  const answer = await azure.sandbox.fetch(
    new Request(`${key.value.url}?api-version=7.5`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ attributes: { enabled: false } }),
    }),
  );
  assert.equal(answer.status, 200);
}

const rejectsWith =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof RunbookError && error.code === code && error.hint.length > 0;

describe("Encrypting a running VM in the sandbox, through Azure's own clients", () => {
  for (const name of [WINDOWS, LINUX]) {
    it(`brings ${name} from unencrypted to proven encrypted`, async () => {
      const azure = await connect();
      const facts = await ready(azure, name);
      const script = probeScriptFor(facts);
      const before = await verify(azure, name, { script });
      assert.equal(before.proven, false);
      const plan = planEncryption(facts);
      assert.deepEqual(plan.blockers, []);
      await apply(azure, plan, approve(azure, plan, name));
      const seen: EncryptionProgress[] = [];
      const end = await watch(azure, name, { script, onProgress: (progress) => seen.push(progress) });
      assert.equal(end.state, "encrypted");
      assert.ok(seen.length > 1, "it goes on in the guest after the extension is done");
      const proof = await verify(azure, name, { script });
      assert.deepEqual(
        proof.disks.flatMap(({ contradictions }) => contradictions),
        [],
      );
      assert.equal(proof.proven, true);
    });
  }

  it("leaves the Linux OS volume alone where data volumes are asked for", async () => {
    const azure = await encrypted(LINUX);
    const proof = await verify(azure, LINUX, { script: probeScript("Linux") });
    assert.equal(proof.disks.find(({ role }) => role === "os")?.azureDiskEncryption.state, "none");
  });

  it("takes a snapshot of every disk before it sends the extension", async () => {
    const azure = await connect();
    const facts = await ready(azure, WINDOWS);
    const plan = planEncryption(facts);
    await apply(azure, plan, approve(azure, plan, WINDOWS));
    assert.deepEqual(
      azure.changes.map(({ intent }) => intent.stepId.replace(/^\d+-/, "")),
      [...facts.disks.map(() => "create-snapshot"), "put-extension"],
    );
  });

  it("sends nothing where the VM changed after the plan was made", async () => {
    const azure = await connect();
    const facts = await ready(azure, WINDOWS);
    const plan = planEncryption(facts);
    const other = planEncryption(facts, { withoutSnapshots: true });
    await apply(azure, other, approve(azure, other, WINDOWS));
    const before = azure.changes.length;
    await assert.rejects(apply(azure, plan, approve(azure, plan, WINDOWS)), rejectsWith("StateChanged"));
    assert.equal(azure.changes.length, before);
  });

  it("sends nothing on an approval of another plan", async () => {
    const azure = await connect();
    const facts = await ready(azure, WINDOWS);
    const [plan, other] = [planEncryption(facts), planEncryption(facts, { withoutSnapshots: true })];
    await assert.rejects(apply(azure, plan, approve(azure, other, WINDOWS)), rejectsWith("ApprovalRefused"));
    assert.deepEqual(azure.changes, []);
  });

  it("sends nothing for a plan that was changed by hand after it was made", async () => {
    const azure = await connect();
    const plan = planEncryption(await ready(azure, WINDOWS));
    const approval = approve(azure, plan, WINDOWS);
    const changed = { ...plan, steps: plan.steps.slice(-1) };
    await assert.rejects(apply(azure, changed, approval), rejectsWith("ApprovalRefused"));
    assert.deepEqual(azure.changes, []);
  });

  it("sends nothing on an approval that was put together by hand", async () => {
    const azure = await connect();
    const plan = planEncryption(await ready(azure, WINDOWS));
    const approval = { ...approve(azure, plan, WINDOWS) };
    await assert.rejects(apply(azure, plan, approval), rejectsWith("ApprovalRefused"));
    assert.deepEqual(azure.changes, []);
  });

  it("sends nothing on an approval that has expired", async () => {
    const azure = await connect();
    const plan = planEncryption(await ready(azure, WINDOWS));
    const approval = approve(azure, plan, WINDOWS);
    await azure.clock.wait(2 * 60 * 60 * 1000);
    await assert.rejects(apply(azure, plan, approval), rejectsWith("ApprovalExpired"));
    assert.deepEqual(azure.changes, []);
  });

  it("sends nothing where the key encryption key was disabled after the plan was made", async () => {
    const azure = await connect();
    const facts = await ready(azure, WINDOWS);
    const plan = planEncryption(facts);
    const approval = approve(azure, plan, WINDOWS);
    await disableKey(azure, facts);
    await assert.rejects(apply(azure, plan, approval), rejectsWith("StateChanged"));
    assert.deepEqual(azure.changes, []);
  });

  it("puts no extension where the key encryption key was disabled while the snapshots were made", async () => {
    const azure = await connect();
    const facts = await ready(azure, WINDOWS);
    const plan = planEncryption(facts);
    const disabled: Promise<void>[] = [];
    const onStepDone = (): void => {
      if (disabled.length === 0) disabled.push(disableKey(azure, facts));
    };
    await assert.rejects(
      apply(azure, plan, approve(azure, plan, WINDOWS), { onStepDone }),
      rejectsWith("StateChanged"),
    );
    assert.equal(disabled.length, 1);
    assert.ok(azure.changes.every(({ intent }) => intent.stepId.endsWith("create-snapshot")));
  });

  it("puts no extension on an approval that expired while the snapshots were made", async () => {
    const azure = await connect();
    const plan = planEncryption(await ready(azure, WINDOWS));
    const onStepDone = (): void => {
      azure.sandbox.clock.advance(2 * 60 * 60 * 1000);
    };
    await assert.rejects(
      apply(azure, plan, approve(azure, plan, WINDOWS), { onStepDone }),
      (error) =>
        rejectsWith("ApprovalExpired")(error) && String(error).includes("Done before it: 1-create-snapshot"),
    );
    assert.equal(azure.changes.length, 1);
  });

  it("can be stopped while it is watched, and picked up again", async () => {
    const azure = await connect();
    const plan = planEncryption(await ready(azure, WINDOWS));
    await apply(azure, plan, approve(azure, plan, WINDOWS));
    const stop = new AbortController();
    await assert.rejects(
      watch(azure, WINDOWS, {
        script: probeScript("Windows"),
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      }),
      rejectsWith("Interrupted"),
    );
    assert.equal((await watch(azure, WINDOWS, { script: probeScript("Windows") })).state, "encrypted");
  });

  for (const name of [WINDOWS, LINUX]) {
    it(`has nothing left to do for ${name} once it is encrypted, and applying that changes nothing`, async () => {
      const azure = await encrypted(name);
      const before = azure.changes.length;
      const plan = planEncryption(await ready(azure, name));
      assert.deepEqual(plan.steps, []);
      await apply(azure, plan, approve(azure, plan, name));
      assert.equal(azure.changes.length, before);
    });
  }

  it("decrypts a Windows VM again, and says that the disk once had it", async () => {
    const azure = await encrypted(WINDOWS);
    const plan = planDisable(await observe(azure, WINDOWS));
    await apply(azure, plan, approve(azure, plan, WINDOWS));
    assert.equal((await watch(azure, WINDOWS, { script: probeScript("Windows") })).state, "decrypted");
    const proof = await verify(azure, WINDOWS, { script: probeScript("Windows") });
    const osDisk = proof.disks.find(({ role }) => role === "os");
    assert.equal(osDisk?.azureDiskEncryption.state, "none");
    assert.match(osDisk.views.model.says, /once had/);
  });

  it("is not proven any more once the key encryption key is disabled in the vault", async () => {
    const azure = await encrypted(WINDOWS);
    const facts = await observe(azure, WINDOWS);
    assert.ok(facts.keyEncryptionKey !== "none" && facts.keyEncryptionKey.kind === "known");
    const contents = azure.sandbox.world.vaultContents.get(
      facts.keyEncryptionKey.value.vaultName.toLowerCase(),
    );
    const versions = contents?.keys.get(facts.keyEncryptionKey.value.name.toLowerCase());
    assert.ok(versions);
    versions.splice(0, versions.length, ...versions.map((version) => ({ ...version, enabled: false })));
    const proof = await verify(azure, WINDOWS, { script: probeScript("Windows") });
    assert.equal(proof.proven, false);
    assert.ok(proof.disks.some(({ contradictions }) => contradictions.length > 0));
  });
});

describe("Preparing a key vault in the sandbox", () => {
  it("mends a vault without the disk-encryption setting with one request", async () => {
    const azure = await connect();
    const facts = await observe(azure, WINDOWS);
    assert.equal(facts.keyVault.kind, "known");
    const keyVaultId = facts.keyVault.value.id.replace(/[^/]+$/, "kv-contoso-noflag");
    const request = { keyVaultId, location: facts.virtualMachine.location, tenantId: azure.tenantId };
    const plan = planKeyVault(await readKeyVault(azure, keyVaultId), request);
    await apply(azure, plan, approve(azure, plan, "kv-contoso-noflag"));
    const mended = await readKeyVault(azure, keyVaultId);
    assert.equal(mended.kind === "known" && mended.value.enabledForDiskEncryption, true);
    assert.deepEqual(planKeyVault(mended, request).steps, []);
  });

  it("lets trusted services through a vault's firewall, and keeps its exceptions", async () => {
    const name = "kv-contoso-closed";
    const keyVaultId =
      "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-security-neu/providers/Microsoft.KeyVault/vaults/kv-contoso-closed";
    const rules = {
      ipRules: [{ value: "203.0.113.7/32" }],
      virtualNetworkRules: [
        {
          id: keyVaultId
            .toLowerCase()
            .replace(/providers.*$/, "providers/microsoft.network/virtualnetworks/v/subnets/a"),
        },
      ],
    };
    const fleet = parseFleet(readDataFile("fleets/contoso.json"));
    const vaults = fleet.vaults.map((vault) =>
      vault.name === name
        ? {
            ...vault,
            properties: {
              ...vault.properties,
              networkAcls: { defaultAction: "Deny", bypass: "None", ...rules },
            },
          }
        : vault,
    );
    const azure = await connect({ fleet: { ...fleet, vaults } });
    const request = { keyVaultId, location: "northeurope", tenantId: azure.tenantId };
    const plan = planKeyVault(await readKeyVault(azure, keyVaultId), request);
    await apply(azure, plan, approve(azure, plan, name));
    const after = await readKeyVault(azure, keyVaultId);
    assert.equal(after.kind, "known");
    assert.deepEqual(after.value.networkAcls, {
      defaultAction: "Deny",
      bypass: "AzureServices",
      ipRules: rules.ipRules.map(({ value }) => value),
      virtualNetworkRules: rules.virtualNetworkRules.map(({ id }) => id),
    });
  });

  it("creates a vault that is not there, with its permission model stated and a key of its own", async () => {
    const azure = await connect();
    const facts = await observe(azure, WINDOWS);
    assert.equal(facts.keyVault.kind, "known");
    const keyVaultId = facts.keyVault.value.id.replace(/[^/]+$/, "kv-contoso-new-weu");
    const plan = planKeyVault(await readKeyVault(azure, keyVaultId), {
      keyVaultId,
      location: "westeurope",
      tenantId: azure.tenantId,
      keyEncryptionKey: { name: "kek", keySizeInBits: 4096 },
    });
    await apply(azure, plan, approve(azure, plan, "kv-contoso-new-weu"));
    const made = await readKeyVault(azure, keyVaultId);
    assert.equal(made.kind, "known");
    assert.equal(made.value.enableRbacAuthorization, true);
    assert.equal(made.value.enablePurgeProtection, true);
    assert.equal(made.value.enabledForDiskEncryption, true);
  });
});
