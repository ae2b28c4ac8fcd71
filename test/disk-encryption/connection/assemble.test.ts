import assert from "node:assert/strict";

import type { SandboxConnection } from "../../../lib/disk-encryption/connection/connect";
import { keyMaterialFromPassphrase } from "../../../lib/disk-encryption/nouns/key-material";
import { RunbookError } from "@runbooks/azure";
import { apply, approve, connect } from "@runbooks/disk-encryption";
import { observeStoreKey } from "../../../lib/disk-encryption/jobs/store-key/observe";
import { planStoreKey } from "../../../lib/disk-encryption/jobs/store-key/plan";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const PRODUCTION = "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001";
const VAULT_URI = "https://kv-contoso-weu.vault.azure.net/";

/** Has Azure carry out what is asked under a path and lose its answers; answers how often it was carried out. */
function losingAnswers({ sandbox }: SandboxConnection, path: string): () => number {
  const carryOut = sandbox.fetch.bind(sandbox);
  let times = 0;
  sandbox.fetch = async (request) => {
    const answer = await carryOut(request);
    // A challenge to sign in, and what is asked elsewhere, arrive.
    if (!answer.ok || !new URL(request.url).pathname.startsWith(path)) return answer;
    times += 1;
    return Response.json(
      { error: { code: "ServiceUnavailable", message: "(test) Lost." } },
      { status: 503, headers: { "retry-after": "0" } },
    );
  };
  return () => times;
}

describe("A client of a vault", () => {
  it("sends again what failed for a while", async () => {
    const azure = await connect();
    const keys = losingAnswers(azure, "/keys");
    await assert.rejects(clientsOf(azure).keys(VAULT_URI).listPropertiesOfKeys().next());
    assert.equal(keys(), 4);
    const secrets = losingAnswers(azure, "/secrets");
    await assert.rejects(clientsOf(azure).secrets(VAULT_URI).listPropertiesOfSecrets().next());
    assert.equal(secrets(), 4);
  });
});

describe("A volume's key that is stored", () => {
  it("is one version of its secret, also where Azure's answer is lost", async () => {
    const azure = await connect();
    const material = keyMaterialFromPassphrase("correct horse battery staple");
    const facts = await observeStoreKey(azure, {
      keyVaultId: `${PRODUCTION}/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/kv-contoso-weu`,
      vmId: `${PRODUCTION}/resourceGroups/rg-web-weu/providers/Microsoft.Compute/virtualMachines/vm-own`,
      location: "westeurope",
      material,
    });
    const plan = planStoreKey(facts);
    const [step] = plan.steps;
    assert.ok(step?.action.kind === "store-key");
    const stored = losingAnswers(azure, `/secrets/${step.action.secretName}`);
    await assert.rejects(
      apply(azure, plan, approve(azure, plan, plan.target), { secrets: { volumeKey: material } }),
      (error) => error instanceof RunbookError && error.code === "ServiceUnavailable",
    );
    assert.equal(stored(), 1);
  });
});
