import assert from "node:assert/strict";

import { emptyVaultContents } from "../../../lib/sandbox/keyvault/contents";
import { addKey } from "../../../lib/sandbox/keyvault/keys";
import * as platformKeyVault from "../../../lib/sandbox/keyvault/platform-key-vault";
import { testSandbox } from "../support";
import { makeVault, secretClient, vaultUrl } from "./clients";

const version = "0123456789abcdef0123456789abcdef";

describe("the platform, as a trusted service of a vault", () => {
  it("finds a key by its URL, wraps with it and unwraps, past every right", async () => {
    const sandbox = testSandbox();
    const { world } = sandbox;
    await makeVault(sandbox, { enableRbacAuthorization: false, accessPolicies: [] });
    const contents = emptyVaultContents();
    world.vaultContents.set("kv-test", contents);
    addKey(contents, {
      name: "kek",
      version,
      keyType: "RSA",
      keySizeInBits: 2048,
      created: world.clock.now(),
    });
    const found = platformKeyVault.findKey(
      world,
      `${vaultUrl.toUpperCase().replace("HTTPS", "https")}/keys/KEK`,
    );
    assert.deepEqual([found?.name, found?.key?.version, found?.versioned], ["kek", version, false]);
    assert.equal(platformKeyVault.findKey(world, `${vaultUrl}/keys/kek/ffff`)?.key, undefined);
    assert.equal(platformKeyVault.findKey(world, "https://kv-none.vault.azure.net/keys/kek"), undefined);
    const url = `${vaultUrl}/keys/kek/${version}`;
    const wrapped = platformKeyVault.wrap(world, url, "RSA-OAEP", Buffer.from("bytes"));
    assert.equal(platformKeyVault.unwrap(world, url, "RSA-OAEP", wrapped).toString(), "bytes");
  });

  it("writes a secret that its owner can read", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const vault = platformKeyVault.findVault(sandbox.world, `${vaultUrl}/`);
    assert.ok(vault !== undefined);
    const url = platformKeyVault.writeSecret(sandbox.world, vault, {
      name: "BEK",
      value: "hush",
      contentType: "Wrapped BEK",
      tags: { MachineName: "vm" },
    });
    const { value, properties } = await secretClient(sandbox).getSecret("bek");
    assert.deepEqual([value, properties.id, properties.contentType], ["hush", url, "Wrapped BEK"]);
    assert.equal(platformKeyVault.findSecret(sandbox.world, url)?.secret?.version, properties.version);
  });
});
