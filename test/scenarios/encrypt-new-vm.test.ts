import assert from "node:assert/strict";

import type { Plan } from "../../lib/disk-encryption/change/plan";
import type { NewVirtualMachineFacts } from "../../lib/disk-encryption/checks/new-vm/facts";
import type { SandboxConnection, SandboxTarget } from "../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../lib/disk-encryption/connection/exchange";
import type { TemplateAndParameters } from "../../lib/disk-encryption/jobs/encrypt-new-vm/deployment";
import { readMarketplaceImage } from "../../lib/disk-encryption/observe/read-marketplace-image";
import { readSubnet } from "../../lib/disk-encryption/observe/read-subnet";
import { type OsType, Redacted, RunbookError } from "@runbooks/azure";
import {
  apply,
  approve,
  connect,
  findVirtualMachine,
  type NewVirtualMachineRequest,
  observe,
  planEncryption,
  planKeyVault,
  probeScript,
  readGuest,
  readKeyVault,
  readVirtualMachine,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { agentIsReady, guestOf } from "../../lib/sandbox/guest/guest";
import { boot, shutDown } from "../../lib/sandbox/guest/boot-state";
import { deploymentOf } from "../../lib/disk-encryption/jobs/encrypt-new-vm/deployment";
import { evaluateNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/evaluate";
import { exportTemplate } from "../../lib/disk-encryption/jobs/encrypt-new-vm/export-template";
import { observeNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/observe";
import { planNewVirtualMachine } from "../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import { planTemplateDeployment } from "../../lib/disk-encryption/jobs/encrypt-new-vm/plan-deployment";
import { validateTemplate, whatIf } from "../../lib/disk-encryption/jobs/encrypt-new-vm/preview";
import { finance, production } from "../sandbox/contoso";
import { SSH_PUBLIC_KEY } from "../new-vm-builders";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const COMPUTE = "providers/Microsoft.Compute/virtualMachines";
const PASSWORD = "Correct-horse-battery-1";
const secrets = { adminPassword: new Redacted(PASSWORD) };
const vaultId = (name: string): string =>
  `${production}/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/${name}`;
const subnetIn = (group: string, network: string, subscription = production): string =>
  `${subscription}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/${network}/subnets/default`;

/** A Windows Server 2022 in Contoso's web group, encrypted with the vault and the key of its region. */
function windows(overrides: Partial<NewVirtualMachineRequest> = {}): NewVirtualMachineRequest {
  return {
    subscriptionId: production.replace("/subscriptions/", ""),
    resourceGroupName: "rg-web-weu",
    name: "vm-new-01",
    location: "westeurope",
    vmSize: "Standard_D2s_v5",
    image: {
      publisher: "MicrosoftWindowsServer",
      offer: "WindowsServer",
      sku: "2022-datacenter",
      version: "latest",
    },
    subnetId: subnetIn("rg-web-weu", "vnet-web-weu"),
    administrator: { userName: "dana", signInWith: { kind: "password" } },
    encryption: {
      kind: "azure-disk-encryption",
      keyVaultId: vaultId("kv-contoso-weu"),
      keyEncryptionKeyUrl:
        "https://kv-contoso-weu.vault.azure.net/keys/kek-ade/e571ae1f1c0eb480e9394cf165d4f4f5",
    },
    ...overrides,
  };
}

/** An Ubuntu 22.04 with a public key. */
function linux(overrides: Partial<NewVirtualMachineRequest> = {}): NewVirtualMachineRequest {
  return windows({
    image: {
      publisher: "Canonical",
      offer: "0001-com-ubuntu-server-jammy",
      sku: "22_04-lts",
      version: "latest",
    },
    administrator: { userName: "dana", signInWith: { kind: "ssh-public-key", publicKey: SSH_PUBLIC_KEY } },
    osDisk: { storageAccountType: "Premium_LRS" },
    ...overrides,
  });
}

interface Recorded {
  readonly azure: SandboxConnection;
  readonly exchanges: readonly Exchange[];
}

async function recorded(target: SandboxTarget = {}): Promise<Recorded> {
  const exchanges: Exchange[] = [];
  const azure = await connect({ ...target, observe: (exchange) => exchanges.push(exchange) });
  return { azure, exchanges };
}

const carryOut = async (azure: SandboxConnection, plan: Plan): Promise<void> => {
  await apply(azure, plan, approve(azure, plan, plan.target), { secrets });
};

async function assertProven(azure: SandboxConnection, name: string, osType: OsType): Promise<void> {
  const script = probeScript(osType);
  assert.equal((await watch(azure, name, { script })).state, "encrypted");
  const proof = await verify(azure, name, { script });
  assert.deepEqual(
    proof.disks.flatMap(({ contradictions }) => contradictions),
    [],
  );
  assert.equal(proof.proven, true);
}

const rejectsWith =
  (code: string, words = /./) =>
  (error: unknown): boolean =>
    error instanceof RunbookError && error.code === code && words.test(error.toString());

const isThere = async (azure: SandboxConnection, name: string): Promise<boolean> => {
  try {
    await findVirtualMachine(azure, name);
    return true;
  } catch (error) {
    assert.ok(error instanceof RunbookError && error.code === "VirtualMachineNotFound");
    return false;
  }
};

describe("Observing what a new VM needs, in the sandbox", () => {
  it("reads image, size, subnet, vault and key, and that the names are free", async () => {
    const azure = await connect();
    const facts = await observeNewVirtualMachine(azure, windows({ dataDisks: [{ diskSizeGB: 16 }] }));
    for (const fact of [facts.image, facts.size, facts.subnet, facts.keyVault, facts.resourceGroup])
      assert.equal(fact.kind, "known");
    for (const fact of [facts.existing, ...facts.existingDisks])
      assert.ok(fact.kind === "missing" && fact.absent === true);
    assert.equal(facts.existingDisks.length, 2);
  });

  it("has no key encryption key where the request says none, or says nothing", async () => {
    const azure = await connect();
    const keyVaultId = vaultId("kv-contoso-weu");
    for (const asked of [{}, { keyEncryptionKeyUrl: "none" }]) {
      const encryption = { kind: "azure-disk-encryption", keyVaultId, ...asked } as const;
      const facts = await observeNewVirtualMachine(azure, windows({ encryption }));
      assert.equal(facts.keyEncryptionKey, "none");
    }
  });

  it("finds the newest version of an image, by its numbers", async () => {
    const azure = await connect();
    const { subscriptionId, location, image } = windows();
    const fact = await readMarketplaceImage(azure, { subscriptionId, location }, image);
    assert.ok(fact.kind === "known");
    assert.equal(fact.value.reference.version, "20348.4297.251009");
    assert.equal(fact.value.osType, "Windows");
  });

  for (const [what, request, requirement] of [
    [
      "a resource group that is not there",
      windows({ resourceGroupName: "rg-nowhere" }),
      "new-vm-resource-group",
    ],
    ["a VM's name that is taken", windows({ name: "vm-web-01" }), "new-vm-name"],
    [
      "an image that is not in the Marketplace",
      windows({ image: { ...windows().image, sku: "2030" } }),
      "new-vm-image",
    ],
    [
      "a version that the image does not have",
      windows({ image: { ...windows().image, version: "1.0.0" } }),
      "new-vm-image",
    ],
    [
      "a subnet of another region",
      windows({ subnetId: subnetIn("rg-app-neu", "vnet-app-neu") }),
      "new-vm-subnet",
    ],
    [
      "a subnet that is not there",
      windows({ subnetId: `${subnetIn("rg-web-weu", "vnet-web-weu")}2` }),
      "new-vm-subnet",
    ],
    [
      "a virtual network that is not there",
      windows({ subnetId: subnetIn("rg-web-weu", "vnet-0") }),
      "new-vm-subnet",
    ],
  ] as const) {
    it(`finds ${what}`, async () => {
      const facts = await observeNewVirtualMachine(await connect(), request);
      const finding = evaluateNewVirtualMachine(facts).find((one) => one.requirement === requirement);
      assert.equal(finding?.outcome, "fail");
    });
  }

  it("takes what can't be read for missing, and not for absent", async () => {
    // Omar sees another subscription.
    const azure = await connect({ signInAs: "omar@contoso.example" });
    const facts = await observeNewVirtualMachine(azure, windows());
    for (const fact of [facts.existing, facts.resourceGroup, facts.subnet, facts.keyVault])
      assert.ok(fact.kind === "missing" && fact.absent !== true);
    const subnet = await readSubnet(azure, windows().subnetId);
    assert.ok(subnet.kind === "missing" && /AuthorizationFailed|authorization/.test(subnet.reason));
  });
});

describe("A new VM from a Marketplace image, call by call, in the sandbox", () => {
  for (const [osType, request] of [
    ["Windows", windows()],
    ["Linux", linux({ dataDisks: [{ diskSizeGB: 4 }], encryption: { ...dataOf(windows()) } })],
  ] as const) {
    it(`goes from nothing to proven encrypted: ${osType}`, async () => {
      const azure = await connect();
      const plan = planNewVirtualMachine(await observeNewVirtualMachine(azure, request));
      assert.deepEqual(plan.blockers, []);
      await carryOut(azure, plan);
      await assertProven(azure, "vm-new-01", osType);
    });
  }

  it("has a Linux OS volume encrypted and restarted at the end", async () => {
    const azure = await connect();
    const plan = planNewVirtualMachine(await observeNewVirtualMachine(azure, linux()));
    await carryOut(azure, plan);
    assert.equal(azure.changes.at(-1)?.intent.stepId, "4-restart");
    await assertProven(azure, "vm-new-01", "Linux");
  });

  it("gets the extension only once its agent reports Ready, however long that takes", async () => {
    const wasReady: boolean[] = [];
    const azure = await connect({
      observe: ({ method, url }) => {
        if (method !== "PUT") return;
        const { world } = azure.sandbox;
        const guest = guestOf(world, `${production}/resourceGroups/rg-web-weu/${COMPUTE}/vm-new-01`);
        if (guest === undefined) return;
        if (url.includes("/extensions/")) wasReady.push(agentIsReady(guest));
        if (!url.includes("/snapshots/")) return;
        // Between the VM and its extension: the operating system is down for ten minutes.
        shutDown(guest, "stopped", world.clock.now());
        world.clock.after(10 * 60_000, () => {
          boot(guest, world.clock.now());
        });
      },
    });
    await carryOut(azure, planNewVirtualMachine(await observeNewVirtualMachine(azure, windows())));
    assert.deepEqual(wasReady, [true]);
  });

  it("shows the password in no request, answer, change or error", async () => {
    const { azure, exchanges } = await recorded();
    const plan = planNewVirtualMachine(await observeNewVirtualMachine(azure, windows()));
    await carryOut(azure, plan);
    const created = exchanges.find(
      ({ method, url }) => method === "PUT" && url.includes("/virtualMachines/vm-new-01?"),
    );
    assert.match(JSON.stringify(created?.requestBody), /"adminPassword":"\(not shown\)"/);
    assert.equal(JSON.stringify([exchanges, azure.changes, plan]).includes(PASSWORD), false);
  });

  it("sends nothing without the password, or with one that Azure would refuse", async () => {
    const azure = await connect();
    const plan = planNewVirtualMachine(await observeNewVirtualMachine(azure, windows()));
    const approval = approve(azure, plan, "vm-new-01");
    await assert.rejects(apply(azure, plan, approval), rejectsWith("SecretMissing"));
    const weak = { adminPassword: new Redacted("password") };
    await assert.rejects(apply(azure, plan, approval, { secrets: weak }), rejectsWith("ArgumentInvalid"));
    assert.deepEqual(azure.changes, []);
  });

  it("sends nothing where a VM of that name was made since the plan", async () => {
    const azure = await connect();
    const facts = await observeNewVirtualMachine(azure, windows());
    const [plan, other] = [
      planNewVirtualMachine(facts),
      planNewVirtualMachine(facts, { withoutSnapshots: true }),
    ];
    await carryOut(azure, other);
    const before = azure.changes.length;
    await assert.rejects(carryOut(azure, plan), rejectsWith("StateChanged"));
    assert.equal(azure.changes.length, before);
  });

  it("changes nothing of a VM that is there, even where its name was overridden", async () => {
    const azure = await connect();
    const facts = await observeNewVirtualMachine(azure, windows({ name: "vm-web-01" }));
    const overrides = [
      { requirement: "new-vm-name", reason: "a test" },
      { requirement: "new-vm-disks", reason: "a test" },
    ] as const;
    await assert.rejects(
      carryOut(azure, planNewVirtualMachine(facts, { overrides })),
      rejectsWith("StateChanged"),
    );
    assert.deepEqual(azure.changes, []);
  });

  it("explains why the extension failed; the VM stays, and its encryption is what is left", async () => {
    const azure = await connect();
    const keyVaultId = vaultId("kv-contoso-noflag");
    const request = windows({ encryption: { kind: "azure-disk-encryption", keyVaultId } });
    const overrides = [
      { requirement: "vault-disk-encryption", reason: "the refusal is wanted here" },
    ] as const;
    const plan = planNewVirtualMachine(await observeNewVirtualMachine(azure, request), { overrides });
    await assert.rejects(carryOut(azure, plan), rejectsWith("VMExtensionProvisioningError", /vault/i));
    assert.equal(await isThere(azure, "vm-new-01"), true);
    const rest = planEncryption(
      await observe(azure, "vm-new-01", { keyVaultId: vaultId("kv-contoso-weu") }),
      {
        edition: "current",
      },
    );
    assert.equal(rest.steps.at(-1)?.action.kind, "put-extension");
  });

  it("is refused by Azure too where a check that fails was overridden: a subnet of another region", async () => {
    const azure = await connect();
    const request = windows({ subnetId: subnetIn("rg-app-neu", "vnet-app-neu") });
    const overrides = [{ requirement: "new-vm-subnet", reason: "the refusal is wanted here" }] as const;
    const facts = await observeNewVirtualMachine(azure, request);
    assert.deepEqual(
      planNewVirtualMachine(facts).blockers.map((blocker) => blocker.requirement),
      ["new-vm-subnet"],
    );
    await assert.rejects(carryOut(azure, planNewVirtualMachine(facts, { overrides })), RunbookError);
  });

  it("can be stopped while Azure makes it; its encryption is then what is left", async () => {
    const azure = await connect();
    const plan = planNewVirtualMachine(await observeNewVirtualMachine(azure, windows()));
    const stop = new AbortController();
    const stopped = apply(azure, plan, approve(azure, plan, plan.target), {
      secrets,
      signal: stop.signal,
      onProgress: ({ elapsedInMs }) => {
        if (elapsedInMs > 0) stop.abort(new Error("stopped by a test"));
      },
    });
    await assert.rejects(stopped, rejectsWith("Interrupted", /observe it and plan its encryption/));
    assert.equal(azure.changes[0]?.outcome?.kind, "unknown");
    await azure.clock.wait(10 * 60_000);
    const again = planNewVirtualMachine(await observeNewVirtualMachine(azure, windows()));
    assert.ok(again.blockers.some(({ requirement }) => requirement === "new-vm-name"));
    const keyVaultId = vaultId("kv-contoso-weu");
    const script = probeScript("Windows", "kv-contoso-weu.vault.azure.net");
    const { virtualMachine } = await observe(azure, "vm-new-01", { keyVaultId });
    const guest = await readGuest(azure, virtualMachine, script);
    await carryOut(azure, planEncryption(await observe(azure, "vm-new-01", { keyVaultId, guest })));
    await assertProven(azure, "vm-new-01", "Windows");
  });

  it("gets a disk encryption set and encryption at host in one call", async () => {
    const azure = await connect();
    const request = windows({
      subscriptionId: finance.replace("/subscriptions/", ""),
      resourceGroupName: "rg-finance-weu",
      subnetId: subnetIn("rg-finance-weu", "vnet-finance-weu", finance),
      encryption: {
        kind: "server-side",
        diskEncryptionSetId: `${finance}/resourceGroups/rg-finance-weu/providers/Microsoft.Compute/diskEncryptionSets/des-contoso-fin`,
        encryptionAtHost: true,
      },
    });
    const plan = planNewVirtualMachine(await observeNewVirtualMachine(azure, request));
    assert.deepEqual(plan.blockers, []);
    assert.equal(plan.steps.length, 1);
    await carryOut(azure, plan);
    const vm = await readVirtualMachine(azure, await findVirtualMachine(azure, "vm-new-01"));
    assert.equal(vm.encryptionAtHost, true);
    const { disks } = await observe(azure, "vm-new-01");
    assert.deepEqual(
      disks.map((disk) => (disk.kind === "known" ? disk.value.encryptionType : disk.reason)),
      ["EncryptionAtRestWithCustomerKey"],
    );
  });
});

/** The request's encryption, of its data volumes. */
function dataOf({ encryption }: NewVirtualMachineRequest): NewVirtualMachineRequest["encryption"] {
  assert.ok(encryption.kind === "azure-disk-encryption");
  return { ...encryption, volumeType: "Data" };
}

describe("A new VM by a Resource Manager template, in the sandbox", () => {
  async function exported(
    azure: SandboxConnection,
    request: NewVirtualMachineRequest,
  ): Promise<{ readonly facts: NewVirtualMachineFacts; readonly template: TemplateAndParameters }> {
    const facts = await observeNewVirtualMachine(azure, request);
    return { facts, template: exportTemplate(planNewVirtualMachine(facts)) };
  }
  const deploy = (
    facts: NewVirtualMachineFacts,
    template: TemplateAndParameters,
    requirement?: "vault-template-deployment" | "vault-disk-encryption",
  ): Plan =>
    planTemplateDeployment(facts, template, {
      edition: "current",
      ...(requirement === undefined
        ? {}
        : { overrides: [{ requirement, reason: "the refusal is wanted here" }] }),
    });

  it("is validated, and shown what it would do, without making anything", async () => {
    const { azure, exchanges } = await recorded();
    const { facts, template } = await exported(azure, windows({ dataDisks: [{ diskSizeGB: 16 }] }));
    const validation = await validateTemplate(azure, deploymentOf(facts), template);
    assert.ok(validation.outcome === "valid");
    assert.equal(validation.resourceIds.length, 5);
    const { changes } = await whatIf(azure, deploymentOf(facts), template);
    assert.deepEqual(
      changes.flatMap(({ change, type }) => (change === "Create" ? [type.split("/").pop()] : [])),
      ["networkInterfaces", "virtualMachines", "snapshots", "snapshots", "extensions"],
    );
    assert.ok(changes.some(({ change, name }) => change === "Ignore" && name === "vm-web-01"));
    assert.equal(
      changes.some(({ name }) => name === "vm-new-01/AzureDiskEncryption"),
      true,
    );
    assert.equal(await isThere(azure, "vm-new-01"), false);
    assert.deepEqual(azure.changes, []);
    const asked = exchanges.filter(({ method }) => method === "POST");
    assert.deepEqual(
      asked.map(({ url }) => new URL(url).pathname.split("/").pop()),
      ["validate", "whatIf"],
    );
    for (const { requestBody } of asked)
      assert.match(JSON.stringify(requestBody), /"adminPassword":\{"value":"\(not shown\)"\}/);
  });

  it("would change, by what-if, what is there and differs: with both values as Azure says them", async () => {
    const azure = await connect();
    const target = deploymentOf((await exported(azure, windows())).facts);
    const { location, id = "" } = await clientsOf(azure)
      .compute(target.subscriptionId)
      .disks.get("rg-web-weu", "vm-web-01-osdisk");
    const {
      template: { template, parameters },
    } = await exported(azure, windows());
    const disk = {
      type: "Microsoft.Compute/disks",
      apiVersion: "2024-03-02",
      name: "vm-web-01-osdisk",
      location,
      tags: { owner: "web" },
      sku: { name: "StandardSSD_LRS" },
      properties: { creationData: { createOption: "Empty" } },
    };
    const { changes } = await whatIf(azure, target, {
      template: { ...template, resources: [disk] },
      parameters,
    });
    const change = changes.find(({ resourceId }) => resourceId.toLowerCase() === id.toLowerCase());
    assert.deepEqual(
      change?.properties.find(({ path }) => path === "sku.name"),
      { path: "sku.name", change: "Modify", before: '"Premium_LRS"', after: '"StandardSSD_LRS"' },
    );
  });

  it("is told invalid with Azure's own words where a parameter is wrong", async () => {
    const azure = await connect();
    const { facts, template } = await exported(azure, windows());
    const parameters = {
      ...template.parameters,
      parameters: { ...template.parameters.parameters, volumeType: { value: "Data" } },
    };
    const validation = await validateTemplate(azure, deploymentOf(facts), { ...template, parameters });
    assert.ok(validation.outcome === "invalid");
    assert.match(JSON.stringify(validation.errors), /volumeType/);
    await assert.rejects(
      whatIf(azure, deploymentOf(facts), { ...template, parameters }),
      (error: unknown) => error instanceof RunbookError && error.message.includes("volumeType"),
    );
  });

  it("is refused to somebody who may only read", async () => {
    const azure = await connect({ signInAs: "lena@contoso.example" });
    const { facts, template } = await exported(azure, windows());
    await assert.rejects(
      validateTemplate(azure, deploymentOf(facts), template),
      rejectsWith("AuthorizationFailed"),
    );
  });

  for (const [osType, request] of [
    ["Windows", windows()],
    ["Linux", linux({ dataDisks: [{ diskSizeGB: 4 }], encryption: dataOf(windows()) })],
  ] as const) {
    it(`goes from nothing to proven encrypted in one deployment: ${osType}`, async () => {
      const { azure, exchanges } = await recorded();
      const { facts, template } = await exported(azure, request);
      const plan = deploy(facts, template);
      const details: string[] = [];
      await apply(azure, plan, approve(azure, plan, plan.target), {
        secrets,
        onProgress: ({ detail }) => details.push(...(detail === undefined ? [] : [detail])),
      });
      assert.ok(details.some((detail) => detail.includes("at virtualMachines vm-new-01")));
      assert.ok(details.some((detail) => detail.includes("at extensions vm-new-01")));
      assert.deepEqual(
        azure.changes.map(({ intent }) => intent.request.method),
        ["PUT"],
      );
      await assertProven(azure, "vm-new-01", osType);
      assert.equal(JSON.stringify([exchanges, azure.changes, plan]).includes(PASSWORD), false);
    });
  }

  it("leaves the restart of a Linux OS volume, which is then planned by itself", async () => {
    const azure = await connect();
    const { facts, template } = await exported(azure, linux());
    await carryOut(azure, deploy(facts, template));
    const script = probeScript("Linux");
    assert.equal((await watch(azure, "vm-new-01", { script })).state, "restart-pending");
    const { encryption } = facts.request;
    assert.ok(encryption.kind === "azure-disk-encryption");
    const rest = planEncryption(
      await observe(azure, "vm-new-01", {
        keyVaultId: encryption.keyVaultId,
        keyEncryptionKeyUrl: encryption.keyEncryptionKeyUrl ?? "none",
        volumeType: "OS",
      }),
    );
    assert.deepEqual(
      rest.steps.map(({ action }) => action.kind),
      ["restart"],
    );
    await carryOut(azure, rest);
    await assertProven(azure, "vm-new-01", "Linux");
  });

  it("is refused by an Azure that goes by the module, as the check says, until the vault is prepared for it", async () => {
    const azure = await connect({ edition: "module" });
    const { facts, template } = await exported(azure, windows());
    const byModule = planTemplateDeployment(facts, template, { edition: "module" });
    assert.deepEqual(
      byModule.blockers.map(({ requirement }) => requirement),
      ["vault-template-deployment"],
    );
    await assert.rejects(
      carryOut(azure, deploy(facts, template)),
      rejectsWith("KeyVaultNotEnabledForTemplateDeployment", /enabledForTemplateDeployment/),
    );
    const keyVaultId = vaultId("kv-contoso-weu");
    const wanted = {
      keyVaultId,
      location: "westeurope",
      tenantId: azure.tenantId,
      forDeployment: true,
      forTemplateDeployment: true,
    } as const;
    await carryOut(azure, planKeyVault(await readKeyVault(azure, keyVaultId), wanted));
    const again = await exported(azure, windows());
    const mended = planTemplateDeployment(again.facts, again.template, { edition: "module" });
    assert.deepEqual(mended.blockers, []);
    await carryOut(azure, mended);
    assert.equal(await isThere(azure, "vm-new-01"), true);
  });

  it("is refused where a parameter takes a secret out of a vault without the setting, as the check says", async () => {
    const azure = await connect();
    const { facts, template } = await exported(azure, windows());
    const reference = { keyVault: { id: vaultId("kv-contoso-weu") }, secretName: "admin" };
    const parameters = {
      ...template.parameters,
      parameters: { ...template.parameters.parameters, adminPassword: { reference } },
    };
    const changed = { ...template, parameters };
    assert.deepEqual(
      deploy(facts, changed).blockers.map(({ requirement }) => requirement),
      ["vault-template-deployment"],
    );
    await assert.rejects(
      carryOut(azure, deploy(facts, changed, "vault-template-deployment")),
      rejectsWith("KeyVaultParameterReferenceSecretRetrieveFailed", /first party/),
    );
  });

  it("explains why the extension failed by the resource's own error, and not by the deployment's", async () => {
    const azure = await connect();
    const keyVaultId = vaultId("kv-contoso-noflag");
    const { facts, template } = await exported(
      azure,
      windows({ encryption: { kind: "azure-disk-encryption", keyVaultId } }),
    );
    await assert.rejects(
      carryOut(azure, deploy(facts, template, "vault-disk-encryption")),
      rejectsWith("VMExtensionProvisioningError", /extensions vm-new-01\/AzureDiskEncryption/),
    );
    assert.equal(azure.changes.at(-1)?.outcome?.kind, "failed");
  });
});
