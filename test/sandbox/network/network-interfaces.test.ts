import assert from "node:assert/strict";

import { listAt, textAt, valueAt, type Json } from "../../../lib/sandbox/json";
import { resourceGroupId, subscriptionId } from "../support";
import { aLinuxMachine } from "../support-compute";
import {
  aNetworkInterface,
  aVirtualNetwork,
  networkBench,
  networkInterfaceId,
  subnetId,
} from "../support-network";

const network = `${resourceGroupId}/providers/Microsoft.Network`;
const publicIpAddressId = `${network}/publicIPAddresses/pip-test`;
const securityGroupId = `${network}/networkSecurityGroups/nsg-test`;
const propertiesOf = (resource: { readonly properties?: unknown }): Json => resource.properties as Json;

const inSubnet = (more: Record<string, unknown> = {}, id = subnetId): Record<string, unknown> => ({
  location: "westeurope",
  properties: { ipConfigurations: [{ name: "ipconfig1", properties: { subnet: { id }, ...more } }] },
});

describe("A network interface", () => {
  it("gets an address of its subnet that no other has", async () => {
    const { put } = networkBench({ resources: [aVirtualNetwork(), aNetworkInterface()] });
    const made = await put(networkInterfaceId("nic-new"), inSubnet());
    const [configuration] = listAt(propertiesOf(made), "ipConfigurations");
    assert.equal(textAt(configuration, "properties", "privateIPAddress"), "10.0.0.5");
    assert.equal(valueAt(configuration, "properties", "primary"), true);
  });

  it("can't be in a subnet that is not there", async () => {
    const { put, refusal } = networkBench({ resources: [aVirtualNetwork()] });
    const missing = subnetId.replace(/default$/, "nobody");
    assert.match(
      await refusal(() => put(networkInterfaceId("nic-new"), inSubnet({}, missing))),
      /^InvalidResourceReference: Resource .*\/subnets\/nobody referenced by resource .*\/nic-new was not found\. Please make sure/,
    );
  });

  it("can't be in a subnet of another region", async () => {
    const { put, refusal } = networkBench({ resources: [aVirtualNetwork({ location: "northeurope" })] });
    assert.match(
      await refusal(() => put(networkInterfaceId("nic-new"), inSubnet())),
      /^InvalidResourceReference: .* both resources are in the same region\.$/,
    );
  });

  it("can't be in a subnet of another subscription", async () => {
    const elsewhere = subnetId.replace(subscriptionId, "11111111-1111-4111-8111-000000000002");
    const id = elsewhere.replace(/\/subnets\/.*$/, "");
    const [subnet] = listAt(aVirtualNetwork().properties, "subnets");
    const properties = { subnets: [{ ...(subnet as object), id: elsewhere }] };
    const { put, refusal } = networkBench({ resources: [{ ...aVirtualNetwork(), id, properties }] });
    assert.match(
      await refusal(() => put(networkInterfaceId("nic-new"), inSubnet({}, elsewhere))),
      /^InvalidResourceReference: Resource .*-000000000002\/.* referenced by resource .*\/nic-new was not found/,
    );
  });

  it("can't have a network security group that is not there", async () => {
    const { put, refusal } = networkBench({ resources: [aVirtualNetwork()] });
    const body = {
      ...inSubnet(),
      properties: { ...(inSubnet()["properties"] as object), networkSecurityGroup: { id: securityGroupId } },
    };
    assert.match(
      await refusal(() => put(networkInterfaceId("nic-new"), body)),
      /^InvalidResourceReference: Resource .*\/networkSecurityGroups\/nsg-test/,
    );
  });

  it("can't have a public address that another one has", async () => {
    const { put, refusal } = networkBench({ resources: [aVirtualNetwork()] });
    await put(publicIpAddressId, {
      location: "westeurope",
      sku: { name: "Standard" },
      properties: { publicIPAllocationMethod: "Static" },
    });
    const withAddress = inSubnet({ publicIPAddress: { id: publicIpAddressId } });
    await put(networkInterfaceId("nic-one"), withAddress);
    assert.match(
      await refusal(() => put(networkInterfaceId("nic-two"), withAddress)),
      /^PublicIPAddressInUse: .*\/pip-test that is already allocated to resource .*\/nic-one\/ipConfigurations\/ipconfig1/,
    );
  });

  it("can't be deleted while a VM has it", async () => {
    const { remove, refusal } = networkBench({ virtualMachines: [aLinuxMachine()] });
    assert.match(
      await refusal(() => remove(networkInterfaceId("vm-linux-nic"))),
      /^NicInUse: Network Interface .*\/vm-linux-nic is used by existing resource .*\/virtualMachines\/vm-linux\./,
    );
  });

  it("still belongs to its VM after it was put again", async () => {
    const { put } = networkBench({ resources: [aVirtualNetwork()], virtualMachines: [aLinuxMachine()] });
    const changed = await put(networkInterfaceId("vm-linux-nic"), inSubnet());
    assert.match(textAt(propertiesOf(changed), "virtualMachine", "id") ?? "", /\/virtualMachines\/vm-linux$/);
  });
});

describe("A public IP address", () => {
  const staticAddress = {
    location: "westeurope",
    properties: { publicIPAllocationMethod: "Static", dnsSettings: { domainNameLabel: "contoso-web" } },
  };

  it("with a label has a name below cloudapp.azure.com, and an address for examples", async () => {
    const { put } = networkBench();
    const made = await put(publicIpAddressId, staticAddress);
    assert.equal(
      textAt(propertiesOf(made), "dnsSettings", "fqdn"),
      "contoso-web.westeurope.cloudapp.azure.com",
    );
    assert.match(textAt(propertiesOf(made), "ipAddress") ?? "", /^203\.0\.113\.\d+$/);
  });

  it("can't be deleted while a network interface has it", async () => {
    const { put, remove, refusal } = networkBench({ resources: [aVirtualNetwork()] });
    await put(publicIpAddressId, staticAddress);
    await put(networkInterfaceId("nic-new"), inSubnet({ publicIPAddress: { id: publicIpAddressId } }));
    assert.match(
      await refusal(() => remove(publicIpAddressId)),
      /^PublicIPAddressCannotBeDeleted: .* can not be deleted since it is still allocated to resource .*\/nic-new/,
    );
  });
});

describe("A network security group", () => {
  it("keeps its rules, and stays while an interface has it", async () => {
    const { put, remove, refusal } = networkBench({ resources: [aVirtualNetwork()] });
    const rule = { name: "ssh", properties: { priority: 1000, access: "Allow", direction: "Inbound" } };
    const made = await put(securityGroupId, {
      location: "westeurope",
      properties: { securityRules: [rule] },
    });
    const [kept] = listAt(propertiesOf(made), "securityRules");
    assert.equal(textAt(kept, "id"), `${securityGroupId}/securityRules/ssh`);
    const body = inSubnet();
    await put(networkInterfaceId("nic-new"), {
      ...body,
      properties: { ...(body["properties"] as object), networkSecurityGroup: { id: securityGroupId } },
    });
    assert.match(await refusal(() => remove(securityGroupId)), /^InUseNetworkSecurityGroupCannotBeDeleted/);
  });
});
