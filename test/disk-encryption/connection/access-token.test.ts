import assert from "node:assert/strict";

import { AggregateAuthenticationError } from "@azure/identity";

import { tokenOwner } from "../../../lib/disk-encryption/connection/access-token";
import { clouds } from "../../../lib/disk-encryption/connection/cloud";
import { RunbookError } from "../../../lib/azure/errors";

async function messageFor(cause: Error): Promise<string> {
  try {
    await tokenOwner({ getToken: () => Promise.reject(cause) }, clouds.public);
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    assert.equal(error.code, "CredentialUnavailable");
    assert.equal(error.cause, cause);
    assert.equal(error.toString().split("\n").length, 2);
    return error.message;
  }
  throw new assert.AssertionError({ message: "There was no error." });
}

describe("Why no credential could be had", () => {
  it("is said in the first line of the credential's own words", async () => {
    assert.equal(
      await messageFor(new Error("AADSTS90002: Tenant 'x' not found.\r\nTrace ID: 1\nCorrelation ID: 2")),
      "Not signed in to Azure: AADSTS90002: Tenant 'x' not found.",
    );
  });

  it("is said with what Microsoft Entra answered", async () => {
    const message =
      "Authentication failed. Status code: 400\nMore details:\ninvalid_client: AADSTS7000215.\nTrace";
    assert.equal(
      await messageFor(new Error(message)),
      "Not signed in to Azure: Authentication failed. Status code: 400 invalid_client: AADSTS7000215.",
    );
  });

  it("is said by each link of a chain", async () => {
    const links = [
      new Error("EnvironmentCredential is unavailable."),
      new Error("Azure CLI not found\nat x"),
    ];
    assert.equal(
      await messageFor(new AggregateAuthenticationError(links, "ChainedTokenCredential failed.")),
      "Not signed in to Azure: EnvironmentCredential is unavailable. Azure CLI not found.",
    );
  });

  it("never says a token", async () => {
    const message = await messageFor(new Error("refused eyJhbGciOi.eyJ0aWQi.c2ln-_x by the host"));
    assert.equal(message, "Not signed in to Azure: refused (token) by the host.");
  });

  it("never says the environment's secret", async () => {
    const before = process.env["AZURE_CLIENT_SECRET"];
    process.env["AZURE_CLIENT_SECRET"] = "very$secret";
    try {
      assert.doesNotMatch(await messageFor(new Error("can't use very$secret here")), /very\$secret/);
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, "AZURE_CLIENT_SECRET");
      else process.env["AZURE_CLIENT_SECRET"] = before;
    }
  });
});
