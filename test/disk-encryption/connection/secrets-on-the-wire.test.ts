import assert from "node:assert/strict";

import {
  assertNoSecretValue,
  headersToShow,
  withoutSecrets,
  withoutSignatures,
} from "../../../lib/disk-encryption/connection/secrets-on-the-wire";
import { connect } from "../../../lib/disk-encryption/connection/connect";
import { RunbookError } from "../../../lib/azure/errors";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const vault = "https://kv-contoso-weu.vault.azure.net";

describe("A secret on the wire", () => {
  for (const path of ["/secrets/bek", "/secrets/bek/0123456789abcdef", "/secrets/bek/"]) {
    it(`is not read: GET ${path} is refused`, () => {
      assert.throws(
        () => {
          assertNoSecretValue("GET", `${vault}${path}?api-version=7.5`);
        },
        (error: unknown) => error instanceof RunbookError && error.code === "SecretValueRefused",
      );
    });
  }

  for (const path of ["/secrets", "/secrets/bek/versions", "/keys/kek/1", "/deletedsecrets"]) {
    it(`has properties that are read: GET ${path} passes`, () => {
      assertNoSecretValue("GET", `${vault}${path}`);
    });
  }

  it("is refused to Azure's own client on a connection too", async () => {
    const azure = await connect();
    await assert.rejects(clientsOf(azure).secrets(vault).getSecret("bek"), /secret's value/);
  });

  it("is not shown in a body, while lists of properties are", () => {
    assert.deepEqual(withoutSecrets(`${vault}/secrets/x`, { value: "key material", id: "x" }), {
      value: "(not shown)",
      id: "x",
    });
    assert.deepEqual(withoutSecrets(`${vault}/secrets`, { value: [{ id: "x" }] }), { value: [{ id: "x" }] });
  });

  it("is a disk's signed URL too, wherever it stands in an answer", () => {
    const accessSAS = "https://md-1.z1.blob.storage.azure.net/abc/abcd?sig=signed";
    for (const body of [
      { accessSAS },
      { properties: { output: { accessSAS, securityDataAccessSAS: accessSAS } } },
    ]) {
      const shown = JSON.stringify(withoutSecrets("https://management.azure.com/x/DiskOperations/1", body));
      assert.doesNotMatch(shown, /signed/);
      assert.match(shown, /"accessSAS":"\(not shown\)"/);
    }
  });

  it("is an administrator's password too, wherever it stands", () => {
    const body = { properties: { osProfile: { adminUsername: "dana", adminPassword: "Correct-horse-1" } } };
    assert.deepEqual(withoutSecrets("https://management.azure.com/subscriptions/s/vm", body), {
      properties: { osProfile: { adminUsername: "dana", adminPassword: "(not shown)" } },
    });
  });

  it("stays where a body is not a vault's: Resource Manager's lists and tags have a `value` too", () => {
    const body = { value: "westeurope" };
    assert.deepEqual(withoutSecrets("https://management.azure.com/subscriptions", body), body);
  });

  it("is a blob's signature too", () => {
    const url =
      "https://md-1.z1.blob.storage.azure.net/abc/abcd?sv=2018-03-28&sr=b&si=1&sig=signed&comp=page";
    assert.doesNotMatch(withoutSignatures(url), /signed/);
    assert.match(withoutSignatures(url), /comp=page/);
  });

  it("is a polling URL's signature too, in the URL and in the headers", () => {
    const url = "https://management.azure.com/x/operations/1?api-version=2024-07-01&t=1&c=cert&s=sign&h=hash";
    for (const shown of [withoutSignatures(url), headersToShow({ location: url })["location"] ?? ""]) {
      assert.doesNotMatch(shown, /cert|sign\b|hash/);
      assert.match(shown, /api-version=2024-07-01/);
    }
  });
});
