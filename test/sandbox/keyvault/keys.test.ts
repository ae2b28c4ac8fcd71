import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";

import { resourceGroupName, testSandbox } from "../support";
import {
  cryptographyClient,
  keyClient,
  makeVault,
  managementClient,
  send,
  vaultName,
  vaultUrl,
} from "./clients";

describe("a key in a vault", () => {
  it("wraps and unwraps with real RSA, by every algorithm that Azure Disk Encryption may use", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const key = await keyClient(sandbox).createRsaKey("kek", { keySize: 2048 });
    assert.deepEqual(key.keyOperations, ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"]);
    assert.equal(key.key?.n?.length, 256);
    const passphrase = Buffer.from("the volume's own key");
    for (const algorithm of ["RSA-OAEP", "RSA-OAEP-256", "RSA1_5"] as const) {
      const cryptography = cryptographyClient(sandbox, key.id ?? "");
      // The client wraps by itself, with the public half.
      const wrapped = await cryptography.wrapKey(algorithm, passphrase);
      const { result, keyID } = await cryptography.unwrapKey(algorithm, wrapped.result);
      assert.deepEqual([Buffer.from(result), keyID], [passphrase, key.id], algorithm);
      // The vault wraps when it is asked, with or without a version.
      const url = `${vaultUrl}/keys/kek/`;
      const body = { alg: algorithm, value: passphrase.toString("base64url") };
      const byVault = await send(sandbox, "POST", `${url}/wrapkey?api-version=7.4`, body);
      const back = await send(
        sandbox,
        "POST",
        `${url}${key.properties.version ?? ""}/unwrapkey?api-version=7.4`,
        {
          ...body,
          value: (byVault.body as { value: string }).value,
        },
      );
      assert.deepEqual(back.body, { kid: key.id, value: body.value }, algorithm);
    }
  });

  it("does not unwrap what another key or another algorithm wrapped", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const key = await keyClient(sandbox).createRsaKey("kek");
    const cryptography = cryptographyClient(sandbox, key.id ?? "");
    const { result } = await cryptography.wrapKey("RSA-OAEP", Buffer.from("secret"));
    await assert.rejects(cryptography.unwrapKey("RSA-OAEP-256", result), {
      statusCode: 400,
      code: "BadParameter",
    });
  });

  it("takes no more bytes than its size allows", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    await keyClient(sandbox).createRsaKey("kek", { keySize: 2048 });
    const wrap = (bytes: number): ReturnType<typeof send> =>
      send(sandbox, "POST", `${vaultUrl}/keys/kek/wrapkey?api-version=7.6`, {
        alg: "RSA-OAEP",
        value: Buffer.alloc(bytes).toString("base64url"),
      });
    assert.equal((await wrap(214)).status, 200);
    assert.equal((await wrap(215)).status, 400);
  });

  it("is not wrapped with when it is disabled or expired; an expired one still unwraps", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    const { id = "", properties } = await keys.createRsaKey("kek");
    const { version = "" } = properties;
    const use = async (operation: string, value: string): Promise<unknown> =>
      (
        await send(sandbox, "POST", `${vaultUrl}/keys/kek/${version}/${operation}?api-version=2025-07-01`, {
          alg: "RSA-OAEP",
          value,
        })
      ).body;
    const { value } = (await use("wrapkey", "c2VjcmV0")) as { value: string };

    await keys.updateKeyProperties("kek", version, { expiresOn: new Date("2026-11-24T09:00:00Z") });
    sandbox.clock.advance(2 * 60 * 60 * 1000);
    assert.equal(((await use("wrapkey", "c2VjcmV0")) as { error: { code: string } }).error.code, "Forbidden");
    assert.deepEqual(await use("unwrapkey", value), { kid: id, value: "c2VjcmV0" });

    await keys.updateKeyProperties("kek", version, { enabled: false });
    assert.deepEqual(await use("unwrapkey", value), {
      error: {
        code: "Forbidden",
        message: "Operation unwrapKey is not allowed on a disabled key.",
        innererror: { code: "KeyDisabled" },
      },
    });
    assert.equal((await keys.getKey("kek")).properties.enabled, false);
  });

  it("does only what it was made for", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    await keyClient(sandbox).createRsaKey("signer", { keyOps: ["sign"] });
    await keyClient(sandbox).createEcKey("curve", { curve: "P-256" });
    for (const name of ["signer", "curve"]) {
      const answer = await send(sandbox, "POST", `${vaultUrl}/keys/${name}/wrapkey?api-version=7.6`, {
        alg: "RSA-OAEP",
        value: "AA",
      });
      assert.deepEqual(answer.body, {
        error: {
          code: "Forbidden",
          message: "Operation wrapKey is not permitted on this key.",
          innererror: { code: "KeyOperationForbidden" },
        },
      });
    }
  });

  it("has versions, listed in pages that name the port", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    const first = await keys.createEcKey("kek");
    const second = await keys.createEcKey("KEK");
    assert.notEqual(first.properties.version, second.properties.version);
    assert.equal((await keys.getKey("kek")).id, second.id);
    assert.equal((await keys.getKey("kek", { version: first.properties.version ?? "" })).id, first.id);
    const versions: (string | undefined)[] = [];
    for await (const page of keys.listPropertiesOfKeyVersions("kek").byPage({ maxPageSize: 1 })) {
      assert.equal(page.length, 1);
      versions.push(page[0]?.version);
    }
    assert.deepEqual(versions, [first.properties.version, second.properties.version]);
    const page = await send(sandbox, "GET", `${vaultUrl}/keys/kek/versions?maxresults=1&api-version=7.6`);
    assert.match(
      (page.body as { nextLink: string }).nextLink,
      /^https:\/\/kv-test\.vault\.azure\.net:443\/keys\/kek\/versions\?/,
    );
  });

  it("stays recoverable when it is deleted, and is gone when it is purged", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    const { id } = await keys.createEcKey("kek");
    const deleting = await keys.beginDeleteKey("kek");
    const deleted = await deleting.pollUntilDone();
    assert.equal(deleted.properties.recoveryId, `${vaultUrl}/deletedkeys/kek`);
    assert.equal(deleted.properties.recoveryLevel, "CustomizedRecoverable+Purgeable");
    await assert.rejects(keys.getKey("kek"), { statusCode: 404, code: "KeyNotFound" });
    await assert.rejects(keys.createEcKey("kek"), { statusCode: 409, code: "Conflict" });

    const recovering = await keys.beginRecoverDeletedKey("kek");
    await recovering.pollUntilDone();
    assert.equal((await keys.getKey("kek")).id, id);

    await (await keys.beginDeleteKey("kek")).pollUntilDone();
    await keys.purgeDeletedKey("kek");
    await assert.rejects(keys.getDeletedKey("kek"), { statusCode: 404 });
    await keys.createEcKey("kek");
  });

  it("cannot be purged in a vault with purge protection", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox, { enablePurgeProtection: true });
    const keys = keyClient(sandbox);
    const { properties } = await keys.createEcKey("kek");
    assert.deepEqual([properties.recoveryLevel, properties.recoverableDays], ["CustomizedRecoverable", 7]);
    await (await keys.beginDeleteKey("kek")).pollUntilDone();
    await assert.rejects(keys.purgeDeletedKey("kek"), /purge protection is enabled for this vault/);
  });

  it("is made through Resource Manager without any right inside the vault, once", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    sandbox.world.roleAssignments.splice(1, 1);
    const { keys } = managementClient(sandbox);
    const parameters = { properties: { kty: "RSA", keySize: 4096, keyOps: ["wrapKey", "unwrapKey"] } };
    const key = await keys.createIfNotExist(resourceGroupName, vaultName, "kek", parameters);
    assert.equal(key.keySize, 4096);
    assert.deepEqual(key.keyOps, ["wrapKey", "unwrapKey"]);
    assert.match(
      key.keyUriWithVersion ?? "",
      /^https:\/\/kv-test\.vault\.azure\.net\/keys\/kek\/[0-9a-f]{32}$/,
    );
    const again = await keys.createIfNotExist(resourceGroupName, vaultName, "KEK", {
      properties: { kty: "EC" },
    });
    assert.equal(again.keyUriWithVersion, key.keyUriWithVersion);
    const versions: (string | undefined)[] = [];
    for await (const version of keys.listVersions(resourceGroupName, vaultName, "kek"))
      versions.push(version.keyUriWithVersion);
    assert.deepEqual(versions, [key.keyUriWithVersion]);
    await assert.rejects(keyClient(sandbox).getKey("kek"), { statusCode: 403 });
  });

  it("can be brought along", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const keys = keyClient(sandbox);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const { kty, crv, x, y, d } = privateKey.export({ format: "jwk" });
    const bytes = (text: string | undefined): Uint8Array => Buffer.from(text ?? "", "base64url");
    const imported = await keys.importKey("own", {
      kty: kty ?? "",
      crv: crv ?? "",
      x: bytes(x),
      y: bytes(y),
      d: bytes(d),
    });
    assert.deepEqual(Buffer.from(imported.key?.x ?? []).toString("base64url"), x);
  });
});
