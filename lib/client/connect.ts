import { ComputeManagementClient } from "@azure/arm-compute";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import type { TokenCredential } from "@azure/core-auth";
import { bearerTokenAuthenticationPolicy, createEmptyPipeline, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { AzureCliCredential, ChainedTokenCredential, EnvironmentCredential } from "@azure/identity";
import { KeyClient } from "@azure/keyvault-keys";
import { SecretClient } from "@azure/keyvault-secrets";

import { readDataFile } from "../data";
import { RunbookError } from "../errors";
import { azureError } from "./azure-error";
import { createChangeGate, createChangeLog, type ChangeGate, type ChangeLog, type ChangeRecorder } from "./changes";
import { drivenClock, realClock, type Clock } from "./clock";
import { clouds, type Cloud, type CloudName } from "./cloud";
import { withBanner, type Connection, type SignedInPrincipal, type VisibleSubscription } from "./connection";
import { createTransport, type Exchange, type InProcessService } from "./transport";

interface CommonOptions {
  /** Told of every change before it is sent and after; the journal's place. */
  readonly recorder?: ChangeRecorder;
  /** Sees every exchange with Azure; for looking at the wire. */
  readonly observe?: (exchange: Exchange) => void;
}

/** The sandbox: an Azure inside the process. The default. */
export interface SandboxTarget extends CommonOptions {
  readonly mode?: "sandbox";
  /** Name of a file in `data/fleets/`, or what such a file holds. */
  readonly fleet?: string | object;
  /** Which edition of the requirements the sandbox enforces: Azure as it is now, or the training module as it stands. */
  readonly edition?: "current" | "module";
  /** Sandbox seconds for each real second. 0 (the default): waiting takes no time at all. 60: a minute is a second. 1: real time. */
  readonly speed?: number;
  /** Name of the fleet's principal to sign in as; its operator if none is named. */
  readonly signInAs?: string;
  /** Lifetime of the access token; a negative one is expired already, for lessons and tests. */
  readonly tokenLifetimeInSeconds?: number;
}

/** Live Azure. Never entered by accident: the mode and the subscription have to be named. */
export interface LiveTarget extends CommonOptions {
  readonly mode: "live";
  readonly subscriptionId: string;
  readonly cloud?: CloudName;
  /** Environment variables, then the Azure CLI's login, if none is given. */
  readonly credential?: TokenCredential;
}

export type Target = SandboxTarget | LiveTarget;

/** A sandbox connection has its sandbox at hand: a class looks behind the scenes, a test drives the clock. */
export interface SandboxConnection extends Connection {
  readonly mode: "sandbox";
  readonly sandbox: import("../sandbox/index").Sandbox;
}

/**
 * Connects to the sandbox (the default) or to live Azure, and proves who and where one is.
 *
 * @example const azure = await connect();
 * @example const azure = await connect({ mode: "live", subscriptionId: "..." });
 * @throws RunbookError `CredentialUnavailable`, `SubscriptionNotAccessible`, `SandboxFleetUnknown`, or Azure's own code
 *   (`ExpiredAuthenticationToken` ...).
 */
export function connect(target?: SandboxTarget): Promise<SandboxConnection>;
export function connect(target: LiveTarget): Promise<Connection>;
export function connect(target: Target): Promise<Connection>;
export async function connect(target: Target = {}): Promise<Connection> {
  return target.mode === "live" ? await connectLive(target) : await connectSandbox(target);
}

async function connectSandbox(target: SandboxTarget): Promise<SandboxConnection> {
  const { fleet = "contoso", edition = "current", speed = 0 } = target;
  // Loaded only when it is asked for: nothing else in the library knows the sandbox.
  const { startSandbox, parseFleet } = await import("../sandbox/index.js");
  const sandbox = startSandbox({ fleet: parseFleet(typeof fleet === "string" ? readFleet(fleet) : fleet), edition, speed });
  const clock = speed === 0 ? drivenClock(sandbox.clock) : realClock(speed, () => sandbox.clock.now());
  const credential: TokenCredential = {
    getToken: (scopes) => {
      const scope = Array.isArray(scopes) ? (scopes as readonly string[])[0] : (scopes as string);
      const audience = (scope ?? "").replace(/\/+\.default$/, "");
      const token = sandbox.issueToken(audience, target.signInAs, target.tokenLifetimeInSeconds);
      // Stale at once: the sandbox's clock runs ahead of the client's, so each request asks for a token of its own time.
      return Promise.resolve({ token, expiresOnTimestamp: 0 });
    },
  };
  const connection = await assemble({ mode: "sandbox", cloud: clouds.public, clock, credential, service: sandbox, target });
  return Object.assign(connection, { mode: "sandbox" as const, sandbox });
}

function readFleet(name: string): unknown {
  if (!/^[a-z0-9-]+$/.test(name)) throw fleetUnknown(name);
  try {
    return readDataFile(`fleets/${name}.json`);
  } catch (cause) {
    throw fleetUnknown(name, cause);
  }
}

const fleetUnknown = (name: string, cause?: unknown): RunbookError =>
  new RunbookError("SandboxFleetUnknown", `There is no fleet '${name}'.`, "Name a file of data/fleets/, e.g. contoso.", { cause });

async function connectLive(target: LiveTarget): Promise<Connection> {
  const cloud = clouds[target.cloud ?? "public"];
  const clock = realClock(1, () => new Date());
  const credential = target.credential ?? new ChainedTokenCredential(new EnvironmentCredential(), new AzureCliCredential());
  const connection = await assemble({ mode: "live", cloud, clock, credential, target });
  if (!connection.subscriptions.some(({ subscriptionId }) => subscriptionId === target.subscriptionId.toLowerCase())) {
    throw new RunbookError(
      "SubscriptionNotAccessible",
      `${connection.principal.name} does not see subscription ${target.subscriptionId}.`,
      "Check the id, and that you are signed in to its tenant (`az account list`).",
    );
  }
  return connection;
}

interface Parts {
  readonly mode: "sandbox" | "live";
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly credential: TokenCredential;
  readonly service?: InProcessService;
  readonly target: Target;
}

async function assemble({ mode, cloud, clock, credential, service, target }: Parts): Promise<Connection> {
  const log = createChangeLog(() => clock.now());
  const gate: ChangeGate = createChangeGate(target.recorder === undefined ? log : both(log, target.recorder));
  const transport = createTransport({
    changes: gate,
    ...(service === undefined ? {} : { service }),
    ...(target.observe === undefined ? {} : { observe: target.observe }),
  });
  const common = { httpClient: transport, endpoint: cloud.resourceManagerEndpoint };
  const vaultOptions = { httpClient: transport };

  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(
    bearerTokenAuthenticationPolicy({ credential, scopes: `${cloud.resourceManagerEndpoint}/.default` }),
  );
  async function get(path: string, apiVersion: string): Promise<unknown> {
    const url = `${cloud.resourceManagerEndpoint}${path}${path.includes("?") ? "&" : "?"}api-version=${apiVersion}`;
    const request = createPipelineRequest({ url });
    const response = await pipeline.sendRequest(transport, request);
    const body: unknown = JSON.parse(response.bodyAsText ?? "{}");
    if (response.status === 200) return body;
    throw azureError(restError(response.status, body, request, response), `reading ${path}`);
  }

  const token = await tokenOf(credential, cloud);
  const claims = claimsOf(token);
  const subscriptions = await visibleSubscriptions(get);
  return withBanner({
    mode,
    cloud,
    clock,
    tenantId: claims.tenantId,
    principal: claims.principal,
    subscriptions,
    changes: log.entries,
    compute: (subscriptionId) => new ComputeManagementClient(credential, subscriptionId, common),
    keyVaults: (subscriptionId) => new KeyVaultManagementClient(credential, subscriptionId, common),
    keys: (vaultUri) => new KeyClient(vaultUri, credential, vaultOptions),
    secrets: (vaultUri) => new SecretClient(vaultUri, credential, vaultOptions),
    get,
    gate,
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

function restError(status: number, body: unknown, request: RestError["request"], response: RestError["response"]): RestError {
  const inner = recordAt(body, "error");
  return Object.assign(
    new RestError(String(inner["message"] ?? `HTTP ${status}`), {
      code: String(inner["code"] ?? `Http${status}`),
      statusCode: status,
      ...(request === undefined ? {} : { request }),
      ...(response === undefined ? {} : { response }),
    }),
    { details: body },
  );
}

async function tokenOf(credential: TokenCredential, cloud: Cloud): Promise<string> {
  try {
    const token = await credential.getToken(`${cloud.resourceManagerEndpoint}/.default`);
    if (token !== null) return token.token;
  } catch (error) {
    throw new RunbookError(
      "CredentialUnavailable",
      "No credential for Azure could be had.",
      "Sign in with `az login` (or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET) and connect again.",
      { cause: error },
    );
  }
  throw new RunbookError("CredentialUnavailable", "The credential gave no token.", "Sign in again with `az login`.");
}

function claimsOf(token: string): { tenantId: string; principal: SignedInPrincipal } {
  const payload = token.split(".")[1];
  if (payload === undefined) {
    throw new RunbookError("CredentialUnavailable", "The access token is not one of Microsoft Entra.", "Sign in again with `az login`.");
  }
  const claims = recordOf(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  const text = (name: string): string | undefined => (typeof claims[name] === "string" ? claims[name] : undefined);
  return {
    tenantId: text("tid") ?? "",
    principal: { name: text("upn") ?? text("name") ?? text("appid") ?? "", objectId: text("oid") ?? "" },
  };
}

async function visibleSubscriptions(get: Connection["get"]): Promise<readonly VisibleSubscription[]> {
  const body = recordOf(await get("/subscriptions", "2022-12-01"));
  const list = Array.isArray(body["value"]) ? (body["value"] as readonly unknown[]) : [];
  return list.map((entry) => {
    const record = recordOf(entry);
    return { subscriptionId: String(record["subscriptionId"]), displayName: String(record["displayName"]) };
  });
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

const recordAt = (value: unknown, name: string): Record<string, unknown> => recordOf(recordOf(value)[name]);
