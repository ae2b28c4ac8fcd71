import type { AuthorizationManagementClient } from "@azure/arm-authorization";
import type { ComputeManagementClient } from "@azure/arm-compute";
import type { FeatureClient } from "@azure/arm-features";
import type { KeyVaultManagementClient } from "@azure/arm-keyvault";
import type { ManagedServiceIdentityClient } from "@azure/arm-msi";
import type { ResourceGraphClient } from "@azure/arm-resourcegraph";
import type { ResourceManagementClient } from "@azure/arm-resources";
import type { KeyClient } from "@azure/keyvault-keys";
import type { SecretClient } from "@azure/keyvault-secrets";
import type { PageBlobClient } from "@azure/storage-blob";

import type { Redacted } from "@runbooks/azure";
import type { Connection, ConnectionHandle } from "./connection";
import type { Send } from "./sending";

/** Azure's own clients on one connection, all on its transport and behind its gate. */
export interface AzureClients {
  compute(subscriptionId: string): ComputeManagementClient;
  keyVaults(subscriptionId: string): KeyVaultManagementClient;
  /** Keys of one vault; nothing here reads a secret's value. */
  keys(vaultUri: string): KeyClient;
  secrets(vaultUri: string): SecretClient;
  /** Role assignments. */
  authorization(subscriptionId: string): AuthorizationManagementClient;
  /** Features of a subscription, as `Microsoft.Compute/EncryptionAtHost`. */
  features(subscriptionId: string): FeatureClient;
  /** User-assigned managed identities. */
  identities(subscriptionId: string): ManagedServiceIdentityClient;
  /** Deployments of templates. */
  resources(subscriptionId: string): ResourceManagementClient;
  /**
   * Azure Resource Graph, which reads many subscriptions at once. It sends each query once, and passes on Azure's refusal: who asks much watches
   * the quota's headers, and waits by the connection's clock.
   */
  resourceGraph(): ResourceGraphClient;
  /** Sends a planned request as it stands; nothing else changes Azure. */
  readonly send: Send;
  /** The blob behind a disk, by the signed URL that Azure granted. */
  pageBlob(url: Redacted<string>): Promise<PageBlobClient>;
}

// Not members of a connection: a notebook's compiler would read the declarations of all these clients with every cell.
const clients = new WeakMap<ConnectionHandle, AzureClients>();

/** Keeps the clients of a new connection, and gives what they are found by. */
export function keepClients(those: AzureClients): ConnectionHandle {
  const handle: ConnectionHandle = { of: "clients" };
  clients.set(handle, those);
  return handle;
}

/** Azure's own clients on a connection. */
export function clientsOf({ handle }: Pick<Connection, "handle">): AzureClients {
  const found = clients.get(handle);
  if (found === undefined) throw new TypeError("This is not a connection that connect(...) made.");
  return found;
}
