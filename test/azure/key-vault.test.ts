import assert from "node:assert/strict";

import { keyVaultHost } from "../../lib/azure/key-vault";
import { aKeyVault } from "../builders";

describe("The host of a vault", () => {
  for (const [vaultUri, host] of [
    ["https://kv-web.vault.azure.net/", "kv-web.vault.azure.net"],
    ["https://kv-web.vault.azure.net", "kv-web.vault.azure.net"],
    ["https://kv-web.vault.azure.net:443/", "kv-web.vault.azure.net"],
    ["https://KV-Web.vault.azure.net/", "kv-web.vault.azure.net"],
    ["https://kv-web.vault.azure.cn/", "kv-web.vault.azure.cn"],
  ] as const) {
    it(`of URI ${vaultUri} is ${host}`, () => {
      assert.equal(keyVaultHost(aKeyVault({ vaultUri })), host);
    });
  }

  for (const vaultUri of [
    "",
    "kv-web",
    "http://kv-web.vault.azure.net/",
    "https://kv-web.vault.azure.net/keys/kek",
  ]) {
    it(`is not read out of '${vaultUri}'`, () => {
      assert.equal(keyVaultHost(aKeyVault({ vaultUri })), undefined);
    });
  }
});
