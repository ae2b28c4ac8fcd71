import assert from "node:assert/strict";

import { objectAt, textAt, type Json } from "../../../lib/sandbox/json";
import { resourceGroupId } from "../support";
import { aNetworkInterface, aVirtualNetwork, networkBench, subnetId } from "../support-network";

const virtualNetworkId = `${resourceGroupId}/providers/Microsoft.Network/virtualNetworks/vnet-new`;
const propertiesOf = (resource: { readonly properties?: unknown }): Json => resource.properties as Json;

describe("A virtual network", () => {
  it("is made with its subnets, each of which is a resource of its own", async () => {
    const { put, get, seen } = networkBench();
    const made = await put(virtualNetworkId, {
      location: "westeurope",
      properties: {
        addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
        subnets: [{ name: "default", properties: { addressPrefix: "10.1.0.0/24" } }],
      },
    });
    assert.equal(textAt(propertiesOf(made), "provisioningState"), "Succeeded");
    assert.match(seen[0] ?? "", /^PUT .* 201$/);
    const subnet = await get(`${virtualNetworkId}/subnets/default`);
    assert.equal(subnet.type, "Microsoft.Network/virtualNetworks/subnets");
    assert.equal(textAt(propertiesOf(subnet), "addressPrefix"), "10.1.0.0/24");
  });

  it("gets another subnet later, and keeps those it has", async () => {
    const { put, get } = networkBench({ resources: [aVirtualNetwork()] });
    const id = subnetId.replace(/default$/, "more");
    await put(id, { properties: { addressPrefix: "10.0.1.0/24" } });
    assert.equal((await get(id)).name, "more");
    assert.equal((await get(subnetId)).name, "default");
  });

  it("can't be made without an address space", async () => {
    const { put, refusal } = networkBench();
    assert.match(
      await refusal(() => put(virtualNetworkId, { location: "westeurope", properties: {} })),
      /no address space/,
    );
  });

  it("can't lose a subnet that a network interface uses", async () => {
    const { remove, refusal } = networkBench({ resources: [aVirtualNetwork(), aNetworkInterface()] });
    for (const id of [subnetId, aVirtualNetwork().id]) {
      assert.match(
        await refusal(() => remove(id)),
        /^InUseSubnetCannotBeDeleted: Subnet default is in use by .*\/networkInterfaces\/nic-free\/ipConfigurations\/ipconfig1/,
      );
    }
  });

  it("loses a subnet that nothing uses", async () => {
    const { remove, get, refusal } = networkBench({ resources: [aVirtualNetwork()] });
    await remove(subnetId);
    assert.match(await refusal(() => get(subnetId)), /^ResourceNotFound/);
    assert.deepEqual(objectAt(propertiesOf(await get(aVirtualNetwork().id)))["subnets"], []);
  });

  it("is deleted, and is gone then", async () => {
    const { remove, get, refusal } = networkBench({ resources: [aVirtualNetwork()] });
    await remove(aVirtualNetwork().id);
    assert.match(await refusal(() => get(aVirtualNetwork().id)), /^ResourceNotFound/);
  });
});
