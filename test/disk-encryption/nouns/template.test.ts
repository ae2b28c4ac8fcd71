import assert from "node:assert/strict";

import {
  literally,
  secretsWithoutValue,
  vaultsReferredTo,
  type ParameterValues,
} from "../../../lib/disk-encryption/nouns/template";
import { VAULT_ID } from "../../builders";

describe("Text in a template", () => {
  it("that starts with a bracket is escaped, or it would be an expression", () => {
    assert.deepEqual(literally({ owner: "[team]", plain: "a[b]", list: ["[x]"], number: 1, no: null }), {
      owner: "[[team]",
      plain: "a[b]",
      list: ["[[x]"],
      number: 1,
      no: null,
    });
  });
});

describe("The secrets of a template", () => {
  const parameters = {
    adminPassword: { type: "securestring", metadata: { description: "" } },
    vmName: { type: "string", metadata: { description: "" } },
  } as const;
  const reference: ParameterValues = {
    adminPassword: { reference: { keyVault: { id: VAULT_ID }, secretName: "password" } },
  };

  it("are the secure parameters that no value is given for", () => {
    assert.deepEqual(secretsWithoutValue({ parameters }, {}), ["adminPassword"]);
    assert.deepEqual(secretsWithoutValue({ parameters }, reference), []);
  });

  it("may be taken out of a vault, which is named", () => {
    assert.deepEqual(vaultsReferredTo(reference), [VAULT_ID]);
    assert.deepEqual(vaultsReferredTo({ vmName: { value: "vm" } }), []);
  });
});
