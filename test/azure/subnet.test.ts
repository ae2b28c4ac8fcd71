import assert from "node:assert/strict";

import { parseSubnetId } from "../../lib/azure/subnet";
import { RunbookError } from "../../lib/azure/errors";
import { VAULT_ID } from "../builders";
import { SUBNET_ID } from "../new-vm-builders";

describe("A subnet's id", () => {
  it("tells the virtual network that the subnet is of", () => {
    const { name, virtualNetworkId } = parseSubnetId(SUBNET_ID);
    assert.equal(name, "default");
    assert.equal(virtualNetworkId, SUBNET_ID.replace("/subnets/default", ""));
  });

  it("is refused where it is that of another resource", () => {
    for (const id of [VAULT_ID, SUBNET_ID.replace("/subnets/default", ""), "default"]) {
      assert.throws(
        () => parseSubnetId(id),
        (error: unknown) => error instanceof RunbookError && error.code === "ResourceIdMalformed",
      );
    }
  });
});
