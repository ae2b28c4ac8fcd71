import { setTimeout } from "node:timers/promises";

import { defined } from "@runbooks/azure";
import { createBlobStore } from "./blob/blob-store";
import { answerPageRequest } from "./blob/page-requests";
import { createClock, type SandboxClock } from "./clock";
import { generatedPageSize, setPageSize } from "./paging";
import { createDoor } from "./door";
import { generateFleet, type GeneratedFleet, type GenerateOptions } from "./fleet/generated/generate-fleet";
import type { DiskEncryptionShare } from "./fleet/generated/mix";
import { createGuestStore } from "./guest/guest";
import { createRateLimits, type BucketCount, createRequestLog, type RequestCounts } from "./rate-limits";
import { identifiers } from "./random";
import { createDeploymentStore } from "./resources/deployments/deployment";
import { managementRoutes, vaultRoutes } from "./routes";
import { loadFleet, parseFleet, type Fleet } from "./fleets";
import { outsideAzure, type OutsideAzure } from "./outside-azure";
import { createResourceStore } from "./resource-store";
import type { SandboxEdition, World } from "./state";
import { createTokenService } from "./tokens";

export { generateFleet, parseFleet };
export type {
  BucketCount,
  DiskEncryptionShare,
  Fleet,
  GeneratedFleet,
  GenerateOptions,
  OutsideAzure,
  RequestCounts,
  SandboxClock,
  SandboxEdition,
};

export interface SandboxOptions {
  /** The fleet to start with: what a file of `data/fleets/` holds, or what a generated fleet stands in. */
  readonly fleet: Fleet;
  /** VMs that are made as they are looked at; `fleet` is its own then. */
  readonly generated?: GeneratedFleet;
  /** `current` refuses what Azure refuses now; `module` what the training module says is refused. */
  readonly edition?: SandboxEdition;
  /** Sandbox seconds for each real second; 0 (the default): time moves only when it is driven. */
  readonly speed?: number;
  /** Refuse who asks too much, with 429, as Azure does. Not unless it is said. */
  readonly throttling?: boolean;
  /** Items on a page of Compute's lists: 50, of a generated fleet 1,000, unless said. Azure's own page size is not documented. */
  readonly pageSize?: number;
  /** How long each request takes beside its answering, in real milliseconds; requests that are sent together wait together. */
  readonly latencyInMs?: number;
  /** Waits in real time, for `latencyInMs`. */
  readonly wait?: (durationInMs: number) => Promise<void>;
  /** Real time in milliseconds, for `speed` above 0. */
  readonly realTimeInMs?: () => number;
  /** Distinguishes the identifiers of two sandboxes; the same seed gives the same identifiers. */
  readonly seed?: string;
}

/** An Azure inside the process: met over HTTP, with a clock that can be driven. */
export interface Sandbox {
  /** Answers one request to Resource Manager, to a vault, or to the blob behind a disk, as Azure would. Nothing leaves the machine. */
  fetch(request: Request): Promise<Response>;
  readonly clock: SandboxClock;
  readonly tenantId: string;
  readonly edition: SandboxEdition;
  /** A token for one of the fleet's principals, by name (the first one if none is named). */
  issueToken(audience: string, principalName?: string, lifetimeInSeconds?: number): string;
  /** Everything the sandbox knows: for exercises that look behind the scenes, and for the sandbox's own tests. */
  readonly world: World;
  /** What people do without Azure. */
  readonly outsideAzure: OutsideAzure;
  /** How many requests came so far, by the buckets of Azure's rate limits, and which were refused. */
  readonly requests: RequestCounts;
  /** Of a generated fleet: what it was generated from. */
  readonly generated?: Required<GenerateOptions>;
}

/** Starts a sandbox. Two sandboxes in one process share nothing. */
export function startSandbox(options: SandboxOptions): Sandbox {
  const { fleet, edition = "current", speed = 0, realTimeInMs = Date.now, seed = "sandbox" } = options;
  const { generated, throttling = false, pageSize, latencyInMs = 0, wait = setTimeout } = options;
  const world: World = {
    clock: createClock({ startsAt: new Date(fleet.startsAt), speed, realTimeInMs }),
    edition,
    throttling,
    identifiers: identifiers(`${seed}/${fleet.name}`),
    tenantId: fleet.tenantId,
    subscriptions: new Map(),
    resourceGroups: new Map(),
    resources: createResourceStore(generated?.resources),
    principals: [...fleet.principals],
    roleAssignments: [],
    policyAssignments: [],
    vaultContents: new Map(),
    deletedVaults: new Map(),
    features: new Map(),
    guests: createGuestStore((id) => generated?.guest(id)),
    operations: new Map(),
    deployments: createDeploymentStore(),
    blobs: createBlobStore(),
    diskAccesses: new Map(),
    uploads: new Map(),
    diskContents: new Map(),
    virtualMachineSkus: [],
    locations: [],
  };
  loadFleet(world, fleet);
  const size = pageSize ?? (generated === undefined ? undefined : generatedPageSize);
  if (size !== undefined) setPageSize(world, size);
  const tokens = createTokenService(world);
  const rateLimits = createRateLimits({ throttling });
  const log = createRequestLog(rateLimits);
  const door = createDoor({
    world,
    tokens,
    rateLimits,
    requestIdentifiers: identifiers(`${seed}/${fleet.name}/requests`),
    managementRoutes,
    vaultRoutes,
  });
  return {
    fetch: async (request) => {
      if (latencyInMs > 0) await wait(latencyInMs);
      if (world.blobs.owns(new URL(request.url))) {
        world.clock.runDue();
        return await answerPageRequest(world.blobs, request);
      }
      const response = await door.handle(request);
      log.note(response);
      return response;
    },
    clock: world.clock,
    tenantId: world.tenantId,
    edition,
    issueToken: (audience, principalName, lifetimeInSeconds) => {
      const principal = world.principals.find(
        ({ name }) => principalName === undefined || name === principalName,
      );
      if (principal === undefined)
        throw new TypeError(`(sandbox) No principal '${principalName ?? ""}' in fleet ${fleet.name}.`);
      return tokens.issue(principal, audience, lifetimeInSeconds);
    },
    world,
    outsideAzure: outsideAzure(world),
    get requests() {
      return log.counts();
    },
    ...defined({ generated }),
  };
}
