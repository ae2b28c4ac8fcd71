import { KeyVaultManagementClient, type VaultProperties } from "@azure/arm-keyvault";
import { CryptographyClient, KeyClient } from "@azure/keyvault-keys";
import { SecretClient } from "@azure/keyvault-secrets";

import type { Sandbox } from "../../../lib/sandbox/index";
import type { Json } from "../../../lib/sandbox/json";
import { credentialOf, httpClientOf, resourceGroupName, subscriptionId, tenantId } from "../support";

export const vaultName = "kv-test";
export const vaultUrl = `https://${vaultName}.vault.azure.net`;

/** Microsoft's own client of the Key Vault provider. */
export function managementClient(sandbox: Sandbox, principalName?: string): KeyVaultManagementClient {
  return new KeyVaultManagementClient(credentialOf(sandbox, principalName), subscriptionId, {
    httpClient: httpClientOf(sandbox),
  });
}

export function keyClient(sandbox: Sandbox, principalName?: string): KeyClient {
  return new KeyClient(vaultUrl, credentialOf(sandbox, principalName), { httpClient: httpClientOf(sandbox) });
}

export function cryptographyClient(sandbox: Sandbox, keyId: string): CryptographyClient {
  return new CryptographyClient(keyId, credentialOf(sandbox), { httpClient: httpClientOf(sandbox) });
}

export function secretClient(sandbox: Sandbox, principalName?: string): SecretClient {
  return new SecretClient(vaultUrl, credentialOf(sandbox, principalName), {
    httpClient: httpClientOf(sandbox),
  });
}

export const vaultProperties: VaultProperties = {
  tenantId,
  sku: { family: "A", name: "standard" },
  enableRbacAuthorization: true,
  softDeleteRetentionInDays: 7,
};

/** Makes the vault that the tests use, with some properties of its own, and lets the time pass that its registration takes. */
export async function makeVault(sandbox: Sandbox, properties: Partial<VaultProperties> = {}): Promise<void> {
  await makeVaultNamed(sandbox, vaultName, properties);
}

/** The same with another name; rejects with `code` and `statusCode` where the sandbox refuses. */
export async function makeVaultNamed(
  sandbox: Sandbox,
  name: string,
  properties: Partial<VaultProperties> = {},
  groupName: string = resourceGroupName,
): Promise<void> {
  // Microsoft's client polls until the name is registered, by real time; the sandbox's clock stands still unless it is driven.
  await managementClient(sandbox).vaults.createOrUpdate(
    groupName,
    name,
    { location: "westeurope", properties: { ...vaultProperties, ...properties } },
    {
      updateIntervalInMs: 0,
      onResponse: () => {
        sandbox.clock.advance(30_000);
      },
    },
  );
}

/** A request of one's own making, for what the clients cannot send: another api-version, a raw body. */
export async function send(
  sandbox: Sandbox,
  method: string,
  url: string,
  body?: Json,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Json }> {
  const audience = url.includes(".vault.azure.net")
    ? "https://vault.azure.net"
    : "https://management.azure.com";
  const response = await sandbox.fetch(
    new Request(url, {
      method,
      headers: {
        authorization: `Bearer ${sandbox.issueToken(audience)}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : (JSON.parse(text) as Json),
  };
}
