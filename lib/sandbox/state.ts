import type { BlobStore } from "./blob/blob-store";
import type { UploadedDisk } from "./blob/uploaded-disk";
import type { SandboxClock } from "./clock";
import type { FeatureRegistration } from "./features/features";
import type { Json, JsonObject } from "./json";
import type { Operation } from "./operations";
import type { IdentifierSource } from "./random";
import type { VaultContents } from "./keyvault/contents";
import type { DiskContent } from "./guest/disk-content";
import type { GuestStore } from "./guest/guest";
import type { DeploymentStore } from "./resources/deployments/deployment";

/** The rules that the sandbox enforces: Azure as it is now, or the training module as it stands. */
export type SandboxEdition = "current" | "module";

/** A resource as the sandbox keeps it: what a GET answers, but for what is computed (instance view ...). */
export interface Resource {
  /** In the case Azure gives it. */
  readonly id: string;
  readonly name: string;
  /** `Microsoft.Compute/virtualMachines`. */
  readonly type: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly sku?: JsonObject;
  /** Id of the VM that a disk is attached to; on disks only. */
  readonly managedBy?: string;
  readonly identity?: JsonObject;
  readonly zones?: readonly string[];
  readonly systemData?: JsonObject;
  /** A counter in quotes; on virtual machines only. */
  readonly etag?: string;
  readonly properties: JsonObject;
}

export interface Subscription {
  readonly subscriptionId: string;
  readonly displayName: string;
  readonly tenantId: string;
}

export interface ResourceGroup {
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Who can call: a person or a service principal of the tenant. */
export interface Principal {
  readonly name: string;
  readonly objectId: string;
  readonly applicationId: string;
  readonly type: "User" | "ServicePrincipal";
  /** Of a managed identity alone: when Entra knows its service principal, some time after the identity was made. */
  readonly appearsAt?: Date;
}

export interface RoleAssignment {
  readonly name: string;
  readonly scope: string;
  readonly principalId: string;
  /** The role's GUID. */
  readonly roleDefinitionId: string;
  readonly principalType: string;
  /** Fleets and tests may leave it out. */
  readonly createdOn?: Date;
  /** Object id of who assigned it. */
  readonly createdBy?: string;
  /** When it begins to count; absent: from the start. */
  readonly effectiveAt?: Date;
}

/** An assigned Azure Policy that denies; only what the sandbox acts on. */
export interface PolicyAssignment {
  readonly name: string;
  readonly displayName: string;
  readonly scope: string;
  /** Resource id of the built-in definition. */
  readonly policyDefinitionId: string;
  readonly effect: "Deny" | "Audit" | "Disabled";
}

/** A signed URL that is out for a disk's blob; two grants are two values. */
export interface DiskAccess {
  readonly access: "Read" | "Write";
}

/** All that one sandbox knows. Two sandboxes in one process share nothing. */
export interface World {
  readonly clock: SandboxClock;
  readonly edition: SandboxEdition;
  /** Whether who asks too much is refused; counted is in any case. */
  readonly throttling: boolean;
  readonly identifiers: IdentifierSource;
  readonly tenantId: string;
  readonly subscriptions: Map<string, Subscription>;
  readonly resourceGroups: Map<string, ResourceGroup>;
  readonly resources: ResourceStore;
  /** The fleet's people, and the service principals of managed identities, which come and go. */
  readonly principals: Principal[];
  readonly roleAssignments: RoleAssignment[];
  readonly policyAssignments: PolicyAssignment[];
  /** Keys and secrets, by the vault's lower-case name. */
  readonly vaultContents: Map<string, VaultContents>;
  /** Soft-deleted vaults, by lower-case name: the resource as it was, and when it went. */
  readonly deletedVaults: Map<
    string,
    { readonly vault: Resource; readonly deletedAt: Date; readonly contents: VaultContents }
  >;
  /** Preview features, by `<subscription>/<provider>/<feature>` in lower case; one that is not here is not registered. */
  readonly features: Map<string, FeatureRegistration>;
  readonly guests: GuestStore;
  readonly operations: Map<string, Operation>;
  readonly deployments: DeploymentStore;
  /** The page blobs behind disks that were opened. */
  readonly blobs: BlobStore;
  /** Disks whose blob a signed URL is out for, by lower-case id. */
  readonly diskAccesses: Map<string, DiskAccess>;
  /** What was found in disks that were uploaded, by the disk's lower-case id. */
  readonly uploads: Map<string, UploadedDisk>;
  /** What is on disks that no guest has, and on snapshots, by lower-case id. */
  readonly diskContents: Map<string, DiskContent>;
  /** `Microsoft.Compute/skus` as the fleet's regions offer them: one entry a size. */
  readonly virtualMachineSkus: JsonObject[];
  /** The regions that the fleet uses. */
  readonly locations: string[];
}

/**
 * Resources by id, without regard to case.
 *
 * A generated fleet's are made when they are looked at, and not kept: ask for a page, or go through them one by one, rather than for all. Lists
 * are in order of creation; generated resources come first, in the order of their ids (without regard to case), whether or not they were changed.
 */
export interface ResourceStore {
  get(id: string): Resource | undefined;
  put(resource: Resource): void;
  delete(id: string): void;
  /** All of one type below a scope: the id of a subscription, of a resource group, of a parent resource; `""`: everywhere. */
  list(type: string, scope: string): readonly Resource[];
  /** As `list`, one at a time; without a type, all types. */
  each(type: string | undefined, scope: string): Iterable<Resource>;
  /** How many of these types lie below these scopes, which don't overlap. */
  count(types: readonly string[], scopes: readonly string[]): number;
  /**
   * Up to `count` of them from `offset` on: type by type in the order given, and of each type scope by scope. Costs what the page costs,
   * wherever it starts.
   */
  page(
    types: readonly string[],
    scopes: readonly string[],
    offset: number,
    count: number,
  ): readonly Resource[];
  all(): readonly Resource[];
  /** How often something was put or deleted: the same number, the same resources. */
  changes(): number;
}

/** Changes a stored resource's properties and answers the new one. */
export function updateProperties(
  store: ResourceStore,
  id: string,
  change: (properties: JsonObject) => Readonly<Record<string, Json>>,
): Resource {
  const resource = store.get(id);
  if (resource === undefined) throw new TypeError(`(sandbox) No resource ${id}.`);
  const changed = { ...resource, properties: change(resource.properties) };
  store.put(changed);
  return changed;
}
