import assert from "node:assert/strict";

import type { InventoriedResource } from "../../../lib/fleet/nouns/inventory";
import { parseResourceId } from "../../../lib/azure/resource-id";
import { readFleet, type FleetProgress } from "../../../lib/fleet/inventory/arm";
import type { SandboxConnection } from "../../../lib/disk-encryption/connection/connect";
import type { Exchange } from "../../../lib/disk-encryption/connection/exchange";
import {
  apply,
  approve,
  connect,
  observe,
  planEncryption,
  probeScriptFor,
  readGuest,
} from "@runbooks/disk-encryption";
import { readDisk } from "../../../lib/disk-encryption/observe/read-disks";
import { readVirtualMachine } from "../../../lib/disk-encryption/observe/read-virtual-machine";
import { type AzureClients, clientsOf } from "@runbooks/disk-encryption/clients";
import { setPageSize } from "../../../lib/sandbox/paging";

const PRODUCTION = "c0015001-50b5-4000-8000-c0ffee000001";
const FINANCE = "c0015002-50b5-4000-8000-c0ffee000002";
/** Dana has no rights here. */
const RESEARCH = "c0015003-50b5-4000-8000-c0ffee000003";

interface Bench {
  readonly azure: SandboxConnection;
  /** Paths that were asked for since, with their queries but for where a page starts. */
  readonly asked: () => readonly string[];
}

async function aBench(): Promise<Bench> {
  const seen: Exchange[] = [];
  const azure = await connect({ observe: (exchange) => seen.push(exchange) });
  seen.splice(0);
  const pathOf = ({ method, url }: Exchange): string => {
    const { pathname, searchParams } = new URL(url);
    searchParams.delete("$skipToken");
    return `${method} ${pathname}?${decodeURIComponent(searchParams.toString())}`;
  };
  return { azure, asked: () => seen.splice(0).map(pathOf) };
}

/** Has Azure Disk Encryption begin on a VM: its disks are stamped, and its guest is at it. */
async function encrypt(azure: SandboxConnection, name: string): Promise<void> {
  const facts = await observe(azure, name);
  const script = probeScriptFor(facts);
  const guest = await readGuest(azure, facts.virtualMachine, script);
  const plan = planEncryption(await observe(azure, name, { guest }));
  await apply(azure, plan, approve(azure, plan, plan.target));
}

const idsOf = (resources: readonly InventoriedResource[]): readonly string[] =>
  resources.map(({ id }) => id.toLowerCase()).sort();

async function listed(list: AsyncIterable<{ readonly id?: string }>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id = "" } of list) ids.push(id.toLowerCase());
  return ids;
}

/** Ids of a kind in both of Dana's subscriptions, as Azure's own client lists them. */
async function listedByClient(
  azure: SandboxConnection,
  listOf: (client: ReturnType<AzureClients["compute"]>) => AsyncIterable<{ readonly id?: string }>,
): Promise<readonly string[]> {
  const ids = await Promise.all(
    [PRODUCTION, FINANCE].map((subscriptionId) => listed(listOf(clientsOf(azure).compute(subscriptionId)))),
  );
  return ids.flat().sort();
}

const withoutKeyUrls = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).filter(([, value]) => !value.includes("/keys/")));

describe("A fleet that is read from lists of Resource Manager", () => {
  it("has all that Azure's own client lists, each once", async () => {
    const { azure } = await aBench();
    const fleet = await readFleet(azure);
    assert.deepEqual(
      [fleet.source, fleet.gaps, fleet.remarks, fleet.subscriptions.map(({ displayName }) => displayName)],
      ["arm", [], [], ["Contoso Production", "Contoso Finance"]],
    );
    assert.deepEqual(
      [
        idsOf(fleet.virtualMachines),
        idsOf(fleet.disks),
        idsOf(fleet.snapshots),
        idsOf(fleet.images),
        idsOf(fleet.diskEncryptionSets),
      ],
      await Promise.all([
        listedByClient(azure, ({ virtualMachines }) => virtualMachines.listAll()),
        listedByClient(azure, ({ disks }) => disks.list()),
        listedByClient(azure, ({ snapshots }) => snapshots.list()),
        listedByClient(azure, ({ images }) => images.list()),
        listedByClient(azure, ({ diskEncryptionSets }) => diskEncryptionSets.list()),
      ]),
    );
    assert.equal(fleet.virtualMachines.length, 16);
  });

  it("costs five lists a subscription, of the api-versions that Azure's client sends, and no request for a VM", async () => {
    const { azure, asked } = await aBench();
    await readFleet(azure);
    const byReading = [...asked()].sort();
    assert.equal(byReading.length, 2 * 5);
    for (const subscriptionId of [PRODUCTION, FINANCE]) {
      const { virtualMachines, disks, snapshots, images, diskEncryptionSets } =
        clientsOf(azure).compute(subscriptionId);
      await listed(virtualMachines.listAll());
      await listed(disks.list());
      await listed(snapshots.list());
      await listed(images.list());
      await listed(diskEncryptionSets.list());
    }
    assert.deepEqual(byReading, [...asked()].sort());
  });

  it("is the same from pages of two", async () => {
    const { azure, asked } = await aBench();
    const whole = await readFleet(azure);
    asked();
    setPageSize(azure.sandbox.world, 2);
    assert.deepEqual(await readFleet(azure), { ...whole, observedAt: azure.clock.now() });
    assert.ok(asked().length > 20);
  });

  it("says of each VM and disk what the library's own reading of it says", async () => {
    const { azure } = await aBench();
    const fleet = await readFleet(azure, { withPowerStates: true });
    for (const row of fleet.virtualMachines) {
      const vm = await readVirtualMachine(azure, parseResourceId(row.id));
      assert.deepEqual(
        {
          name: row.name,
          location: row.location,
          vmSize: row.vmSize,
          osType: row.osType,
          powerState: row.powerState,
          encryptionAtHost: row.encryptionAtHost,
          securityType: row.securityType ?? undefined,
          imageReference: row.imageReference ?? undefined,
          diskControllerType: row.diskControllerType ?? undefined,
          tags: row.tags,
          disks: row.disks,
        },
        {
          name: vm.name,
          location: vm.location,
          vmSize: vm.vmSize,
          osType: vm.osType,
          powerState: vm.powerState,
          encryptionAtHost: vm.encryptionAtHost,
          securityType: vm.securityType,
          imageReference: vm.imageReference,
          diskControllerType: vm.diskControllerType,
          tags: withoutKeyUrls(vm.tags),
          disks: [vm.osDisk, ...vm.dataDisks],
        },
      );
    }
    for (const row of fleet.disks) {
      const disk = await readDisk(azure, row.id);
      assert.ok(disk.kind === "known");
      const { osType, managedBy, diskEncryptionSetId, securityType, ...rest } = row;
      assert.deepEqual(
        [osType, managedBy, diskEncryptionSetId, securityType].map((value) => value ?? undefined),
        [disk.value.osType, disk.value.managedBy, disk.value.diskEncryptionSetId, disk.value.securityType],
      );
      assert.deepEqual(
        [rest.sku, rest.diskSizeGB, rest.encryptionType, rest.diskState, rest.maxShares, rest.uniqueId],
        [
          disk.value.sku,
          disk.value.diskSizeGB,
          disk.value.encryptionType,
          disk.value.diskState,
          disk.value.maxShares,
          disk.value.uniqueId,
        ],
      );
    }
  });

  it("tells of a VM with Azure Disk Encryption what its extension reported, for one request more", async () => {
    const { azure, asked } = await aBench();
    await encrypt(azure, "vm-web-01");
    asked();
    const fleet = await readFleet(azure);
    const looks = asked().filter((path) => path.includes("/virtualMachines/"));
    assert.deepEqual(
      looks.map((path) => path.replace(/.*virtualMachines\//, "")),
      ["vm-web-01?$expand=instanceView&api-version=2026-03-01"],
    );
    const row = fleet.virtualMachines.find(({ name }) => name === "vm-web-01");
    const vm = await readVirtualMachine(azure, parseResourceId(row?.id ?? ""));
    // Of the extension's settings, among which are URLs of a vault and a key, those two alone.
    const settings = { EncryptionOperation: "EnableEncryption", VolumeType: "All" };
    assert.deepEqual(
      row?.extensions,
      vm.extensions.map((extension) => ({ ...extension, settings })),
    );
    assert.deepEqual(row.disks, [vm.osDisk, ...vm.dataDisks]);
    assert.deepEqual([row.hasAdeExtension, row.powerState], [true, "running"]);
    const others = fleet.virtualMachines.filter(({ extensions }) => extensions !== undefined);
    assert.equal(others.length, 1);
    const stamps = fleet.disks.filter(({ adeStamp }) => adeStamp !== "never");
    assert.deepEqual(stamps.map(({ name, adeStamp }) => [name, adeStamp]).sort(), [
      ["vm-web-01-data-0", "on"],
      ["vm-web-01-osdisk", "on"],
    ]);
  });

  it("tells whether each VM runs where that is asked for, for the VMs' pages once more", async () => {
    const { azure, asked } = await aBench();
    const fleet = await readFleet(azure, { withPowerStates: true });
    assert.equal(asked().filter((path) => path.includes("statusOnly=true")).length, 2);
    const off = fleet.virtualMachines.filter(({ powerState }) => powerState !== "running");
    assert.deepEqual(
      off.map(({ name, powerState }) => [name, powerState]),
      [["vm-print-01", "deallocated"]],
    );
    const untold = await readFleet(azure);
    assert.ok(untold.virtualMachines.every(({ powerState }) => powerState === undefined));
  });

  it("names a subscription without rights, and one that is not there, and has the rest", async () => {
    const { azure } = await aBench();
    const unknown = "c0015999-50b5-4000-8000-c0ffee000999";
    const fleet = await readFleet(azure, { subscriptionIds: [FINANCE.toUpperCase(), RESEARCH, unknown] });
    assert.deepEqual(
      fleet.gaps.map(({ subscriptionId, scope, kind, code, readBefore }) => [
        subscriptionId,
        scope,
        kind,
        code,
        readBefore,
      ]),
      [
        [RESEARCH, RESEARCH, "all", "AuthorizationFailed", 0],
        [unknown, unknown, "all", "SubscriptionNotFound", 0],
      ],
    );
    assert.match(fleet.gaps[0]?.reason ?? "", /does not have authorization to perform action/);
    assert.deepEqual(
      fleet.subscriptions.map(({ subscriptionId, displayName }) => [subscriptionId, displayName]),
      [
        [FINANCE, "Contoso Finance"],
        [RESEARCH, RESEARCH],
        [unknown, unknown],
      ],
    );
    assert.deepEqual(new Set(fleet.virtualMachines.map((vm) => vm.subscriptionId)), new Set([FINANCE]));
  });

  it("is told while it is read: how many requests and what they brought", async () => {
    const { azure } = await aBench();
    const told: FleetProgress[] = [];
    const fleet = await readFleet(azure, { onProgress: (progress) => told.push(progress) });
    assert.ok(told.length >= 10);
    assert.deepEqual(told.at(-1), {
      requests: 10,
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
