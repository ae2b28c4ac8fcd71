import assert from "node:assert/strict";

import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import { RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  connect,
  editionFor,
  type EncryptionProposal,
  observe,
  planEncryption,
  planKeyVault,
  probeScriptFor,
  proposeEncryption,
  readGuest,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { proposalView } from "../../lib/disk-encryption/presentation/proposal-view";
import { readContoso } from "../sandbox/contoso";

type Fleet = ReturnType<typeof readContoso>;

/** Contoso as a company that has tagged nothing. */
function untagged(change: (fleet: Fleet) => Fleet = (fleet) => fleet): Promise<SandboxConnection> {
  const contoso = readContoso();
  const virtualMachines = contoso.virtualMachines.map((vm) => ({ ...vm, tags: {} }));
  return connect({ fleet: change({ ...contoso, virtualMachines }) });
}

const withoutVaults = (fleet: Fleet): Fleet => ({ ...fleet, vaults: [] });
const nameOf = ({ keyVault }: EncryptionProposal): string => keyVault.value.split("/").at(-1) ?? "";

describe("A VM without tags", () => {
  it("is proposed a vault of its region and subscription, no key, and the volume type with its reason", async () => {
    const proposal = await proposeEncryption(await untagged(), "vm-web-01");
    assert.equal(nameOf(proposal), "kv-contoso-weu");
    assert.equal(proposal.keyVault.chosenBy, "proposal");
    assert.equal(proposal.keyEncryptionKey.value, "none");
    assert.deepEqual([proposal.volumeType.value, proposal.volumeType.chosenBy], ["All", "proposal"]);
    assert.match(proposal.volumeType.because, /can all be decrypted again/);
  });

  it("is proposed the volume type again that was encrypted before: Linux takes no smaller one", async () => {
    const azure = await untagged();
    const { keyVault } = await proposeEncryption(azure, "vm-data-01");
    const wishes = { keyVaultId: keyVault.value, volumeType: "All" } as const;
    const facts = await observe(azure, "vm-data-01", wishes);
    const guest = await readGuest(azure, facts.virtualMachine, probeScriptFor(facts));
    const plan = planEncryption(await observe(azure, "vm-data-01", { ...wishes, guest }));
    await apply(azure, plan, approve(azure, plan, "vm-data-01"));
    const { volumeType } = await proposeEncryption(azure, "vm-data-01");
    assert.deepEqual([volumeType.value, volumeType.chosenBy], ["All", "proposal"]);
    assert.match(volumeType.because, /was encrypted before/);
  });

  it("is told of every other vault why it does not fit", async () => {
    const { candidates } = await proposeEncryption(await untagged(), "vm-web-01");
    const fits = Object.fromEntries(candidates.map(({ keyVault, fit }) => [keyVault.name, fit]));
    assert.deepEqual(fits, {
      "kv-contoso-weu": "ready",
      "kv-contoso-noflag": "after-mending",
      "kv-contoso-neu": "no",
      "kv-contoso-closed": "no",
      "kv-contoso-fin": "no",
    });
    for (const { fit, reasons } of candidates) assert.equal(reasons.length === 0, fit === "ready");
  });

  it("is told which keys of the vault it could name, by URLs with their version", async () => {
    const { usableKeys } = await proposeEncryption(await untagged(), "vm-web-01");
    assert.ok(usableKeys.length > 0);
    for (const { url, keyType } of usableKeys) {
      assert.match(url, /^https:\/\/kv-contoso-weu\.vault\.azure\.net\/keys\/[^/]+\/[0-9a-f]{32}$/);
      assert.equal(keyType, "RSA");
    }
  });

  it("takes what was named before any proposal", async () => {
    const azure = await untagged();
    const { candidates } = await proposeEncryption(azure, "vm-web-01");
    const named = candidates.find(({ keyVault }) => keyVault.name === "kv-contoso-noflag")?.keyVault.id ?? "";
    const proposal = await proposeEncryption(azure, "vm-web-01", { keyVaultId: named, volumeType: "os" });
    assert.deepEqual([proposal.keyVault.value, proposal.keyVault.chosenBy], [named, "parameter"]);
    assert.deepEqual([proposal.volumeType.value, proposal.volumeType.chosenBy], ["OS", "parameter"]);
    assert.equal(proposal.wishes.proposed, undefined);
  });

  it("is proposed the vault of the key that was named, where it can use that vault", async () => {
    const azure = await untagged((fleet) => ({
      ...fleet,
      vaults: fleet.vaults.map((vault) =>
        vault.name === "kv-contoso-noflag"
          ? { ...vault, properties: { ...vault.properties, enabledForDiskEncryption: true } }
          : vault,
      ),
    }));
    const keyEncryptionKeyUrl = "https://kv-contoso-weu.vault.azure.net/keys/kek-ade";
    const proposed = await proposeEncryption(azure, "vm-web-01", { keyEncryptionKeyUrl });
    assert.equal(nameOf(proposed), "kv-contoso-weu");
    const other = await proposeEncryption(azure, "vm-web-01", {
      keyEncryptionKeyUrl: keyEncryptionKeyUrl.replace("weu", "noflag"),
    });
    assert.equal(nameOf(other), "kv-contoso-noflag");
  });

  it("has a plan that says what was proposed, and names the vault", async () => {
    const azure = await untagged();
    const { wishes } = await proposeEncryption(azure, "vm-web-01");
    const { warnings } = planEncryption(await observe(azure, "vm-web-01", wishes));
    assert.ok(warnings.some((warning) => warning.startsWith("Key vault kv-contoso-weu was proposed")));
  });

  it("is found in any subscription by its full resource id, with a vault of that subscription", async () => {
    const azure = await untagged();
    const vm = readContoso().virtualMachines.find(({ name }) => name === "vm-pay-01");
    assert.ok(vm);
    const id = `/subscriptions/${vm.subscriptionId}/resourceGroups/${vm.resourceGroupName}/providers/Microsoft.Compute/virtualMachines/${vm.name}`;
    const { keyVault } = await proposeEncryption(azure, id);
    assert.ok(keyVault.value.startsWith(`/subscriptions/${vm.subscriptionId}/`), keyVault.value);
  });

  it("is encrypted with a vault that the plan makes, where there is none", async () => {
    const azure = await untagged(withoutVaults);
    const proposal = await proposeEncryption(azure, "vm-web-01");
    assert.match(proposal.keyVault.because, /No vault was seen/);
    const { wishes, keyVaultRequest } = proposal;
    const before = await observe(azure, "vm-web-01", wishes);
    assert.throws(() => planEncryption(before), /No vault for vm-web-01/);
    const vaultPlan = planKeyVault(before.keyVault, keyVaultRequest);
    await apply(azure, vaultPlan, approve(azure, vaultPlan, nameOf(proposal)));
    const made = await observe(azure, "vm-web-01", wishes);
    const script = probeScriptFor(made);
    const guest = await readGuest(azure, made.virtualMachine, script);
    const plan = planEncryption(await observe(azure, "vm-web-01", { ...wishes, guest }));
    await apply(azure, plan, approve(azure, plan, "vm-web-01"));
    await watch(azure, "vm-web-01", { script });
    assert.ok((await verify(azure, "vm-web-01", { script })).proven);
  });

  it("is proposed another name for the new vault where the first is taken", async () => {
    const azure = await untagged(withoutVaults);
    const first = await proposeEncryption(azure, "vm-web-01");
    const { location } = first.keyVaultRequest;
    const elsewhere = "/subscriptions/c0015002-50b5-4000-8000-c0ffee000002/resourceGroups/rg-finance-weu";
    const id = `${elsewhere}/providers/Microsoft.KeyVault/vaults/${nameOf(first)}`;
    const request = { keyVaultId: id, location, tenantId: azure.tenantId };
    const plan = planKeyVault({ kind: "missing", reason: "not there", absent: true }, request);
    await apply(azure, plan, approve(azure, plan, nameOf(first)));
    assert.notEqual(nameOf(await proposeEncryption(azure, "vm-web-01")), nameOf(first));
  });

  it("is shown all that in a view, the proposal marked as one", async () => {
    const { text } = proposalView(await proposeEncryption(await untagged(), "vm-web-01"));
    assert.match(text, /key vault +kv-contoso-weu +! proposed/);
    assert.match(text, /kv-contoso-neu .*✘ does not fit/);
    assert.match(text, /A key of this vault that you could name/);
  });
});

describe("A VM with tags", () => {
  it("whose vault it can't use is told which others there are; the named one stays", async () => {
    const azure = await connect();
    const vm = readContoso().virtualMachines.find(
      ({ name, location }) => name === "vm-app-01" && location === "northeurope",
    );
    assert.ok(vm);
    const id = `/subscriptions/${vm.subscriptionId}/resourceGroups/${vm.resourceGroupName}/providers/Microsoft.Compute/virtualMachines/${vm.name}`;
    const proposal = await proposeEncryption(azure, id);
    assert.equal(nameOf(proposal), "kv-contoso-weu");
    assert.equal(proposal.candidates[0]?.keyVault.location, "northeurope");
    assert.match(proposalView(proposal).text, /kv-contoso-neu .*✔ fits/);
  });

  it("is encrypted with what they name, and nothing is proposed", async () => {
    const proposal = await proposeEncryption(await connect(), "vm-web-01");
    assert.deepEqual(
      [proposal.keyVault.chosenBy, proposal.keyEncryptionKey.chosenBy, proposal.candidates.length],
      ["tag", "tag", 0],
    );
    assert.equal(proposal.wishes.proposed, undefined);
  });
});

describe("A fleet by its name", () => {
  it("is generated with as many VMs as the name says, from the seed that it names", async () => {
    const { sandbox } = await connect({ fleet: "generated-30-autumn" });
    assert.deepEqual([sandbox.generated?.virtualMachines, sandbox.generated?.seed], [30, "autumn"]);
  });

  it("is refused where there is no such file and it is not generated", async () => {
    await assert.rejects(
      connect({ fleet: "generated-many" }),
      (error: unknown) => error instanceof RunbookError && error.code === "SandboxFleetUnknown",
    );
  });
});

describe("A Generation 2 VM", () => {
  it("is planned by the current edition, with the module's objection as a note that blocks nothing", async () => {
    const azure = await connect();
    const contoso = readContoso();
    const vm = contoso.virtualMachines.find(({ hyperVGeneration }) => hyperVGeneration === "V2");
    assert.ok(vm, "Contoso has a Generation 2 VM");
    const group = `/subscriptions/${vm.subscriptionId}/resourceGroups/${vm.resourceGroupName}`;
    const facts = await observe(azure, `${group}/providers/Microsoft.Compute/virtualMachines/${vm.name}`);
    const isGeneration = ({ requirement }: { readonly requirement: string }): boolean =>
      requirement === "vm-generation";
    assert.ok(planEncryption(facts, { edition: editionFor(azure) }).blockers.some(isGeneration));
    const plan = planEncryption(facts, { edition: editionFor({ mode: "live" }) });
    assert.ok(!plan.blockers.some(isGeneration));
    assert.ok(plan.warnings.some((warning) => warning.includes("training module objects to vm-generation")));
  });
});
