import assert from "node:assert/strict";

import { sizeFamilyOf } from "../../../lib/fleet/coverage/size-family";

describe("The series of a VM size", () => {
  for (const [size, family] of [
    ["Standard_D4s_v5", "Dsv5"],
    ["standard_d2ds_v6", "Ddsv6"],
    ["Standard_A2_v2", "Av2"],
    ["Standard_B2ms", "Bms"],
    ["Standard_DS2_v2", "DSv2"],
    ["Standard_E4-2ads_v5", "Eadsv5"],
    ["Standard_DC2as_v5", "DCasv5"],
    ["Standard_NC24ads_A100_v4", "NCads_A100_v4"],
    ["Basic_A1", "Basic A"],
    ["Unheard", "Unheard"],
  ] as const) {
    it(`of ${size} is ${family}`, () => {
      assert.equal(sizeFamilyOf(size), family);
    });
  }
});
