import type { TokenCredential } from "@azure/core-auth";

import { defined, readDataFile, RunbookError } from "@runbooks/azure";
import type { generateFleet, GenerateOptions, parseFleet, Sandbox, SandboxOptions } from "@runbooks/sandbox";
import { assembleConnection, type ConnectionParts } from "./assemble";
import type { ChangeRecorder } from "./changes";
import { drivenClock, realClock } from "./clock";
import { clouds, type Cloud, type CloudName } from "./cloud";
import type { Connection } from "./connection";
import type { Exchange } from "./exchange";

export interface CommonOptions {
  /** Told of every change before it is sent and after; the journal's place. */
  readonly recorder?: ChangeRecorder;
  /** Sees every exchange with Azure; for looking at the wire. */
  readonly observe?: (exchange: Exchange) => void;
}

/** The sandbox: an Azure inside the process. The default. */
export interface SandboxTarget extends CommonOptions {
  readonly mode?: "sandbox";
  /** Name of a file in `data/fleets/`, or what such a file holds; `generated-200` or `generated-200-SEED`: as `generate`. */
  readonly fleet?: string | object;
  /**
   * Generates a fleet instead, from a seed: up to 200,000 VMs, made as they are looked at. `azure.sandbox.generated` has the options, completed.
   */
  readonly generate?: GenerateOptions;
  /** Items on a page of Compute's lists: 50, of a generated fleet 1,000, unless said. Azure's own page size is not documented. */
  readonly pageSize?: number;
  /** Refuse who asks too much, with 429, as Azure does; else the sandbox only counts. `azure.sandbox.requests` tells both. */
  readonly throttling?: boolean;
  /** How long each request takes beside its answering, in real milliseconds, as a network would; requests that are sent together wait together. */
  readonly latencyInMs?: number;
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
  /**
   * The one subscription that VMs are looked for in by name; a full resource id reaches into others too, and a fleet is read of all that are seen.
   */
  readonly subscriptionId: string;
  readonly cloud?: CloudName;
  /** Environment variables, then the Azure CLI's login, if none is given. */
  readonly credential?: TokenCredential;
}

export type Target = SandboxTarget | LiveTarget;

/** A sandbox connection has its sandbox at hand: a class looks behind the scenes, a test drives the clock. */
export interface SandboxConnection extends Connection {
  readonly mode: "sandbox";
  readonly sandbox: Sandbox;
}

/**
 * Connects to the sandbox (the default) or to live Azure, and proves who and where one is.
 *
 * @example const azure = await connect();
 * @example const azure = await connect({ mode: "live", subscriptionId: "..." });
 * @throws RunbookError `CredentialUnavailable`, `SubscriptionNotAccessible`, `SandboxFleetUnknown`, `ArgumentInvalid` for a principal that
 *   the fleet does not have, or Azure's own code (`ExpiredAuthenticationToken` ...).
 */
export function connect(target?: SandboxTarget): Promise<SandboxConnection>;
export function connect(target: Target): Promise<Connection>;
export async function connect(target: Target = {}): Promise<Connection> {
  return target.mode === "live" ? await connectLive(target) : await connectSandbox(target);
}

/** The sandbox behind a connection; undefined on live Azure. For a lesson that shows what people do outside of Azure. */
export function sandboxOf(azure: Connection): Sandbox | undefined {
  return isSandbox(azure) ? azure.sandbox : undefined;
}

const isSandbox = (azure: Connection): azure is SandboxConnection =>
  azure.mode === "sandbox" && "sandbox" in azure;

async function connectSandbox(target: SandboxTarget): Promise<SandboxConnection> {
  const { edition = "current", speed = 0 } = target;
  // Loaded only when it is asked for: nothing else in the library knows the sandbox.
  const { startSandbox, ...loaded } = await import("@runbooks/sandbox");
  const sandbox = startSandbox({ ...fleetOf(target, loaded), ...wireOf(target), edition, speed });
  assertPrincipal(sandbox, target.signInAs);
  const clock = speed === 0 ? drivenClock(sandbox.clock) : realClock(speed, () => sandbox.clock.now());
  const credential: TokenCredential = {
    getToken: (scopes) => {
      const [scope = ""] = typeof scopes === "string" ? [scopes] : scopes;
      const audience = scope.replace(/\/+\.default$/, "");
      const token = sandbox.issueToken(audience, target.signInAs, target.tokenLifetimeInSeconds);
      // Stale at once: the sandbox's clock runs ahead of the client's, so each request asks for a token of its own time.
      return Promise.resolve({ token, expiresOnTimestamp: 0 });
    },
  };
  const connection = await assembleConnection({
    ...watchers(target),
    mode: "sandbox",
    cloud: clouds.public,
    clock,
    credential,
    service: sandbox,
  });
  return Object.assign(connection, { mode: "sandbox" as const, sandbox });
}

/** What of the sandbox makes fleets. */
interface FleetMakers {
  readonly parseFleet: typeof parseFleet;
  readonly generateFleet: typeof generateFleet;
}

function fleetOf(
  { fleet, generate = generateOptionsOf(fleet) }: SandboxTarget,
  { parseFleet, generateFleet }: FleetMakers,
): Pick<SandboxOptions, "fleet" | "generated"> {
  if (generate === undefined) {
    return { fleet: parseFleet(typeof fleet === "object" ? fleet : readFleet(fleet ?? "contoso")) };
  }
  if (fleet !== undefined && generateOptionsOf(fleet) === undefined) {
    throw new RunbookError(
      "ArgumentInvalid",
      "The sandbox can't have a fleet of a file and a generated one.",
      "Name `fleet` or `generate`, not both.",
    );
  }
  const generated = generateFleet(generate);
  return { fleet: generated.fleet, generated };
}

/** A generated fleet by its name, for parameters and command lines: how many VMs, and the seed. */
function generateOptionsOf(fleet: SandboxTarget["fleet"]): GenerateOptions | undefined {
  if (typeof fleet !== "string") return undefined;
  const [, virtualMachines, seed] = /^generated-([0-9]{1,6})(?:-([a-z0-9-]+))?$/.exec(fleet) ?? [];
  return virtualMachines === undefined
    ? undefined
    : { virtualMachines: Number(virtualMachines), ...defined({ seed }) };
}

function wireOf({
  pageSize,
  throttling,
  latencyInMs,
}: SandboxTarget): Pick<SandboxOptions, "pageSize" | "throttling" | "latencyInMs"> {
  assertNumber("pageSize", pageSize, 1);
  assertNumber("latencyInMs", latencyInMs, 0);
  return {
    ...defined({ pageSize, throttling, latencyInMs }),
  };
}

function assertNumber(name: "pageSize" | "latencyInMs", value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return;
  throw new RunbookError(
    "ArgumentInvalid",
    `The sandbox can't be started with ${name}: ${value}.`,
    `Name a whole number from ${least} on.`,
  );
}

function assertPrincipal({ world }: Sandbox, signInAs: string | undefined): void {
  const names = world.principals.map(({ name }) => name);
  if (signInAs === undefined || names.includes(signInAs)) return;
  throw new RunbookError(
    "ArgumentInvalid",
    `The fleet has no principal '${signInAs}'.`,
    `Sign in as one of ${names.join(", ")}.`,
  );
}

const watchers = ({ recorder, observe }: CommonOptions): Pick<ConnectionParts, "recorder" | "observe"> => ({
  ...defined({ recorder, observe }),
});

function readFleet(name: string): unknown {
  if (!/^[a-z0-9-]+$/.test(name)) throw fleetUnknown(name);
  try {
    return readDataFile(`fleets/${name}.json`);
  } catch (cause) {
    throw fleetUnknown(name, cause);
  }
}

const fleetUnknown = (name: string, cause?: unknown): RunbookError =>
  new RunbookError(
    "SandboxFleetUnknown",
    `There is no fleet '${name}'.`,
    "Name a file of data/fleets/, e.g. contoso, or generated-<number of VMs>.",
    { cause },
  );

async function connectLive(target: LiveTarget): Promise<Connection> {
  const cloud = clouds[target.cloud ?? "public"];
  return await assembleConnection({
    ...watchers(target),
    mode: "live",
    cloud,
    clock: realClock(1, () => new Date()),
    credential: target.credential ?? (await credentialFor(cloud)),
    subscriptionId: target.subscriptionId,
  });
}

/** Loaded only for live Azure. */
async function credentialFor(cloud: Cloud): Promise<TokenCredential> {
  const { liveCredential } = await import("./live-credential.js");
  return liveCredential(cloud);
}
