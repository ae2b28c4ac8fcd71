import assert from "node:assert/strict";

import type { Exchange } from "../../../lib/disk-encryption/connection/exchange";
import { connect } from "@runbooks/disk-encryption";
import { coverageOf, readFleet } from "@runbooks/fleet";
import { readFleetSizes } from "../../../lib/fleet/inventory/sizes";

const nothing = { sizes: [], unread: [] };

describe("The sizes of a fleet", () => {
  it("cost nothing where all are known", async () => {
    const exchanges: Exchange[] = [];
    const azure = await connect({ observe: (exchange) => exchanges.push(exchange) });
    const inventory = await readFleet(azure);
    const before = exchanges.length;
    assert.deepEqual(await readFleetSizes(azure, inventory), nothing);
    assert.equal(exchanges.length, before);
  });

  it("are read from Azure's list of SKUs, once a region", async () => {
    const exchanges: Exchange[] = [];
    const azure = await connect({ observe: (exchange) => exchanges.push(exchange) });
    const inventory = await readFleet(azure);
    const { sizes, unread } = await readFleetSizes(azure, inventory, { known: new Map() });
    assert.deepEqual(unread, []);
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
      nothing,
    );
  });

  it("stay unknown in a region whose list can't be read, which is named with Azure's code and reason", async () => {
    const azure = await connect();
    const inventory = await readFleet(azure);
    const stranger = "c0015003-50b5-4000-8000-c0ffee000003";
    const virtualMachines = inventory.virtualMachines.map((vm) =>
      vm.location === "northeurope" ? { ...vm, subscriptionId: stranger, vmSize: "Standard_X1_v9" } : vm,
    );
    const read = await readFleetSizes(azure, { ...inventory, virtualMachines }, { known: new Map() });
    assert.ok(read.sizes.some(({ name }) => name === "Standard_D2s_v5"));
    const [unread, ...others] = read.unread;
    assert.deepEqual([unread?.location, unread?.code, others], ["northeurope", "AuthorizationFailed", []]);
    assert.match(unread?.reason ?? "", /^Reading the sizes of northeurope: The client /);

    const { remarks } = coverageOf({ ...inventory, virtualMachines }, { sizes: read });
    const onSizes = remarks.filter((remark) => remark.includes("Standard_X1_v9"));
    assert.equal(onSizes.length, 1);
    assert.match(
      onSizes[0] ?? "",
      /^VM size Standard_X1_v9 is not known, for the list of sizes in northeurope could not be read \(AuthorizationFailed: /,
    );
    assert.doesNotMatch(onSizes.join(), /vm-sizes\.json/);
  });

  it("are remarked as not listed where every list was read", async () => {
    const inventory = await readFleet(await connect());
    const virtualMachines = inventory.virtualMachines.map((vm) => ({ ...vm, vmSize: "Standard_X1_v9" }));
    const unread = [{ location: "West US", code: "AuthorizationFailed", reason: "No." }];
    const { remarks } = coverageOf({ ...inventory, virtualMachines }, { sizes: { sizes: [], unread } });
    const onSizes = remarks.filter((remark) => remark.includes("Standard_X1_v9"));
    assert.match(onSizes.join(), /^VM size Standard_X1_v9 is not in data\/vm-sizes\.json/);
  });

  it("stop being read where that is told, before the first list or between", async () => {
    const stop = new AbortController();
    const azure = await connect({
      observe: ({ url }) => {
        if (url.includes("/providers/Microsoft.Compute/skus")) stop.abort();
      },
    });
    const inventory = await readFleet(azure);
    const reading = (): Promise<unknown> =>
      readFleetSizes(azure, inventory, { known: new Map(), signal: stop.signal });
    for (const moment of ["between", "before"])
      await assert.rejects(reading, { name: "RunbookError", code: "Interrupted" }, moment);
  });
});
