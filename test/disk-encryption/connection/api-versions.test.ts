import assert from "node:assert/strict";

import { connect } from "@runbooks/disk-encryption";
import { clientsOf } from "@runbooks/disk-encryption/clients";
import { apiVersionOf } from "../../../lib/disk-encryption/connection/api-versions";
import { RunbookError } from "@runbooks/azure";

const SUBSCRIPTION = "c0015001-50b5-4000-8000-c0ffee000001";
const VAULT = "https://kv-contoso-weu.vault.azure.net";
const GROUP = "rg-that-is-not-there";

/** Something of each type that a planned request goes to, read by Azure's own client; whether it is there does not matter. */
const reads: Readonly<Record<string, (clients: ReturnType<typeof clientsOf>) => Promise<unknown>>> = {
  "a VM": (clients) => clients.compute(SUBSCRIPTION).virtualMachines.get(GROUP, "vm"),
  "an extension": (clients) =>
    clients.compute(SUBSCRIPTION).virtualMachineExtensions.get(GROUP, "vm", "AzureDiskEncryption"),
  "an image": (clients) => clients.compute(SUBSCRIPTION).images.get(GROUP, "image"),
  "a disk": (clients) => clients.compute(SUBSCRIPTION).disks.get(GROUP, "disk"),
  "a snapshot": (clients) => clients.compute(SUBSCRIPTION).snapshots.get(GROUP, "snapshot"),
  "a disk encryption set": (clients) => clients.compute(SUBSCRIPTION).diskEncryptionSets.get(GROUP, "des"),
  "a vault": (clients) => clients.keyVaults(SUBSCRIPTION).vaults.get(GROUP, "kv"),
  "a vault's key by Resource Manager": (clients) =>
    clients.keyVaults(SUBSCRIPTION).keys.get(GROUP, "kv", "kek"),
  "a managed identity": (clients) => clients.identities(SUBSCRIPTION).userAssignedIdentities.get(GROUP, "id"),
  "a role assignment": (clients) =>
    clients.authorization(SUBSCRIPTION).roleAssignments.get(`/subscriptions/${SUBSCRIPTION}`, "name"),
  "a feature": (clients) =>
    clients.features(SUBSCRIPTION).features.get("Microsoft.Compute", "EncryptionAtHost"),
  "a deployment": (clients) => clients.resources(SUBSCRIPTION).deployments.get(GROUP, "deployment"),
  "a key in its vault": (clients) => clients.keys(VAULT).listPropertiesOfKeys().next(),
  "a secret in its vault": (clients) => clients.secrets(VAULT).listPropertiesOfSecrets().next(),
};

describe("The api-version of a planned request", () => {
  for (const [what, read] of Object.entries(reads)) {
    it(`is the one by which Azure's own client reads ${what}`, async () => {
      const urls: URL[] = [];
      const azure = await connect({ observe: ({ url }) => urls.push(new URL(url)) });
      urls.length = 0;
      await read(clientsOf(azure)).catch((error: unknown) => {
        // Not there: what counts is what was asked.
        assert.ok(error instanceof Error);
      });
      const [asked] = urls;
      assert.ok(asked !== undefined);
      const isVault = asked.hostname.endsWith(".vault.azure.net");
      const planned = { path: asked.pathname, ...(isVault ? { endpoint: asked.origin } : {}) };
      assert.equal(apiVersionOf(planned), asked.searchParams.get("api-version"));
    });
  }

  it("is that of Microsoft.Resources where a provider is registered", () => {
    const path = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Compute/register`;
    assert.equal(apiVersionOf({ path }), "2025-03-01");
  });

  it("is not known for a provider that nothing is planned for", () => {
    const path = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.Sql/servers/s`;
    assert.throws(
      () => apiVersionOf({ path }),
      (error: unknown) => error instanceof RunbookError && error.code === "ArgumentInvalid",
    );
  });
});
