import assert from "node:assert/strict";

import { resourceGroupName, testSandbox } from "../support";
import { makeVault, managementClient, secretClient, send, vaultName, vaultUrl } from "./clients";

const mustExpire =
  "/providers/Microsoft.Authorization/policyDefinitions/98728c90-32c7-4049-8429-847dc0f4fe37";
const maximumValidity =
  "/providers/Microsoft.Authorization/policyDefinitions/342e8053-e12e-4c44-be01-c3c2f318400f";

describe("a secret in a vault", () => {
  it("keeps its versions, content type and tags, and shows its value to who gets it only", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const secrets = secretClient(sandbox);
    const first = await secrets.setSecret("bek", "hush-1", {
      contentType: "BEK",
      tags: { MachineName: "vm" },
    });
    await secrets.setSecret("bek", "hush-2");
    assert.equal((await secrets.getSecret("bek")).value, "hush-2");
    const old = await secrets.getSecret("bek", { version: first.properties.version ?? "" });
    assert.deepEqual(
      [old.value, old.properties.contentType, old.properties.tags],
      ["hush-1", "BEK", { MachineName: "vm" }],
    );
    for (const path of ["secrets", "secrets/bek/versions"]) {
      const { body } = await send(sandbox, "GET", `${vaultUrl}/${path}?api-version=7.6`);
      assert.doesNotMatch(JSON.stringify(body), /hush/);
    }
  });

  it("has the same version on each run, however often is asked before it is made", async () => {
    const versions: (string | undefined)[] = [];
    for (const questions of [0, 1, 5]) {
      const sandbox = testSandbox();
      await makeVault(sandbox);
      const secrets = secretClient(sandbox);
      for (let asked = 0; asked < questions; asked++) {
        await assert.rejects(secrets.getSecret("bek"), { statusCode: 404 });
      }
      versions.push((await secrets.setSecret("bek", "hush")).properties.version);
    }
    assert.match(versions[0] ?? "", /^[0-9a-f]{32}$/);
    assert.deepEqual(versions, [versions[0], versions[0], versions[0]]);
  });

  it("is not read while it is disabled, and is read when it is out of its time", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const secrets = secretClient(sandbox);
    const { properties } = await secrets.setSecret("bek", "hush", {
      expiresOn: new Date("2026-11-24T08:30:00Z"),
    });
    sandbox.clock.advance(60 * 60 * 1000);
    assert.equal((await secrets.getSecret("bek")).value, "hush");
    await secrets.updateSecretProperties("bek", properties.version ?? "", { enabled: false });
    await assert.rejects(secrets.getSecret("bek"), {
      statusCode: 403,
      message: /^Operation get is not allowed on a disabled secret\./,
    });
  });

  it("stays recoverable when it is deleted, and its name stays taken", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const secrets = secretClient(sandbox);
    await secrets.setSecret("bek", "hush");
    await (await secrets.beginDeleteSecret("bek")).pollUntilDone();
    await assert.rejects(secrets.setSecret("bek", "hush"), {
      statusCode: 409,
      message: /Secret bek is currently in a deleted but recoverable state/,
    });
    const { body } = await send(sandbox, "GET", `${vaultUrl}/deletedsecrets/bek?api-version=7.6`);
    assert.doesNotMatch(JSON.stringify(body), /hush/);
    await (await secrets.beginRecoverDeletedSecret("bek")).pollUntilDone();
    assert.equal((await secrets.getSecret("bek")).value, "hush");
    await (await secrets.beginDeleteSecret("bek")).pollUntilDone();
    await secrets.purgeDeletedSecret("bek");
    await assert.rejects(secrets.getDeletedSecret("bek"), { statusCode: 404 });
  });

  it("purges itself when the vault's days are over", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const secrets = secretClient(sandbox);
    await secrets.setSecret("bek", "hush");
    await (await secrets.beginDeleteSecret("bek")).pollUntilDone();
    sandbox.clock.advance(7 * 24 * 60 * 60 * 1000);
    await secrets.setSecret("bek", "hush");
  });

  it("is written through Resource Manager, which never answers the value", async () => {
    const sandbox = testSandbox();
    await makeVault(sandbox);
    const { secrets } = managementClient(sandbox);
    const parameters = { properties: { value: "hush", contentType: "BEK" }, tags: { MachineName: "vm" } };
    const written = await secrets.createOrUpdate(resourceGroupName, vaultName, "bek", parameters);
    assert.doesNotMatch(JSON.stringify(written), /hush/);
    assert.match(written.properties.secretUriWithVersion ?? "", /\/secrets\/bek\/[0-9a-f]{32}$/);
    const patched = await secrets.update(resourceGroupName, vaultName, "bek", {
      properties: { value: "hush-2" },
    });
    assert.notEqual(patched.properties.secretUriWithVersion, written.properties.secretUriWithVersion);
    assert.equal((await secretClient(sandbox).getSecret("bek")).value, "hush-2");
    const names: (string | undefined)[] = [];
    for await (const { name } of secrets.list(resourceGroupName, vaultName)) names.push(name);
    assert.deepEqual(names, ["bek"]);
  });

  it("is refused without an expiry where Azure Policy denies it, and the refusal does not show the value", async () => {
    for (const policyDefinitionId of [mustExpire, maximumValidity]) {
      const sandbox = testSandbox({
        policyAssignments: [
          { name: "expiry", displayName: "Secrets expire", scope: "/", policyDefinitionId, effect: "Deny" },
        ],
      });
      await makeVault(sandbox);
      const secrets = secretClient(sandbox);
      await assert.rejects(secrets.setSecret("bek", "hush"), (error: Error & { details?: unknown }) => {
        assert.match(JSON.stringify(error.details), /ForbiddenByPolicy/);
        assert.doesNotMatch(`${error.message} ${JSON.stringify(error.details)}`, /hush/);
        return true;
      });
      await secrets.setSecret("bek", "hush", { expiresOn: new Date("2027-01-01T00:00:00Z") });
    }
  });
});
