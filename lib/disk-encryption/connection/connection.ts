import { inspect } from "node:util";

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
import type { ChangeGate, ChangeLogEntry } from "./changes";
import type { Clock } from "./clock";
import type { Cloud } from "./cloud";
import type { DiskAccesses } from "./disk-access";
import type { RawAnswer } from "./resource-manager";
import type { Send } from "./send";

/** Who is signed in, as the access token says. */
export interface SignedInPrincipal {
  /** User principal name of a person, application id of a service principal. */
  readonly name: string;
  readonly objectId: string;
}

/** A subscription that the signed-in principal sees. */
export interface VisibleSubscription {
  readonly subscriptionId: string;
  readonly displayName: string;
}

/** One Azure, sandbox or live, with the real clients on one transport. Made by `connect`. */
export interface Connection {
  readonly mode: "sandbox" | "live";
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly principal: SignedInPrincipal;
  /** Where VMs and vaults are looked for by name: on live Azure the one subscription that was named, in the sandbox all. */
  readonly subscriptions: readonly VisibleSubscription[];
  /** All that the signed-in principal sees, as Azure lists them: what a whole fleet is read of. */
  readonly visibleSubscriptions: readonly VisibleSubscription[];
  readonly clock: Clock;
  /** What was changed through this connection, in order. */
  readonly changes: readonly ChangeLogEntry[];
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
  /**
   * Reads a list of Resource Manager that none of the clients covers, all its pages.
   *
   * @throws RunbookError with Azure's code.
   */
  list(path: string, apiVersion: string): Promise<readonly unknown[]>;
  /**
   * Sends one GET to Resource Manager, once, and gives the answer as it came, refusals too: for whoever paces requests by the quotas that
   * the headers tell.
   *
   * @param url - path from the endpoint's root with its query, or a whole URL that an answer named (`nextLink`).
   * @throws RunbookError `AzureOperationFailed` for a URL that leads to another host. What the network and the credential throw.
   */
  get(url: string, signal?: AbortSignal): Promise<RawAnswer>;
  /** Sends a planned request as it stands; nothing else changes Azure. */
  readonly send: Send;
  /** Access to blobs behind disks that Azure granted on this connection, and that was not ended yet. */
  readonly diskAccesses: DiskAccesses;
  /** The blob behind a disk, by the signed URL that Azure granted. */
  pageBlob(url: Redacted<string>): Promise<PageBlobClient>;
  readonly gate: ChangeGate;
}

/** What a connection tells of itself. */
export type ConnectionIdentity = Pick<
  Connection,
  "mode" | "cloud" | "tenantId" | "principal" | "subscriptions" | "visibleSubscriptions"
>;

/** The banner of a connection in plain text: where one is, who one is. */
export function bannerText(connection: ConnectionIdentity): string {
  const { mode, cloud, tenantId, principal, subscriptions, visibleSubscriptions } = connection;
  const where =
    mode === "sandbox" ? "SANDBOX (nothing here reaches Azure)" : `LIVE AZURE, cloud '${cloud.name}'`;
  return [
    where,
    `  signed in as   ${principal.name}`,
    `  tenant         ${tenantId}`,
    ...subscriptions.map(
      ({ displayName, subscriptionId }, index) =>
        `  ${index === 0 ? "subscriptions " : "              "} ${displayName} (${subscriptionId})`,
    ),
    ...(visibleSubscriptions.length > subscriptions.length
      ? [
          `  to read         all ${visibleSubscriptions.length} subscriptions that you see, where a fleet is asked for`,
        ]
      : []),
  ].join("\n");
}

/** Gives a connection the banner as its printed form. */
export function withBanner(connection: Connection): Connection {
  return Object.defineProperty(connection, inspect.custom, {
    enumerable: false,
    value: () => bannerText(connection),
  });
}
