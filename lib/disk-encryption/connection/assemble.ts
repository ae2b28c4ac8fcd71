import type { TokenCredential } from "@azure/core-auth";
import { z } from "zod";

import { defined, RunbookError } from "@runbooks/azure";
import { tokenOwner } from "./access-token";
import { createChangeGate, createChangeLog, type ChangeLog, type ChangeRecorder } from "./changes";
import { keepClients } from "./clients";
import type { Clock } from "./clock";
import type { Cloud } from "./cloud";
import { createDiskAccesses } from "./disk-access";
import { withBanner, type Connection, type SignedInPrincipal, type VisibleSubscription } from "./connection";
import { createResourceManagerReader, type ResourceManagerReader } from "./resource-manager";
import { createTransport } from "./transport";
import { type Exchange, type InProcessService } from "./exchange";

/** What a connection is put together from. */
export interface ConnectionParts {
  readonly mode: "sandbox" | "live";
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly credential: TokenCredential;
  /** Look for VMs and vaults in this one subscription; undefined: in all that the principal sees. */
  readonly subscriptionId?: string;
  /** The sandbox; undefined: the real network. */
  readonly service?: InProcessService;
  readonly recorder?: ChangeRecorder;
  readonly observe?: (exchange: Exchange) => void;
}

/**
 * Puts a connection together: Azure's own clients, all on one transport, behind one gate.
 *
 * @throws RunbookError `CredentialUnavailable`, `SubscriptionNotAccessible` where the named subscription is not seen, or Azure's code where
 *   the subscriptions can't be listed.
 */
export async function assembleConnection(parts: ConnectionParts): Promise<Connection> {
  const { mode, cloud, clock, credential, service, recorder, observe } = parts;
  const log = createChangeLog(() => clock.now());
  const diskAccesses = createDiskAccesses();
  const gate = createChangeGate(recorder === undefined ? log : both(log, recorder), diskAccesses);
  const transport = createTransport({
    changes: gate,
    resourceManagerEndpoint: cloud.resourceManagerEndpoint,
    ...defined({ service, observe }),
  });
  const { tenantId, principal } = await tokenOwner(credential, cloud);
  const reader = createResourceManagerReader(cloud, credential, transport);
  const visible = await visibleSubscriptions(reader);
  // Loaded only here: the clients take most of the time that the library's first import would take.
  const { azureClients } = await import("./azure-clients.js");
  const handle = keepClients(azureClients(cloud, credential, transport));
  return withBanner({
    mode,
    cloud,
    clock,
    tenantId,
    principal,
    subscriptions:
      parts.subscriptionId === undefined ? visible : [onlyThe(parts.subscriptionId, visible, principal)],
    visibleSubscriptions: visible,
    changes: log.entries,
    list: (path, apiVersion) => reader.list(path, apiVersion),
    get: (url, signal) => reader.get(url, signal),
    diskAccesses,
    gate,
    handle,
  });
}

const both = (first: ChangeLog, second: ChangeRecorder): ChangeRecorder => ({
  before: async (intent) => {
    await second.before(intent);
    await first.before(intent);
  },
  after: async (intent, outcome) => {
    await second.after(intent, outcome);
    await first.after(intent, outcome);
  },
});

const SUBSCRIPTIONS_API_VERSION = "2022-12-01";
const subscriptions = z.array(z.object({ subscriptionId: z.string(), displayName: z.string() }));

async function visibleSubscriptions(reader: ResourceManagerReader): Promise<readonly VisibleSubscription[]> {
  const parsed = subscriptions.safeParse(await reader.list("/subscriptions", SUBSCRIPTIONS_API_VERSION));
  if (parsed.success) return parsed.data;
  throw new RunbookError(
    "AzureOperationFailed",
    "Azure's list of subscriptions can't be read.",
    "Look at it with `az account list`.",
    { cause: parsed.error },
  );
}

function onlyThe(
  named: string,
  visible: readonly VisibleSubscription[],
  principal: SignedInPrincipal,
): VisibleSubscription {
  const found = visible.find(({ subscriptionId }) => subscriptionId.toLowerCase() === named.toLowerCase());
  if (found !== undefined) return found;
  throw new RunbookError(
    "SubscriptionNotAccessible",
    `${principal.name} does not see subscription ${named}.`,
    "Check the id, and that you are signed in to its tenant (`az account list`).",
  );
}
