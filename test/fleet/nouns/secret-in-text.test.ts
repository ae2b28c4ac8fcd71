import assert from "node:assert/strict";

import { holdsSecret } from "../../../lib/fleet/nouns/secret-in-text";

describe("A text that people wrote", () => {
  for (const text of [
    "https://kv.vault.azure.net/keys/k/1",
    " https://kv.vault.azure.net/secrets/k/1",
    "kek=https://kv.vault.azure.net/keys/k/1",
    '{"kek":"https://kv.vault.azure.net/keys/k/1"}',
    String.raw`{"kek":"https:\/\/kv.vault.azure.net\/keys\/k\/1"}`,
    "HTTPS://KV.VAULT.AZURE.NET/Certificates/c",
    "kv.vault.azure.cn/secrets/s",
    "see https://kv.vault.usgovcloudapi.net/secrets/s and tell nobody",
    "https://kv.vault.microsoftazure.de/keys/k",
    "https://kv.privatelink.vaultcore.azure.net/keys/k",
    "https://hsm.managedhsm.azure.net/keys/k/1",
    "https://hsm.managedhsm.usgovcloudapi.net:443/keys/k/1",
    "https://kv.vault.local.azurestack.external/secrets/s",
    "next=https%3A%2F%2Fkv.vault.azure.net%2Fkeys%2Fk",
    "https://web.blob.core.windows.net/d/a.vhd?sv=1&sig=abc",
    "?sig=abc",
    "sv=1&sig=abc",
    "https://web.blob.core.windows.net/d?sv=1&amp;sig=abc",
    String.raw`{"sas":"https://web.blob.core.windows.net/d?sv=1\u0026sig=abc"}`,
    "DefaultEndpointsProtocol=https;AccountName=web;AccountKey=abc==;EndpointSuffix=core.windows.net",
    "Endpoint=sb://web.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=abc",
  ]) {
    it(`holds a secret: ${text}`, () => {
      assert.equal(holdsSecret(text), true);
    });
  }

  for (const text of [
    "",
    "production",
    "https://kv.vault.azure.net/",
    "kv.vault.azure.net",
    "https://contoso.example/wiki/keys",
    "https://web.blob.core.windows.net/vhds/os.vhd",
    "design=modern",
    "keys/secrets/certificates/",
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv",
  ]) {
    it(`holds none: ${text === "" ? "(nothing)" : text}`, () => {
      assert.equal(holdsSecret(text), false);
    });
  }
});
