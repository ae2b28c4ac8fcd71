import assert from "node:assert/strict";

import { connect, readFleet, type Exchange } from "../../lib/index";
import { readFleetSizes } from "../../lib/fleet/sizes";

describe("The sizes of a fleet", () => {
  it("cost nothing where all are known", async () => {
    const exchanges: Exchange[] = [];
    const azure = await connect({ observe: (exchange) => exchanges.push(exchange) });
    const inventory = await readFleet(azure);
    const before = exchanges.length;
    assert.deepEqual(await readFleetSizes(azure, inventory), []);
    assert.equal(exchanges.length, before);
  });

  it("are read from Azure's list of SKUs, once a region", async () => {
    const exchanges: Exchange[] = [];
    const azure = await connect({ observe: (exchange) => exchanges.push(exchange) });
    const inventory = await readFleet(azure);
    const sizes = await readFleetSizes(azure, inventory, { known: new Map() });
    const lists = exchanges.filter(({ url }) => url.includes("/providers/Microsoft.Compute/skus"));
    const regions = new Set(lists.map(({ url }) => new URL(url).searchParams.get("$filter")));
    assert.deepEqual([...regions].sort(), ["location eq 'northeurope'", "location eq 'westeurope'"]);
    const size = sizes.find(({ name }) => name === "Standard_D2s_v5");
    assert.equal(size?.memoryInGB, 8);
  });

  it("are left alone where the fleet comes from files", async () => {
    const azure = await connect();
    const inventory = await readFleet(azure);
    assert.deepEqual(
      await readFleetSizes(azure, { ...inventory, source: "files" }, { known: new Map() }),
      [],
    );
  });

  it("stay unknown in a region whose list can't be read", async () => {
    const azure = await connect();
    const inventory = await readFleet(azure);
    const virtualMachines = inventory.virtualMachines.map((vm) => ({
      ...vm,
      subscriptionId: "c0015003-50b5-4000-8000-c0ffee000003",
    }));
    assert.deepEqual(
      await readFleetSizes(azure, { ...inventory, virtualMachines }, { known: new Map() }),
      [],
    );
  });
});
