import assert from "node:assert/strict";

import { absent, missing } from "../../../../lib/azure/fact";
import { newVmResourceGroup } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-resource-group";
import { newVirtualMachineFacts } from "../../../new-vm-builders";

describe("new-vm-resource-group", () => {
  for (const [what, resourceGroup, outcome] of [
    ["passes for a group that is there", newVirtualMachineFacts().resourceGroup, "pass"],
    ["fails for a group that is not there", absent<string>("not there"), "fail"],
    ["is unknown for a group that can't be read", missing<string>("no rights"), "unknown"],
  ] as const) {
    it(what, () => {
      assert.equal(newVmResourceGroup(newVirtualMachineFacts({ resourceGroup }), "current").outcome, outcome);
    });
  }
});
