import { createBlobStore } from "./blob/blob-store";
import { answerPageRequest } from "./blob/page-requests";
import { createClock, type SandboxClock } from "./clock";
import { createDoor } from "./door";
import { createRateLimits } from "./rate-limits";
import { identifiers } from "./random";
import { createDeploymentStore } from "./resources/deployments/deployment";
import { managementRoutes, vaultRoutes } from "./routes";
import { loadFleet, parseFleet, type Fleet } from "./fleets";
import { createResourceStore, type SandboxEdition, type World } from "./state";
import { createTokenService } from "./tokens";

export { parseFleet };
export type { SandboxClock, SandboxEdition, Fleet };

export interface SandboxOptions {
  /** The fleet to start with: what a file of `data/fleets/` holds. */
  readonly fleet: Fleet;
  /** `current` refuses what Azure refuses now; `module` what the training module says is refused. */
  readonly edition?: SandboxEdition;
  /** Sandbox seconds for each real second; 0 (the default): time moves only when it is driven. */
  readonly speed?: number;
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
}

/** Starts a sandbox. Two sandboxes in one process share nothing. */
export function startSandbox(options: SandboxOptions): Sandbox {
  const { fleet, edition = "current", speed = 0, realTimeInMs = Date.now, seed = "sandbox" } = options;
  const world: World = {
    clock: createClock({ startsAt: new Date(fleet.startsAt), speed, realTimeInMs }),
    edition,
    identifiers: identifiers(`${seed}/${fleet.name}`),
    tenantId: fleet.tenantId,
    subscriptions: new Map(),
    resourceGroups: new Map(),
    resources: createResourceStore(),
    principals: [...fleet.principals],
    roleAssignments: [],
    policyAssignments: [],
    vaultContents: new Map(),
    deletedVaults: new Map(),
    features: new Map(),
    guests: new Map(),
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
  const tokens = createTokenService(world);
  const door = createDoor({ world, tokens, rateLimits: createRateLimits(), managementRoutes, vaultRoutes });
  return {
    fetch: (request) => {
      if (!world.blobs.owns(new URL(request.url))) return door.handle(request);
      world.clock.runDue();
      return answerPageRequest(world.blobs, request);
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
  };
}
