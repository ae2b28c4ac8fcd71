import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { ComputeManagementClient } from "@azure/arm-compute";
import { FeatureClient } from "@azure/arm-features";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import { ManagedServiceIdentityClient } from "@azure/arm-msi";
import { ResourceGraphClient } from "@azure/arm-resourcegraph";
import { ResourceManagementClient } from "@azure/arm-resources";
import { KeyClient } from "@azure/keyvault-keys";
import { SecretClient } from "@azure/keyvault-secrets";
import type { TokenCredential } from "@azure/core-auth";
import type { HttpClient } from "@azure/core-rest-pipeline";

import type { AzureClients } from "./clients";
import type { Cloud } from "./cloud";
import { createSender } from "./send";

// The client's own default is a preview.
const RESOURCE_GRAPH_API_VERSION = "2024-04-01";

/** Azure's own clients of one cloud, all on one transport. */
export function azureClients(cloud: Cloud, credential: TokenCredential, transport: HttpClient): AzureClients {
  const management = { httpClient: transport, endpoint: cloud.resourceManagerEndpoint };
  return {
    compute: (subscriptionId) => new ComputeManagementClient(credential, subscriptionId, management),
    keyVaults: (subscriptionId) => new KeyVaultManagementClient(credential, subscriptionId, management),
    keys: (vaultUri) => new KeyClient(vaultUri, credential, { httpClient: transport }),
    secrets: (vaultUri) => new SecretClient(vaultUri, credential, { httpClient: transport }),
    authorization: (subscriptionId) =>
      new AuthorizationManagementClient(credential, subscriptionId, management),
    features: (subscriptionId) => new FeatureClient(credential, subscriptionId, management),
    identities: (subscriptionId) => new ManagedServiceIdentityClient(credential, subscriptionId, management),
    resources: (subscriptionId) => new ResourceManagementClient(credential, subscriptionId, management),
    resourceGraph: () =>
      new ResourceGraphClient(credential, {
        ...management,
        apiVersion: RESOURCE_GRAPH_API_VERSION,
        retryOptions: { maxRetries: 0 },
      }),
    send: createSender(cloud, credential, transport),
    pageBlob: async (url) => {
      // Loaded only where a disk is opened.
      const { openPageBlob } = await import("./page-blob.js");
      return openPageBlob(url, transport);
    },
  };
}
