import assert from "node:assert/strict";

import { missing } from "../../../../lib/azure/fact";
import { newVmSize } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-size";
import { aSize, fact } from "../../../builders";
import { aWindowsImage, newVirtualMachineFacts } from "../../../new-vm-builders";

describe("new-vm-size", () => {
  it("passes for a size that the region offers for the image's generation", () => {
    assert.equal(newVmSize(newVirtualMachineFacts(), "current").outcome, "pass");
  });

  it("is unknown for a size that is not in the region's list", () => {
    const facts = newVirtualMachineFacts({ size: missing("not in Azure's list") });
    assert.equal(newVmSize(facts, "current").outcome, "unknown");
  });

  it("fails for a size that runs Generation 1 alone, where the image is of Generation 2", () => {
    const size = fact(aSize({ hyperVGenerations: ["V1"] }));
    const image = fact(aWindowsImage({ hyperVGeneration: "V2" }));
    assert.equal(newVmSize(newVirtualMachineFacts({ size, image }), "current").outcome, "fail");
  });

  it("is unknown where the image is not known", () => {
    assert.equal(
      newVmSize(newVirtualMachineFacts({ image: missing("no rights") }), "current").outcome,
      "unknown",
    );
  });
});
