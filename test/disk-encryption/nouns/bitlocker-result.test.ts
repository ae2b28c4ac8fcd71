import assert from "node:assert/strict";

import {
  bitLockerResults,
  translateBitLockerCode,
} from "../../../lib/disk-encryption/nouns/bitlocker-result";
import { groupPolicies } from "../../../lib/disk-encryption/nouns/group-policy";
import { readDataFile } from "../../../lib/azure/data";

describe("A result code of BitLocker", () => {
  for (const [form, code] of [
    ["in decimal, as the extension prints it", 2150695006],
    ["in hexadecimal, as Windows documents it", 0x8031005e],
    ["as a signed 32-bit number, as PowerShell prints it", -2144272290],
  ] as const) {
    it(`is translated ${form}`, () => {
      assert.equal(translateBitLockerCode(code)?.name, "FVE_E_POLICY_RECOVERY_KEY_NOT_ALLOWED");
    });
  }

  it("that Group Policy causes names the policies to change", () => {
    assert.deepEqual(
      translateBitLockerCode(0x8031005e)?.policies.map(({ id }) => id),
      ["os-recovery", "fixed-recovery"],
    );
  });

  it("of a clustered volume comes from no policy", () => {
    assert.deepEqual(translateBitLockerCode(2150695086)?.policies, []);
  });

  for (const code of [0, 1, Number.NaN, 2150695007 + 1000]) {
    it(`${code}, which is none, has no translation`, () => {
      assert.equal(translateBitLockerCode(code), undefined);
    });
  }

  it("is listed once", () => {
    const codes = bitLockerResults().map(({ decimal }) => decimal);
    assert.equal(new Set(codes).size, codes.length);
  });

  it("names only policies that data/group-policy.json has", () => {
    const ids = groupPolicies().map(({ id }) => id);
    const text = JSON.stringify(readDataFile("bitlocker-results.json"));
    const named = [...text.matchAll(/"policies":\[([^\]]*)\]/g)].flatMap(([, list = ""]) => list.split(","));
    const unknown = named.filter((name) => !ids.some((id) => name === `"${id}"`));
    assert.deepEqual(unknown, []);
  });
});
