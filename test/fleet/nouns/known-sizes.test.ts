import assert from "node:assert/strict";

import { knownSizes } from "../../../lib/fleet/nouns/known-sizes";

describe("The VM sizes of data/vm-sizes.json", () => {
  it("are found by their name in lower case, with their capabilities as Azure's list of SKUs tells them", () => {
    assert.deepEqual(knownSizes().get("standard_d2s_v3"), {
      name: "Standard_D2s_v3",
      tier: "Standard",
      family: "standardDSv3Family",
      memoryInGB: 8,
      hyperVGenerations: ["V1", "V2"],
      temporaryDiskInMB: 16384,
      encryptionAtHostSupported: true,
      nvmeDiskSizeInMiB: 0,
      diskControllerTypes: [],
    });
  });

  it("don't have a size that nobody looked up", () => {
    assert.equal(knownSizes().get("standard_unheard_v9"), undefined);
  });
});
