import assert from "node:assert/strict";

import { newKeyVaultName } from "../../../lib/disk-encryption/propose/new-key-vault-name";
import { isVaultName } from "../../../lib/sandbox/keyvault/vault-rules";

const place = (location: string) => ({ subscriptionId: "c0015001-50b5-4000-8000-c0ffee000001", location });

describe("The name of a proposed new key vault", () => {
  for (const location of ["westeurope", "uksouth", "South Central US", "australiasoutheast"]) {
    it(`is one that Azure takes, in ${location}`, () => {
      assert.ok(isVaultName(newKeyVaultName(place(location))), newKeyVaultName(place(location)));
    });
  }

  it("is the same each time for the same place, however it is spelled", () => {
    assert.equal(newKeyVaultName(place("West Europe")), newKeyVaultName(place("westeurope")));
  });

  it("is another one for another region, subscription or attempt", () => {
    const names = [
      newKeyVaultName(place("westeurope")),
      newKeyVaultName(place("northeurope")),
      newKeyVaultName({ ...place("westeurope"), subscriptionId: "other" }),
      newKeyVaultName(place("westeurope"), 1),
    ];
    assert.equal(new Set(names).size, names.length);
  });
});
