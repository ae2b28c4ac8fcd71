import assert from "node:assert/strict";

import { textAt, valueAt, type JsonObject } from "../../../../lib/sandbox/json";
import { generatedBench, idsOf, versions, type GeneratedBench } from "./generated-bench";
import { truthOf } from "./truth";

const startBench = (): GeneratedBench =>
  generatedBench({ virtualMachines: 200, subscriptions: 1 }, { pageSize: 50 });

async function disksOf(bench: GeneratedBench): Promise<readonly JsonObject[]> {
  return (await bench.pages(bench.subscriptions[0] ?? "", "disks")).flat();
}

const idOf = (resource: JsonObject | undefined): string => textAt(resource, "id") ?? assert.fail("not found");

/** Sends a change, and lets Azure carry it out. */
async function change(
  bench: GeneratedBench,
  method: string,
  url: string,
  body?: JsonObject,
): Promise<number> {
  const { status } = await bench.send(method, url, body);
  bench.sandbox.clock.advance(60 * 60 * 1000);
  return status;
}

describe("A change in a generated fleet", () => {
  it("of a disk's tags shows in its place in the list", async () => {
    const bench = startBench();
    const before = await disksOf(bench);
    const id = idOf(before[120]);
    const tags = { changed: "yes" };
    assert.equal(await change(bench, "PATCH", `${id}?api-version=${versions.disks}`, { tags }), 202);
    const after = await disksOf(bench);
    assert.deepEqual(idsOf(after), idsOf(before));
    assert.deepEqual(
      after.flatMap((disk, index) => (textAt(disk, "tags", "changed") === "yes" ? [index] : [])),
      [120],
    );
  });

  it("that deletes a disk takes it out of the list, and nothing else: no page skips or repeats a disk", async () => {
    const bench = startBench();
    const before = await disksOf(bench);
    const loose = before.filter((disk) => textAt(disk, "properties", "diskState") === "Unattached");
    assert.ok(loose.length >= 3);
    const gone = new Set(idsOf([loose[0] ?? {}, loose[2] ?? {}]));
    for (const id of gone) {
      assert.equal(await change(bench, "DELETE", `${id}?api-version=${versions.disks}`), 202);
    }
    const left = idsOf(before).filter((id) => !gone.has(id));
    assert.deepEqual(idsOf(await disksOf(bench)), left);
    const { resources } = bench.sandbox.world;
    const types = ["Microsoft.Compute/disks"];
    assert.equal(resources.count(types, [""]), left.length);
    for (let offset = 0; offset < left.length; offset += 70) {
      assert.deepEqual(idsOf(resources.page(types, [""], offset, 7)), left.slice(offset, offset + 7));
    }
    for (const id of gone) {
      assert.equal((await bench.send("GET", `${id}?api-version=${versions.disks}`)).status, 404);
    }
  });

  it("that makes a disk puts it behind the generated ones, even under the name of one that was deleted", async () => {
    const bench = startBench();
    const before = await disksOf(bench);
    const old = idOf(before.find((disk) => textAt(disk, "properties", "diskState") === "Unattached"));
    const url = `${old}?api-version=${versions.disks}`;
    await change(bench, "DELETE", url);
    const made = {
      location: "westeurope",
      properties: { creationData: { createOption: "Empty" }, diskSizeGB: 8 },
    };
    await change(bench, "PUT", url, made);
    const after = await disksOf(bench);
    assert.equal(after.length, before.length);
    assert.equal(idOf(after.at(-1)).toLowerCase(), old.toLowerCase());
    assert.equal(valueAt(after.at(-1), "properties", "diskSizeGB"), 8);
  });

  it("that deallocates a VM shows in its disks, and its guest is kept from then on", async () => {
    const bench = startBench();
    const { world } = bench.sandbox;
    const running = truthOf(bench.generated);
    const machine = [...running].find(
      (row) => row.row === "virtualMachine" && row.powerState === "running" && row.diskCount === 3,
    );
    const id = machine !== undefined && "vmId" in machine ? (machine.vmId ?? "") : "";
    await disksOf(bench);
    assert.equal([...world.guests.values()].length, 0);
    const url = `${id}/deallocate?api-version=${versions.virtualMachines}`;
    assert.equal(await change(bench, "POST", url), 202);
    const own = (await disksOf(bench)).filter(
      (disk) => textAt(disk, "managedBy")?.toLowerCase() === id.toLowerCase(),
    );
    assert.deepEqual(
      own.map((disk) => textAt(disk, "properties", "diskState")),
      ["Reserved", "Reserved", "Reserved"],
    );
    assert.equal([...world.guests.values()].length, 1);
  });

  it("that deletes a VM with an extension takes the extension along, and leaves its disks without a holder", async () => {
    const bench = startBench();
    const { world } = bench.sandbox;
    const [extension] = world.resources.list("Microsoft.Compute/virtualMachines/extensions", "");
    const id = extension?.id.replace(/\/extensions\/.*$/, "") ?? "";
    assert.ok(world.guests.look(id) !== undefined);
    assert.equal(await change(bench, "DELETE", `${id}?api-version=${versions.virtualMachines}`), 202);
    assert.equal(world.resources.get(id), undefined);
    assert.equal(world.resources.get(extension?.id ?? ""), undefined);
    assert.equal(world.guests.look(id), undefined);
    const held = (await disksOf(bench)).filter(
      (disk) => textAt(disk, "managedBy")?.toLowerCase() === id.toLowerCase(),
    );
    assert.deepEqual(held, []);
    assert.equal(world.resources.count(["Microsoft.Compute/virtualMachines"], [""]), 199);
  });

  it("of one sandbox is none of another's", async () => {
    const [one, other] = [startBench(), startBench()];
    const id = idOf((await disksOf(one))[0]);
    await change(one, "PATCH", `${id}?api-version=${versions.disks}`, { tags: { changed: "yes" } });
    assert.equal(textAt((await disksOf(other))[0], "tags", "changed"), undefined);
  });
});
