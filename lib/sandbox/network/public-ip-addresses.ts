import { AzureError } from "../errors";
import { numberAt, textAt } from "../json";
import { userOfPublicIpAddress } from "./network-interfaces";
import type { NetworkType } from "./network-resource";
import { publicIpAddressType } from "../resource-types";

/** Public IP addresses. A domain name label becomes a name below the region's `cloudapp.azure.com`. */
export const publicIpAddresses: NetworkType = {
  type: publicIpAddressType,
  settled: (_world, { name, location = "", properties }, old) => {
    const label = textAt(properties, "dnsSettings", "domainNameLabel");
    return {
      publicIPAddressVersion: "IPv4",
      publicIPAllocationMethod: "Dynamic",
      idleTimeoutInMinutes: numberAt(properties, "idleTimeoutInMinutes") ?? 4,
      ipTags: [],
      ...properties,
      ...(textAt(properties, "publicIPAllocationMethod") === "Static"
        ? { ipAddress: textAt(old?.properties, "ipAddress") ?? exampleAddress(name) }
        : {}),
      ...(label === undefined
        ? {}
        : { dnsSettings: { domainNameLabel: label, fqdn: `${label}.${location}.cloudapp.azure.com` } }),
    };
  },
  // Code and text: public logs of packer and of hashicorp/terraform-provider-azurerm.
  assertUnused: (world, { id }) => {
    const user = userOfPublicIpAddress(world, id);
    if (user === undefined) return;
    throw new AzureError(
      400,
      "PublicIPAddressCannotBeDeleted",
      `Public IP address ${id} can not be deleted since it is still allocated to resource ${user}. In order to delete the public IP, ` +
        "disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.",
      { details: [] },
    );
  },
};

/** An address of 203.0.113.0/24, which RFC 5737 keeps for examples: nothing in the sandbox is to look like a real one. */
function exampleAddress(name: string): string {
  const sum = Buffer.from(name).reduce((total, byte) => total + byte, 0);
  return `203.0.113.${(sum % 254) + 1}`;
}
