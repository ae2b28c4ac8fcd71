import { RunbookError } from "@runbooks/azure";
import type { Fleet } from "../../fleets";
import type { GeneratedResources } from "../../resource-store";
import type { GuestOperatingSystem } from "../../guest/guest";
import { virtualMachineType } from "../../resource-types";
import { contextOf, type GeneratedContext } from "./context";
import { generatedImages, generatedSnapshots } from "./copies";
import { generatedDisks } from "./disks";
import { generatedExtensions } from "./extensions";
import { foundationsOf } from "./foundations";
import { guestOfMachine } from "./guests";
import { layOut, type FleetLayout } from "./layout";
import { machinesOf } from "./machines";
import type { DiskEncryptionShare } from "./mix";
import { generatedResources } from "./resources";
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

/** A fleet that is made as it is looked at. */
export interface GeneratedFleet extends Required<GenerateOptions> {
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
export function generateFleet(options: GenerateOptions): GeneratedFleet {
  const complete = completed(options);
  const { virtualMachines, subscriptions } = complete;
  assertBetween("virtualMachines", virtualMachines, mostVirtualMachines);
  assertBetween("subscriptions", subscriptions, Math.min(mostSubscriptions, virtualMachines));
  const context = generatedContext(complete);
  const { machines } = context;
  const resources = generatedResources(context.layout, machines, [
    generatedVirtualMachines(context),
    generatedExtensions(context),
    generatedDisks(context),
    generatedSnapshots(context),
    generatedImages(context),
    generatedNetworkInterfaces(context),
  ]);
  return {
    ...complete,
    fleet: context.foundations.fleet,
    resources,
    guest: (virtualMachineId) => {
      const found = resources.find(virtualMachineId);
      // A VM's place among the VMs is its number.
      return found?.type === virtualMachineType
        ? guestOfMachine(context, machines.at(found.place))
        : undefined;
    },
  };
}

/** What the resources of a fleet are made from: the same options, the same context. */
export function generatedContext(
  options: GenerateOptions,
): GeneratedContext & { readonly layout: FleetLayout } {
  const { virtualMachines, subscriptions, seed, diskEncryption } = completed(options);
  const layout = layOut({ virtualMachines, subscriptions, seed });
  const machines = machinesOf(layout, { seed, diskEncryption });
  return { ...contextOf(machines, foundationsOf(layout, seed), seed), layout };
}

const completed = ({
  virtualMachines,
  seed = "fleet",
  subscriptions = Math.ceil(virtualMachines / virtualMachinesInSubscription),
  diskEncryption = "common",
}: GenerateOptions): Required<GenerateOptions> => ({ virtualMachines, seed, subscriptions, diskEncryption });

function assertBetween(name: "virtualMachines" | "subscriptions", value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RunbookError(
    "ArgumentInvalid",
    `A fleet can't be generated with ${name}: ${value}.`,
    `Name a whole number from 1 to ${most}.`,
  );
}
