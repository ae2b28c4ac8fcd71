import assert from "node:assert/strict";

import { absent, missing, type Fact } from "../../../../lib/azure/fact";
import type { MarketplaceImage } from "../../../../lib/azure/marketplace-image";
import { newVmImage } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-image";
import { fact } from "../../../builders";
import { aWindowsImage, newVirtualMachineFacts } from "../../../new-vm-builders";

const outcomes = (image: Fact<MarketplaceImage>): readonly string[] => {
  const facts = newVirtualMachineFacts({ image });
  return [newVmImage(facts, "module").outcome, newVmImage(facts, "current").outcome];
};

describe("new-vm-image", () => {
  it("passes for an image that the region has, in both editions", () => {
    assert.deepEqual(outcomes(fact(aWindowsImage())), ["pass", "pass"]);
  });

  it("fails for an image that the region does not have", () => {
    assert.deepEqual(outcomes(absent("no such image")), ["fail", "fail"]);
  });

  it("is unknown for an image that could not be read", () => {
    assert.deepEqual(outcomes(missing("no rights")), ["unknown", "unknown"]);
  });

  it("fails in the current edition for an image with a purchase plan, whose terms nobody has accepted", () => {
    const plan = { publisher: "p", product: "o", name: "n" };
    assert.deepEqual(outcomes(fact(aWindowsImage({ plan }))), ["pass", "fail"]);
  });
});
