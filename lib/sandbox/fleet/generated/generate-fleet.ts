import { RunbookError } from "@runbooks/azure";
import type { Fleet } from "../../fleets";
import type { GeneratedResources } from "../../resource-store";
import type { GuestOperatingSystem } from "../../guest/guest";
import { virtualMachineType } from "../../resource-types";
import { contextOf } from "./context";
import { generatedImages, generatedSnapshots } from "./copies";
import { generatedDisks } from "./disks";
import { generatedExtensions } from "./extensions";
import { foundationsOf } from "./foundations";
import { guestOfMachine } from "./guests";
import { layOut } from "./layout";
import { machinesOf } from "./machines";
import type { DiskEncryptionShare } from "./mix";
import { generatedResources } from "./resources";
import { trueRowsOf } from "./true-rows";
import type { GeneratedTruth } from "./truth";
import { generatedNetworkInterfaces, generatedVirtualMachines } from "./virtual-machines";

/** Which fleet to generate. The same options make the same fleet, byte for byte. */
export interface GenerateOptions {
  /** How many VMs: from 1 to 200,000. Each has an OS disk and two data disks; disks without a VM, snapshots and images lie beside them. */
  readonly virtualMachines: number;
  /** `fleet` unless said. */
  readonly seed?: string;
  /** From 1 to 500; one for each 5,000 VMs unless said. */
  readonly subscriptions?: number;
  /**
   * How much Azure Disk Encryption there is. `common` (unless said): every fifth VM met it, in every state that it can be in. `rare`: one VM in a
   * hundred, which matters to who counts requests: each such VM costs one.
   */
  readonly diskEncryption?: DiskEncryptionShare;
}

/** What is known of a generated fleet beside what Azure answers of it. */
export interface GeneratedFleetFacts {
  readonly virtualMachines: number;
  readonly seed: string;
  /**
   * What is true of it when it starts: VM by VM, made row by row, so that a fleet of any size can be gone through. What is changed afterwards it
   * does not follow.
   */
  truth(): Iterable<GeneratedTruth>;
}

/** A fleet that is made as it is looked at. */
export interface GeneratedFleet extends GeneratedFleetFacts {
  /** What it stands in: people, groups, vaults, disk encryption sets. */
  readonly fleet: Fleet;
  readonly resources: GeneratedResources;
  /** The operating system inside a generated VM, as it is when the fleet starts; undefined for any other id. */
  guest(virtualMachineId: string): GuestOperatingSystem | undefined;
}

const mostVirtualMachines = 200_000;
const mostSubscriptions = 500;
const virtualMachinesInSubscription = 5_000;

/**
 * Generates a fleet: at once, since nothing but its outline is made here.
 *
 * @throws RunbookError `ArgumentInvalid` for a number that is out of bounds.
 */
export function generateFleet({
  virtualMachines,
  seed = "fleet",
  subscriptions = Math.ceil(virtualMachines / virtualMachinesInSubscription),
  diskEncryption = "common",
}: GenerateOptions): GeneratedFleet {
  assertBetween("virtualMachines", virtualMachines, mostVirtualMachines);
  assertBetween("subscriptions", subscriptions, Math.min(mostSubscriptions, virtualMachines));
  const layout = layOut({ virtualMachines, subscriptions, seed });
  const machines = machinesOf(layout, { seed, diskEncryption });
  const context = contextOf(machines, foundationsOf(layout, seed), seed);
  const resources = generatedResources(layout, machines, [
    generatedVirtualMachines(context),
    generatedExtensions(context),
    generatedDisks(context),
    generatedSnapshots(context),
    generatedImages(context),
    generatedNetworkInterfaces(context),
  ]);
  return {
    fleet: context.foundations.fleet,
    virtualMachines,
    seed,
    resources,
    guest: (virtualMachineId) => {
      const found = resources.find(virtualMachineId);
      // A VM's place among the VMs is its number.
      return found?.type === virtualMachineType
        ? guestOfMachine(context, machines.at(found.place))
        : undefined;
    },
    *truth() {
      for (let index = 0; index < virtualMachines; index++) yield* trueRowsOf(context, index);
    },
  };
}

function assertBetween(name: "virtualMachines" | "subscriptions", value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RunbookError(
    "ArgumentInvalid",
    `A fleet can't be generated with ${name}: ${value}.`,
    `Name a whole number from 1 to ${most}.`,
  );
}
