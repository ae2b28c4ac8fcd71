import assert from "node:assert/strict";

import { vmSeries } from "../../lib/azure/vm-series";
import { readDataFile } from "../../lib/azure/data";

describe("The series of a VM size's family", () => {
  for (const [family, series, version] of [
    ["standardDSv5Family", "D", 5],
    ["STANDARDDSV5FAMILY", "D", 5],
    ["standardDFamily", "D", 1],
    ["basicAFamily", "A", 1],
    ["standardAv2Family", "A", 2],
    ["standardLSv2Family", "L", 2],
    ["standardLSv3Family", "L", 3],
    ["StandardDdsv6Family", "D", 6],
  ] as const) {
    it(`${family} is ${series}, version ${version}`, () => {
      const found = vmSeries(family);
      assert.deepEqual([found?.series, found?.version], [series, version]);
    });
  }

  it("is not guessed from digits in the name: StandardNGADSV620v1Family is of version 1", () => {
    assert.equal(vmSeries("StandardNGADSV620v1Family")?.version, 1);
  });

  it("is not taken for A where the name of the series goes on: confidential and GPU families are none", () => {
    assert.notEqual(vmSeries("standardDCASv5Family")?.series, "A");
  });

  for (const family of ["standardDSv99Family", "", "Standard_D2s_v5"]) {
    it(`of '${family}', which is not in the table, is not known`, () => {
      assert.equal(vmSeries(family), undefined);
    });
  }

  it("is in the table once, whatever the case", () => {
    const { families } = readDataFile("vm-families.json") as {
      readonly families: readonly { readonly family: string }[];
    };
    const names = families.map(({ family }) => family.toLowerCase());
    assert.equal(new Set(names).size, names.length);
  });

  it("is known of every size that the sandbox offers", () => {
    const { sizes } = readDataFile("vm-sizes.json") as {
      readonly sizes: readonly { readonly family: string }[];
    };
    assert.deepEqual(
      sizes.filter(({ family }) => vmSeries(family) === undefined),
      [],
    );
  });
});
