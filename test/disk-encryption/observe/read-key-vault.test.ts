import assert from "node:assert/strict";

import type { Vault } from "@azure/arm-keyvault";

import { toKeyVault } from "../../../lib/disk-encryption/observe/from-azure/key-vault";
import { VAULT_ID } from "../../builders";

const vault = (networkAcls: NonNullable<Vault["properties"]["networkAcls"]>): Vault => ({
  id: VAULT_ID,
  properties: { tenantId: "t", sku: { family: "A", name: "standard" }, networkAcls },
});

describe("A vault's firewall", () => {
  it("is read with its exceptions", () => {
    const subnet =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/a";
    const { networkAcls } = toKeyVault(
      vault({
        defaultAction: "Deny",
        bypass: "None",
        ipRules: [{ value: "203.0.113.7/32" }],
        virtualNetworkRules: [{ id: subnet }],
      }),
    );
    assert.deepEqual(networkAcls, {
      defaultAction: "Deny",
      bypass: "None",
      ipRules: ["203.0.113.7/32"],
      virtualNetworkRules: [subnet],
    });
  });

  it("without exceptions has none", () => {
    const { networkAcls } = toKeyVault(
      vault({ defaultAction: "Deny", ipRules: [], virtualNetworkRules: [] }),
    );
    assert.deepEqual(networkAcls, { defaultAction: "Deny", bypass: "AzureServices" });
  });
});
