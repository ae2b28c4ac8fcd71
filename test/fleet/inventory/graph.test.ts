import assert from "node:assert/strict";

import type { InventoriedResource, Inventory } from "../../../lib/fleet/nouns/inventory";
import {
  connect,
  type SandboxConnection,
  type SandboxTarget,
} from "../../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../../lib/disk-encryption/connection/exchange";
import { readFleet } from "../../../lib/fleet/inventory/arm";
import { readFleetFromGraph, type GraphProgress } from "../../../lib/fleet/inventory/graph";
import { fleetQuery } from "../../../lib/fleet/inventory/graph/fleet-query";
import { setPageSize } from "../../../lib/sandbox/paging";
import { objectAt } from "../../../lib/sandbox/json";
import { updateProperties } from "../../../lib/sandbox/state";
import { finance, production, research } from "../../sandbox/contoso";
import { aResourceGraph, aSubscription, pages } from "./graph-answers";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const guid = (scope: string): string => scope.slice("/subscriptions/".length);

interface Bench {
  readonly azure: SandboxConnection;
  /** Queries since. */
  readonly asked: () => readonly Exchange[];
}

async function aBench(target: SandboxTarget = {}): Promise<Bench> {
  const seen: Exchange[] = [];
  const azure = await connect({ ...target, observe: (exchange) => seen.push(exchange) });
  seen.splice(0);
  return { azure, asked: () => seen.splice(0) };
}

const byId = <Row extends InventoriedResource>(rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));

/**
 * What both sources tell, in one order. Lists don't tell of each VM whether it has the extension of Azure Disk Encryption, nor of the generation of
 * one with unmanaged disks.
 */
const comparable = ({ virtualMachines, disks, snapshots, images, diskEncryptionSets }: Inventory) => ({
  virtualMachines: byId(virtualMachines).map((row) => ({
    ...without(
      row,
      "extensions",
      "adeExtension",
      "hasAdeExtension",
      ...(row.disks?.[0]?.vhdUri === undefined ? [] : ["hyperVGeneration"]),
    ),
    disks: row.disks?.map((disk) => without(disk, "encryptionState")),
  })),
  disks: byId(disks),
  snapshots: byId(snapshots),
  images: byId(images),
  diskEncryptionSets: byId(diskEncryptionSets),
});

const without = (record: object, ...names: readonly string[]): object =>
  Object.fromEntries(Object.entries(record).filter(([field]) => !names.includes(field)));

const webServer = `${production}/resourceGroups/rg-web-weu/providers/Microsoft.Compute`;

/** Puts what Azure Disk Encryption leaves on vm-web-01: the extension and the stamp; on vm-web-02 the settings in the VM's model, and an extension that is another's. */
function stampWebServer({ sandbox }: SandboxConnection): void {
  const { resources } = sandbox.world;
  const settings = {
    KeyVaultURL: "https://kv-contoso-weu.vault.azure.net/",
    EncryptionOperation: "EnableEncryption",
    SequenceVersion: "1",
    VolumeType: "All",
  };
  for (const [name, publisher] of [
    ["AzureDiskEncryption", "Microsoft.Azure.Security"],
    ["AzureMonitorWindowsAgent", "Microsoft.Azure.Monitor"],
  ] as const) {
    resources.put({
      id: `${webServer}/virtualMachines/vm-web-0${name === "AzureDiskEncryption" ? 1 : 2}/extensions/${name}`,
      name,
      type: "Microsoft.Compute/virtualMachines/extensions",
      location: "westeurope",
      properties: { publisher, type: name, settings, provisioningState: "Succeeded" },
    });
  }
  const secretUrl = "https://kv-contoso-weu.vault.azure.net/secrets/s/0123456789abcdef0123456789abcdef";
  for (const disk of ["vm-web-01-osdisk", "vm-web-01-data-0"]) {
    updateProperties(resources, `${webServer}/disks/${disk}`, (properties) => ({
      ...properties,
      encryptionSettingsCollection: {
        enabled: true,
        encryptionSettings: [{ diskEncryptionKey: { secretUrl } }],
      },
    }));
  }
  // As dual pass does in place of the disks.
  updateProperties(resources, `${webServer}/virtualMachines/vm-web-02`, (properties) => {
    const storageProfile = objectAt(properties, "storageProfile");
    const encryptionSettings = { enabled: true, diskEncryptionKey: { secretUrl } };
    const osDisk = { ...objectAt(storageProfile, "osDisk"), encryptionSettings };
    return { ...properties, storageProfile: { ...storageProfile, osDisk } };
  });
}

describe("A fleet that is read from Azure Resource Graph", () => {
  it("is what the lists of Resource Manager tell", async () => {
    const { azure } = await aBench();
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual(
      [fleet.source, fleet.gaps, fleet.remarks, fleet.subscriptions.map(({ displayName }) => displayName)],
      ["graph", [], [], ["Contoso Production", "Contoso Finance"]],
    );
    assert.equal(fleet.virtualMachines.length, 16);
    assert.deepEqual(comparable(fleet), comparable(await readFleet(azure, { withPowerStates: true })));
  });

  it("is what the lists tell of a generated fleet too", async () => {
    const { azure } = await aBench({ generate: { virtualMachines: 200, subscriptions: 3 } });
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual(fleet.gaps, []);
    const listed = await readFleet(azure, { withPowerStates: true });
    assert.deepEqual(comparable(fleet), comparable(listed));
    const { resources } = azure.sandbox.world;
    for (const { id, name, hasAdeExtension } of fleet.virtualMachines) {
      const extensions = resources.list("Microsoft.Compute/virtualMachines/extensions", id);
      assert.equal(
        hasAdeExtension,
        extensions.some((one) => one.name.startsWith("AzureDiskEncryption")),
        name,
      );
    }
  });

  it("takes one query for a thousand resources, and changes nothing", async () => {
    const { azure, asked } = await aBench();
    await readFleetFromGraph(azure);
    assert.deepEqual(
      asked().map(({ method, url, status }) => [method, new URL(url).pathname, status]),
      [["POST", "/providers/Microsoft.ResourceGraph/resources", 200]],
    );
    assert.deepEqual(azure.changes, []);
  });

  it("never asks for a key's URL or for a secret, and is not answered one", async () => {
    const { azure, asked } = await aBench();
    stampWebServer(azure);
    asked();
    await readFleetFromGraph(azure);
    const [exchange] = asked();
    const { query } = exchange?.requestBody as { readonly query: string };
    assert.doesNotMatch(query, /keyUrl|secretUrl|activeKey|sourceVault|message/i);
    // Of the settings in a VM's model, which name a secret, whether they are on and nothing else.
    assert.doesNotMatch(query, /encryptionSettings\b(?!\.enabled[,\n])/i);
    // Of the extension's settings, among which are URLs of a vault and a key, those two alone.
    assert.doesNotMatch(query, /\.settings(?!\.(?:EncryptionOperation|VolumeType)[,\n])/i);
    // Nothing whole but what has its own short list of fields, all of them without keys.
    assert.doesNotMatch(query, /= properties(?:\.storageProfile(?:\.osDisk)?)?[,\n]/);
    const { data } = exchange?.responseBody as { readonly data: readonly { readonly tags: unknown }[] };
    const told = JSON.stringify(data.map((row) => ({ ...row, tags: undefined })));
    assert.doesNotMatch(told, /vault\.azure\.net|SequenceVersion/i);
  });

  it("is the same in small pages, which take no more queries for being shared out", async () => {
    const { azure, asked } = await aBench();
    const whole = await readFleetFromGraph(azure);
    asked();
    for (const size of [1, 7, 49]) {
      setPageSize(azure.sandbox.world, size);
      const observedAt = azure.clock.now();
      assert.deepEqual(await readFleetFromGraph(azure), { ...whole, observedAt });
      // 16 VMs, 29 disks, a snapshot, an image, a disk encryption set and the two subscriptions.
      assert.equal(asked().length, Math.ceil(50 / size));
    }
  });

  it("takes fewer than a two-hundredth as many queries as there are VMs, with three disks each", async () => {
    const { azure, asked } = await aBench({ generate: { virtualMachines: 2_000, subscriptions: 10 } });
    const fleet = await clientsOf(azure)
      .resourceGraph()
      .resources({
        query: fleetQuery,
        options: { top: 1 },
      });
    asked();
    assert.ok(Math.ceil(fleet.totalRecords / 1_000) < 2_000 / 200, `${fleet.totalRecords} rows`);
  });

  it("tells who has the extension of Azure Disk Encryption, and the stamp on disks, but not how far it is", async () => {
    const { azure } = await aBench();
    stampWebServer(azure);
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual(
      fleet.virtualMachines
        .filter(({ hasAdeExtension }) => hasAdeExtension === true)
        .map(({ name, adeExtension }) => [name, adeExtension]),
      [
        [
          "vm-web-01",
          { provisioningState: "Succeeded", encryptionOperation: "EnableEncryption", volumeType: "All" },
        ],
      ],
    );
    assert.deepEqual(
      fleet.disks
        .filter(({ adeStamp }) => adeStamp !== "never")
        .map(({ name, adeStamp }) => [name, adeStamp]),
      [
        ["vm-web-01-data-0", "on"],
        ["vm-web-01-osdisk", "on"],
      ],
    );
    assert.deepEqual(
      fleet.virtualMachines
        .filter(({ osDiskAdeStamp }) => osDiskAdeStamp !== "never")
        .map(({ name, osDiskAdeStamp }) => [name, osDiskAdeStamp]),
      [["vm-web-02", "on"]],
    );
    for (const row of fleet.virtualMachines) {
      assert.ok(!("extensions" in row));
      assert.ok(row.disks?.every((disk) => !("encryptionState" in disk)));
    }
  });

  it("asks Resource Manager for the instance view of each VM with Azure Disk Encryption, where that is wished", async () => {
    const { azure, asked } = await aBench({ generate: { virtualMachines: 120, subscriptions: 3 } });
    const told: GraphProgress[] = [];
    const fleet = await readFleetFromGraph(azure, {
      withInstanceViews: true,
      onProgress: (progress) => told.push(progress),
    });
    const views = asked().filter(({ method }) => method === "GET");
    const listed = await readFleet(azure);
    const reported = ({ virtualMachines }: Inventory) =>
      byId(virtualMachines).flatMap(({ name, extensions, disks }) =>
        extensions === undefined ? [] : [{ name, extensions, disks }],
      );
    assert.deepEqual([fleet.gaps, reported(fleet)], [[], reported(listed)]);
    assert.equal(views.length, reported(fleet).length);
    assert.ok(views.length > 0 && views.every(({ url }) => url.includes("$expand=instanceView")));
    assert.deepEqual([told.at(-1)?.candidates, told.at(-1)?.instanceViews], [views.length, views.length]);
  });

  it("names each VM whose instance view could not be read, and has what Resource Graph told of it", async () => {
    const { azure } = await aBench();
    stampWebServer(azure);
    const body = '{"error":{"code":"AuthorizationFailed","message":"No."}}';
    const refused = { status: 403, headers: { get: () => undefined }, body };
    const fleet = await readFleetFromGraph(
      { ...azure, get: () => Promise.resolve(refused) },
      { withInstanceViews: true },
    );
    assert.deepEqual(
      fleet.gaps.map(({ scope, kind, code }) => [scope, kind, code]),
      [
        ["vm-web-01", "instanceViews", "AuthorizationFailed"],
        ["vm-web-02", "instanceViews", "AuthorizationFailed"],
      ],
    );
    const vm = fleet.virtualMachines.find(({ name }) => name === "vm-web-01");
    assert.equal(vm?.adeExtension?.provisioningState, "Succeeded");
  });

  it("names a subscription without rights, and one that is not there, and has the rest", async () => {
    const { azure } = await aBench();
    const unknown = "c0015999-50b5-4000-8000-c0ffee000999";
    const subscriptionIds = [guid(finance).toUpperCase(), guid(research), unknown];
    const fleet = await readFleetFromGraph(azure, { subscriptionIds });
    assert.deepEqual(
      fleet.gaps.map(({ subscriptionId, scope, kind, code, readBefore }) => [
        subscriptionId,
        scope,
        kind,
        code,
        readBefore,
      ]),
      [
        [guid(research), guid(research), "all", "SubscriptionNotAccessible", 0],
        [unknown, unknown, "all", "SubscriptionNotAccessible", 0],
      ],
    );
    assert.deepEqual(new Set(fleet.virtualMachines.map((vm) => vm.subscriptionId)), new Set([guid(finance)]));
    const none = await readFleetFromGraph(azure, { subscriptionIds: [guid(research)] });
    assert.deepEqual(
      none.gaps.map(({ scope, code }) => [scope, code]),
      [[guid(research), "SubscriptionNotAccessible"]],
    );
    assert.deepEqual(none.virtualMachines, []);
  });

  it("says so where only a resource group of a subscription may be read", async () => {
    const { azure } = await aBench({ signInAs: "omar@contoso.example" });
    const { world } = azure.sandbox;
    const omar = world.principals.find(({ name }) => name === "omar@contoso.example");
    world.roleAssignments.push({
      name: "one group",
      scope: `${production}/resourceGroups/rg-web-weu`,
      principalId: omar?.objectId ?? "",
      roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
      principalType: "User",
    });
    const fleet = await readFleetFromGraph(azure, { subscriptionIds: [guid(production)] });
    assert.deepEqual(
      new Set(fleet.disks.map(({ resourceGroupName }) => resourceGroupName)),
      new Set(["rg-web-weu"]),
    );
    const read = fleet.virtualMachines.length + fleet.disks.length;
    assert.deepEqual(
      fleet.gaps.map(({ code, readBefore }) => [code, readBefore]),
      [["SubscriptionNotAccessible", read]],
    );
  });

  it("has the names that Resource Graph tells of subscriptions that the connection does not know", async () => {
    const named = [
      { subscriptionId: "22222222-2222-4222-8222-222222222222", displayName: "Fabrikam" },
      {
        subscriptionId: "33333333-3333-4333-8333-333333333333",
        displayName: "33333333-3333-4333-8333-333333333333",
      },
    ];
    const subscriptionIds = named.map(({ subscriptionId }) => subscriptionId);
    const { azure } = aResourceGraph(pages([aSubscription(subscriptionIds[0], "Fabrikam")], 10));
    const fleet = await readFleetFromGraph(azure, { subscriptionIds });
    assert.deepEqual(fleet.subscriptions, named);
    assert.deepEqual(
      fleet.gaps.map(({ scope }) => scope),
      [subscriptionIds[1]],
    );
  });

  it("is all below a management group, with the subscriptions that are found there", async () => {
    const { azure } = await aBench();
    const fleet = await readFleetFromGraph(azure, { managementGroups: [azure.tenantId] });
    assert.equal(fleet.virtualMachines.length, 16);
    assert.deepEqual(
      fleet.subscriptions.map(({ subscriptionId, displayName }) => [subscriptionId, displayName]),
      [
        [guid(production), "Contoso Production"],
        [guid(finance), "Contoso Finance"],
      ],
    );
    assert.deepEqual(fleet.gaps, []);
    const unknown = await readFleetFromGraph(azure, { managementGroups: ["landing-zones"] });
    assert.deepEqual(
      unknown.gaps.map(({ scope, code }) => [scope, code]),
      [["management group landing-zones", "ManagementGroupsContainInvalidIds"]],
    );
  });

  it("has a disk that changes hands while it is read with one VM, and says so", async () => {
    const { azure } = await aBench();
    const { resources } = azure.sandbox.world;
    setPageSize(azure.sandbox.world, 10);
    const diskId = `${webServer}/disks/vm-web-01-data-0`;
    const disk = resources.get(diskId);
    assert.ok(disk);
    const fleet = await readFleetFromGraph(azure, {
      onProgress: ({ requests }) => {
        if (requests === 1) resources.put({ ...disk, managedBy: `${webServer}/virtualMachines/vm-web-02` });
      },
    });
    assert.equal(fleet.remarks.length, 1);
    assert.match(fleet.remarks[0] ?? "", /^Disk vm-web-01-data-0 changed hands/);
    const holder = fleet.disks.find(({ id }) => id === diskId)?.managedBy;
    for (const { id, disks = [] } of fleet.virtualMachines)
      assert.ok(id === holder || disks.every(({ managedDiskId }) => managedDiskId !== diskId), id);
  });

  it("is told while it is read: how many queries and what they brought", async () => {
    const { azure } = await aBench();
    setPageSize(azure.sandbox.world, 20);
    const told: GraphProgress[] = [];
    const fleet = await readFleetFromGraph(azure, { onProgress: (progress) => told.push(progress) });
    assert.deepEqual(
      told.map(({ requests }) => requests),
      [1, 2, 3],
    );
    assert.deepEqual(told.at(-1), {
      requests: 3,
      rowsRead: 50,
      rowsAnnounced: 50,
      virtualMachines: fleet.virtualMachines.length,
      disks: fleet.disks.length,
      snapshots: fleet.snapshots.length,
      images: fleet.images.length,
      diskEncryptionSets: fleet.diskEncryptionSets.length,
      candidates: 0,
      instanceViews: 0,
    });
  });
});
