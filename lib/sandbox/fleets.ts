import { RunbookError } from "@runbooks/azure";
import {
  addFeatures,
  addPlainResources,
  addResourceGroups,
  addRoleAssignments,
  addSubscriptions,
} from "./fleet/foundations";
import { fleetSchema } from "./fleet/schema";
import { addVirtualMachineSizes } from "./fleet/sizes";
import { addVaults } from "./fleet/vaults";
import { addVirtualMachine } from "./fleet/virtual-machine";
import { isJsonObject, type JsonObject } from "./json";
import type { GuestSpecification } from "./guest/specification";
import type { Principal, Subscription, World } from "./state";

/** A vault with what is in it. */
export interface FleetVault {
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The vault's Resource Manager `properties` but for `tenantId` and `vaultUri`. */
  readonly properties: JsonObject;
  readonly keys?: readonly FleetKey[];
}

/** A key in a fleet's vault, one version of it. */
export interface FleetKey {
  readonly name: string;
  /** `RSA`, `RSA-HSM`, `EC`. */
  readonly keyType: string;
  readonly keySizeInBits?: number;
  /** True unless said. */
  readonly enabled?: boolean;
  /** ISO 8601; absent: the key does not expire. */
  readonly expires?: string;
  /** Fixed, so that URLs in a fleet's tags can name it. 32 hexadecimal digits. */
  readonly version: string;
}

/** A disk of a fleet's VM. */
export interface FleetDisk {
  readonly name: string;
  /** Data disks only. */
  readonly lun?: number;
  readonly diskSizeGB: number;
  /** `Premium_LRS`, `UltraSSD_LRS` ... */
  readonly sku: string;
  /** Page blob of an unmanaged disk; then there is no disk resource. */
  readonly vhdUri?: string;
  readonly writeAcceleratorEnabled?: boolean;
  readonly ephemeral?: boolean;
  readonly maxShares?: number;
  /** Server-side encryption with a customer key through this disk encryption set. */
  readonly diskEncryptionSetId?: string;
}

export interface FleetVirtualMachine {
  readonly name: string;
  /** Why it is in the fleet. */
  readonly why: string;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly vmSize: string;
  readonly hyperVGeneration: "V1" | "V2";
  /** ISO 8601. */
  readonly timeCreated: string;
  /** Absent: made from a custom image. */
  readonly image?: {
    readonly publisher: string;
    readonly offer: string;
    readonly sku: string;
    readonly exactVersion?: string;
  };
  readonly powerState: "running" | "stopped" | "deallocated";
  readonly encryptionAtHost?: boolean;
  readonly securityType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly osDisk: FleetDisk;
  readonly dataDisks: readonly FleetDisk[];
  readonly guest: GuestSpecification;
  /** Findings other than `pass` and `not-applicable` that the product's checks are to come to; the sandbox itself does not look at them. */
  readonly announces: unknown;
}

/** A fleet as a file of `data/fleets/` holds it. */
export interface Fleet {
  readonly name: string;
  readonly description: string;
  /** Where the sandbox's clock starts. */
  readonly startsAt: string;
  readonly tenantId: string;
  readonly principals: readonly Principal[];
  readonly subscriptions: readonly Omit<Subscription, "tenantId">[];
  readonly resourceGroups: readonly {
    readonly subscriptionId: string;
    readonly name: string;
    readonly location: string;
    readonly tags?: Readonly<Record<string, string>>;
  }[];
  readonly roleAssignments: readonly {
    /** A principal's name; of a managed identity, the name of its resource. */
    readonly principal: string;
    /** A built-in role's name. */
    readonly role: string;
    readonly scope: string;
    /** Absent: made up. */
    readonly name?: string;
  }[];
  readonly policyAssignments: readonly {
    readonly name: string;
    readonly displayName: string;
    readonly scope: string;
    readonly policyDefinitionId: string;
    readonly effect: "Deny" | "Audit" | "Disabled";
  }[];
  /** Features that are registered and in force; none where it is left out. */
  readonly features?: readonly {
    readonly subscriptionId: string;
    /** `Microsoft.Compute/EncryptionAtHost` */
    readonly name: string;
  }[];
  /** Other resources, as Resource Manager would answer them: network interfaces, disk encryption sets ... */
  readonly resources: readonly FleetResource[];
  readonly vaults: readonly FleetVault[];
  readonly virtualMachines: readonly FleetVirtualMachine[];
}

/** A resource that a fleet gives in full. */
export interface FleetResource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly sku?: JsonObject;
  readonly identity?: JsonObject;
  readonly properties: JsonObject;
}

/**
 * Checks a fleet that came from a file, field by field.
 *
 * @throws RunbookError `FileUnreadable` for a half-written one; the message names the first field that is wrong.
 */
export function parseFleet(fleet: unknown): Fleet {
  const result = fleetSchema.safeParse(fleet);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new RunbookError(
    "FileUnreadable",
    `The fleet is not complete: ${fieldName(fleet, issue?.path ?? [])}: ${issue?.message ?? "unreadable"}.`,
    "Mend that field in the fleet's file; data/fleets/contoso.json is a complete one to compare with.",
    { cause: result.error },
  );
}

/** Fills a new world with a fleet. */
export function loadFleet(world: World, fleet: Fleet): void {
  addSubscriptions(world, fleet);
  addResourceGroups(world, fleet);
  addPlainResources(world, fleet);
  addRoleAssignments(world, fleet);
  addFeatures(world, fleet);
  addVaults(world, fleet);
  addVirtualMachineSizes(world, fleet);
  for (const machine of fleet.virtualMachines) addVirtualMachine(world, machine);
}

/** `virtualMachines[3] (vm-sql-01).osDisk.sku`: an index alone is hard to find in a long file. */
function fieldName(fleet: unknown, path: readonly PropertyKey[]): string {
  let value: unknown = fleet;
  return path
    .map((step, index) => {
      value = isJsonObject(value) || Array.isArray(value) ? (Reflect.get(value, step) as unknown) : undefined;
      if (typeof step !== "number") return `${index === 0 ? "" : "."}${String(step)}`;
      const name = isJsonObject(value) && typeof value["name"] === "string" ? ` (${value["name"]})` : "";
      return `[${step}]${name}`;
    })
    .join("");
}
