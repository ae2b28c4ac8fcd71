import assert from "node:assert/strict";

import { parseKeyVaultUrl } from "../../lib/azure/key-vault-url";
import { RunbookError } from "../../lib/azure/errors";
import { KEY_URL, SECRET_URL } from "../builders";

describe("The URL of a key or a secret", () => {
  it("tells vault, kind, name and version", () => {
    assert.deepEqual(parseKeyVaultUrl(KEY_URL), {
      url: KEY_URL,
      vaultName: "kv-web",
      vaultUri: "https://kv-web.vault.azure.net/",
      kind: "keys",
      name: "kek",
      version: "0123456789abcdef0123456789abcdef",
    });
  });

  it("of a secret is of kind secrets", () => {
    assert.equal(parseKeyVaultUrl(SECRET_URL).kind, "secrets");
  });

  it("without a version has none", () => {
    assert.equal("version" in parseKeyVaultUrl("https://kv-web.vault.azure.net/keys/kek"), false);
  });

  it("without a version may end in a slash, and has none all the same", () => {
    assert.equal("version" in parseKeyVaultUrl("https://kv-web.vault.azure.net/keys/kek/"), false);
  });

  it("has the vault's own suffix in another cloud", () => {
    const { vaultName, vaultUri } = parseKeyVaultUrl("https://kv-web.vault.azure.cn/keys/kek/0a");
    assert.deepEqual(
      { vaultName, vaultUri },
      { vaultName: "kv-web", vaultUri: "https://kv-web.vault.azure.cn/" },
    );
  });

  for (const [what, url] of [
    ["has a port, which Azure Disk Encryption refuses", "https://kv-web.vault.azure.net:443/keys/kek/0a"],
    ["is not https", "http://kv-web.vault.azure.net/keys/kek/0a"],
    ["names a certificate", "https://kv-web.vault.azure.net/certificates/kek/0a"],
    ["names no key", "https://kv-web.vault.azure.net/keys/"],
    ["has a part too many", "https://kv-web.vault.azure.net/keys/kek/0a/more"],
    ["carries a query", "https://kv-web.vault.azure.net/keys/kek/0a?api-version=7.4"],
    [
      "is a vault's resource id",
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-web",
    ],
    ["is empty", ""],
  ] as const) {
    it(`is refused where it ${what}`, () => {
      assert.throws(
        () => parseKeyVaultUrl(url),
        (error: unknown) => error instanceof RunbookError && error.code === "ArgumentInvalid",
      );
    });
  }
});
