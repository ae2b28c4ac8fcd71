import assert from "node:assert/strict";

import { generateFleet } from "../../../../lib/sandbox/index";
import { blockSize } from "../../../../lib/sandbox/fleet/generated/layout";
import { extrasOf200, kindsWith } from "../../../../lib/sandbox/fleet/generated/mix";
import { isJsonObject, listAt, textAt, valueAt } from "../../../../lib/sandbox/json";
import type { Resource } from "../../../../lib/sandbox/state";
import { generatedBench, idsOf, listed, versions } from "./generated-bench";
import { truthOf } from "./truth";

/** All that a fleet has, made one by one. */
function everythingOf(options: Parameters<typeof generateFleet>[0]): readonly Resource[] {
  const { fleet, resources } = generateFleet(options);
  const made = resources.types.flatMap((type) => {
    const { from, to } = resources.places(type, "");
    return Array.from({ length: to - from }, (_, index) => resources.at(type, from + index));
  });
  return [...fleet.resources.map((one) => ({ ...one })), ...made];
}

describe("A generated fleet", () => {
  it("is the same to the byte with the same seed", () => {
    const options = { virtualMachines: 250, subscriptions: 3, seed: "twice" };
    assert.equal(JSON.stringify(everythingOf(options)), JSON.stringify(everythingOf(options)));
  });

  it("is another with another seed, down to the identifiers", () => {
    const uniqueIds = (seed: string): readonly string[] =>
      everythingOf({ virtualMachines: 250, seed }).map(
        ({ properties }) => textAt(properties, "uniqueId") ?? "",
      );
    const [one, other] = [new Set(uniqueIds("one")), new Set(uniqueIds("other"))];
    one.delete("");
    assert.deepEqual(
      [...other].filter((id) => one.has(id)),
      [],
    );
  });

  it("makes no resource before one is asked for, however many there are", () => {
    const { made, generated, sandbox } = generatedBench({ virtualMachines: 200_000, subscriptions: 40 });
    assert.equal(made.size, 0);
    const { from, to } = generated.resources.places("Microsoft.Compute/virtualMachines", "");
    assert.equal(to - from, 200_000);
    assert.equal([...sandbox.world.guests.values()].length, 0);
  });

  it("makes the resources of the page that is asked for and no others, on the last page too", async () => {
    const bench = generatedBench({ virtualMachines: 200_000, subscriptions: 1 });
    const { made, subscriptions, send } = bench;
    const url = `${subscriptions[0] ?? ""}/providers/Microsoft.Compute/virtualMachines?api-version=${versions.virtualMachines}`;
    // The token of the page from 199,990 on; a client would have gone through the others.
    const token = Buffer.from("!199990").toString("base64url");
    const answer = await send("GET", `${url}&$skipToken=${token}`);
    const machines = valueAt(answer.body, "value");
    assert.ok(Array.isArray(machines));
    assert.equal(machines.length, 10);
    assert.match(answer.text, /vm-[a-z]+-200000/);
    assert.equal(made.get("Microsoft.Compute/virtualMachines"), 10);
    // Their disks say which set they are encrypted with, and a list has the ids of their extensions.
    assert.ok((made.get("Microsoft.Compute/disks") ?? 0) <= 30);
    assert.ok((made.get("Microsoft.Compute/virtualMachines/extensions") ?? 0) <= 20);
    assert.deepEqual([...bench.sandbox.world.guests.values()], []);
  });

  it("makes none of its VMs for a list of vaults", async () => {
    const { made, send, subscriptions, generated } = generatedBench({
      virtualMachines: 200_000,
      subscriptions: 2,
    });
    const filter = encodeURIComponent("resourceType eq 'Microsoft.KeyVault/vaults'");
    const answer = await send(
      "GET",
      `${subscriptions[1] ?? ""}/resources?$filter=${filter}&api-version=2015-11-01`,
    );
    assert.deepEqual(
      idsOf(listAt(answer.body, "value").filter(isJsonObject)).map((id) => id.split("/").at(-1)),
      generated.fleet.vaults.slice(2).map(({ name }) => name),
    );
    assert.deepEqual([...made], []);
  });

  it("comes page by page with each resource once, and its groups hold what its subscriptions hold", async () => {
    const bench = generatedBench({ virtualMachines: 300, subscriptions: 2 }, { pageSize: 37 });
    const { generated, subscriptions, pages, sandbox } = bench;
    for (const list of listed) {
      const pagesOf = await Promise.all(subscriptions.map((subscription) => pages(subscription, list)));
      for (const ofOne of pagesOf) {
        assert.ok(
          ofOne.slice(0, -1).every((page) => page.length === 37),
          list,
        );
      }
      const ids = idsOf(pagesOf.flat(2));
      assert.equal(new Set(ids).size, ids.length);
      const groups = [...sandbox.world.resourceGroups.values()].map(
        ({ subscriptionId, name }) => `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
      );
      const inGroups = await Promise.all(groups.map((group) => pages(group, list)));
      assert.deepEqual([...idsOf(inGroups.flat(2))].sort(), [...ids].sort(), list);
      const { from, to } = generated.resources.places(`Microsoft.Compute/${list}`, "");
      if (list !== "diskEncryptionSets") assert.equal(ids.length, to - from);
    }
  });

  it("stands in the order of its ids, and any stretch of it can be had", () => {
    const { resources } = generatedBench({ virtualMachines: 450, subscriptions: 3 }).sandbox.world;
    for (const type of ["virtualMachines", "disks", "snapshots", "images", "virtualMachines/extensions"]) {
      const types = [`Microsoft.Compute/${type}`];
      const ids = idsOf(resources.list(types[0] ?? "", ""));
      assert.deepEqual(ids, [...ids].sort(), type);
      assert.equal(resources.count(types, [""]), ids.length);
      for (const [offset, count] of [
        [0, 7],
        [199, 5],
        [ids.length - 3, 10],
        [ids.length, 4],
      ] as const) {
        assert.deepEqual(
          idsOf(resources.page(types, [""], offset, count)),
          ids.slice(offset, offset + count),
        );
      }
    }
  });

  it("can be had type by type and scope by scope in one order", () => {
    const { sandbox, subscriptions } = generatedBench({ virtualMachines: 300, subscriptions: 3 });
    const { resources } = sandbox.world;
    const types = [
      "Microsoft.Compute/snapshots",
      "microsoft.compute/diskencryptionsets",
      "Microsoft.Compute/images",
    ];
    const scopes = subscriptions.slice(1);
    const all = types.flatMap((type) => scopes.flatMap((scope) => resources.list(type, scope)));
    assert.equal(resources.count(types, scopes), all.length);
    assert.ok(all.length > 20);
    const found: Resource[] = [];
    for (let offset = 0; offset < all.length; offset += 3)
      found.push(...resources.page(types, scopes, offset, 3));
    assert.deepEqual(idsOf(found), idsOf(all));
  });

  it("finds each of its resources by its id, in any case, and none that is not there", () => {
    const { generated, sandbox } = generatedBench({ virtualMachines: 210, subscriptions: 2 });
    const { resources } = sandbox.world;
    for (const resource of everythingOf({ virtualMachines: 210, subscriptions: 2 })) {
      for (const id of [resource.id, resource.id.toLowerCase(), resource.id.toUpperCase()]) {
        assert.equal(resources.get(id)?.id, resource.id);
      }
    }
    const [machine] = resources.page(["Microsoft.Compute/virtualMachines"], [""], 0, 1);
    assert.ok(machine);
    const group = machine.id.split("/").slice(0, 5).join("/");
    const [elsewhere] = resources.page(["Microsoft.Compute/virtualMachines"], [""], 209, 1);
    for (const id of [
      `${group}/providers/Microsoft.Compute/virtualMachines/${elsewhere?.name ?? ""}`,
      `${group}/providers/Microsoft.Compute/virtualMachines/vm-none-000001`,
      machine.id.replace("000001", "000210"),
      machine.id.replace("000001", "000999"),
      `${machine.id}_OsDisk`,
      `${machine.id}/extensions`,
      `${machine.id}/extensions/Nothing`,
      `${machine.id}/runCommands/AzureDiskEncryption`,
      `${group}/providers/Microsoft.Compute/disks/${machine.name}`,
      `${group}/providers/Microsoft.Compute/galleries/${machine.name}`,
      machine.id.replace("/Microsoft.Compute/", "/Microsoft.Network/"),
    ]) {
      assert.equal(resources.get(id), undefined, id);
      assert.equal(generated.guest(id), undefined, id);
    }
  });

  it("has each kind of VM, and all that lies beside VMs, in 200 of them", () => {
    for (const share of ["common", "rare"] as const) {
      const sum = kindsWith(share).reduce((total, { of200 }) => total + of200, 0);
      assert.equal(sum, blockSize, share);
    }
    assert.ok(extrasOf200.reduce((total, [, of200]) => total + of200, 0) <= blockSize);
    const truth = [...truthOf({ virtualMachines: 400, seed: "any" })];
    const disks = truth.filter((row) => row.row === "disk");
    const count = (...filters: readonly ((disk: (typeof disks)[number]) => boolean)[]): number =>
      disks.filter((disk) => filters.every((filter) => filter(disk))).length;
    // Two blocks of 200: twice the table's numbers, on two data disks a VM.
    assert.equal(
      count(
        ({ role }) => role === "os",
        ({ serverSide }) => serverSide === "platform-and-customer-key",
      ),
      12,
    );
    assert.equal(
      count(
        ({ role }) => role === "data",
        ({ encryptionAtHost }) => encryptionAtHost === "yes",
      ),
      2 * 2 * (22 + 10 + 1),
    );
    assert.equal(
      count(
        ({ role }) => role === "os",
        ({ managed }) => managed === "no",
      ),
      2 * (1 + 1),
    );
    const ofModel = truth.filter((row) => row.row === "virtualMachine" && row.modelAdeStamp === "on");
    assert.equal(ofModel.length, 2 * 3);
    assert.equal(
      count(({ role }) => role === "unattached"),
      2 * 17,
    );
    assert.equal(truth.filter(({ row }) => row === "snapshot").length, 2 * 16);
    assert.equal(truth.filter(({ row }) => row === "image").length, 2 * 2);
  });

  it("has Azure Disk Encryption on one VM in a hundred where it is to be rare", () => {
    const truth = [...truthOf({ virtualMachines: 400, diskEncryption: "rare" })];
    const stamped = truth.flatMap((row) =>
      row.row === "disk" && row.adeStamp === "on" ? (row.vmId ?? []) : [],
    );
    assert.equal(new Set(stamped).size, 4);
  });

  it("has ids that Azure spells in changing case, as of the VM that a disk names", async () => {
    const { subscriptions, pages } = generatedBench({ virtualMachines: 200, subscriptions: 1 });
    const disks = (await pages(subscriptions[0] ?? "", "disks")).flat();
    const machines = (await pages(subscriptions[0] ?? "", "virtualMachines")).flat();
    const groupOf = (id: string | undefined): string => id?.split("/")[4] ?? "";
    const isUpper = (id: string | undefined): boolean => groupOf(id) === groupOf(id).toUpperCase();
    const ids = new Map(
      machines.map((machine) => [textAt(machine, "id")?.toLowerCase(), textAt(machine, "id")]),
    );
    const spelledOtherwise = disks.filter((disk) => {
      const managedBy = textAt(disk, "managedBy");
      return managedBy !== undefined && ids.get(managedBy.toLowerCase()) !== managedBy;
    });
    assert.ok(spelledOtherwise.length > 0 && spelledOtherwise.length < disks.length);
    for (const [what, some] of [
      ["VMs", [...ids.values()]],
      [
        "disks that VMs name",
        machines.map((machine) =>
          textAt(machine, "properties", "storageProfile", "osDisk", "managedDisk", "id"),
        ),
      ],
    ] as const) {
      assert.ok(some.some(isUpper) && some.some((id) => !isUpper(id)), what);
    }
    // Of sets, all are: so the recordings have it.
    const sets = disks.flatMap(
      (disk) => textAt(disk, "properties", "encryption", "diskEncryptionSetId") ?? [],
    );
    assert.ok(sets.length > 0 && sets.every(isUpper));
  });

  it("has as many subscriptions as are asked for, with VMs in each, and one for each 5,000 VMs otherwise", () => {
    for (const [options, subscriptions] of [
      [{ virtualMachines: 10, subscriptions: 4 }, 4],
      [{ virtualMachines: 5_000 }, 1],
      [{ virtualMachines: 20_000 }, 4],
      [{ virtualMachines: 1 }, 1],
    ] as const) {
      const { fleet, resources } = generateFleet(options);
      assert.equal(fleet.subscriptions.length, subscriptions);
      for (const { subscriptionId } of fleet.subscriptions) {
        const { from, to } = resources.places(
          "Microsoft.Compute/virtualMachines",
          `/subscriptions/${subscriptionId}`,
        );
        assert.ok(to > from);
      }
    }
  });

  for (const [what, options] of [
    ["no VM", { virtualMachines: 0 }],
    ["half a VM", { virtualMachines: 1.5 }],
    ["more than 200,000 VMs", { virtualMachines: 200_001 }],
    ["no subscription", { virtualMachines: 10, subscriptions: 0 }],
    ["more subscriptions than VMs", { virtualMachines: 3, subscriptions: 4 }],
    ["more than 500 subscriptions", { virtualMachines: 1000, subscriptions: 501 }],
  ] as const) {
    it(`is not made with ${what}`, () => {
      assert.throws(() => generateFleet(options), { code: "ArgumentInvalid" });
    });
  }
});
