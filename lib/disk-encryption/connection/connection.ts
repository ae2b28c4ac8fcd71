import { inspect } from "node:util";

import type { ChangeGate, ChangeLogEntry } from "./changes";
import type { Clock } from "./clock";
import type { Cloud } from "./cloud";
import type { DiskAccesses } from "./disk-access";
import type { RawAnswer } from "./raw-answer";

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

/** Stands for the clients of one connection. */
export interface ConnectionHandle {
  readonly of: "clients";
}

/** One Azure, sandbox or live. Made by `connect`. Azure's own clients, all on one transport, are behind it: see `clients.ts`. */
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
  /** Access to blobs behind disks that Azure granted on this connection, and that was not ended yet. */
  readonly diskAccesses: DiskAccesses;
  readonly gate: ChangeGate;
  /** What the library finds the connection's clients by: `clientsOf`. */
  readonly handle: ConnectionHandle;
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
