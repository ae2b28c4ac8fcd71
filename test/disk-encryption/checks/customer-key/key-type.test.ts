import assert from "node:assert/strict";

import { keyType } from "../../../../lib/disk-encryption/checks/customer-key/key-type";
import { aKey, aKeyVault, notRead } from "../../../builders";
import { customerKeyFacts } from "../../../customer-key-builders";

describe("key-type", () => {
  it("is not a matter of the module", () => {
    assert.equal(keyType(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [type, keySizeInBits, expected] of [
    ["RSA", 2048, "pass"],
    ["RSA", 3072, "pass"],
    ["RSA", 4096, "pass"],
    ["RSA", 1024, "fail"],
    ["RSA", 8192, "fail"],
    ["RSA", undefined, "unknown"],
    ["EC", undefined, "fail"],
    ["oct-HSM", 256, "fail"],
  ] as const) {
    it(`comes to ${expected} for a key of type ${type} and ${keySizeInBits ?? "unknown"} bits`, () => {
      const facts = customerKeyFacts({ key: aKey({ keyType: type, keySizeInBits }) });
      assert.equal(keyType(facts, "current").outcome, expected);
    });
  }

  for (const [sku, expected] of [
    ["premium", "pass"],
    ["standard", "fail"],
  ] as const) {
    it(`comes to ${expected} for an HSM key in a vault of the ${sku} tier`, () => {
      const facts = customerKeyFacts({ key: aKey({ keyType: "RSA-HSM" }), keyVault: aKeyVault({ sku }) });
      assert.equal(keyType(facts, "current").outcome, expected);
    });
  }

  it("is unknown where the key can't be read", () => {
    assert.equal(keyType(customerKeyFacts({ key: notRead("no rights") }), "current").outcome, "unknown");
  });
});
