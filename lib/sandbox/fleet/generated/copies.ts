import { inherited } from "../../compute/managed-disk";
import { diskType, imageType, snapshotType } from "../../resource-types";
import { objectAt, valueAt, type JsonObject } from "../../json";
import type { Resource } from "../../state";
import { azureTime } from "../disk";
import { computeIdOf, type GeneratedContext } from "./context";
import { ownDisk, ownDisks } from "./disks";
import type { GeneratedType, GeneratedDisk, GeneratedMachine } from "./machines";

/** What a snapshot was taken of: a disk of its VM, or one that is gone. */
export interface SnapshotSource {
  readonly incremental: boolean;
  /** Undefined: it is gone. */
  readonly disk: GeneratedDisk | undefined;
}

/** The snapshot that lies beside a VM's disks; undefined: there is none. */
export function snapshotOf({ machines }: GeneratedContext, index: number): SnapshotSource | undefined {
  const machine = machines.at(index);
  const [firstDataDisk] = machine.dataDisks;
  // Of an unmanaged disk there are none here; an ephemeral one has none, and that of a confidential OS disk can't be attached elsewhere.
  const isPlain = machine.kind.disks === undefined && machine.kind.confidential === undefined;
  const dataDisk = machine.kind.disks === "unmanaged" ? undefined : firstDataDisk;
  switch (machines.extraOf(index)) {
    case "snapshot":
      return { incremental: false, disk: isPlain ? machine.osDisk : dataDisk };
    case "incremental-snapshot":
      return { incremental: dataDisk !== undefined, disk: dataDisk };
    case "snapshot-of-nothing":
      return { incremental: false, disk: undefined };
    default:
      return undefined;
  }
}

const snapshotNames: readonly (string | undefined)[] = [
  "snapshot",
  "incremental-snapshot",
  "snapshot-of-nothing",
];

/** The snapshots of a generated fleet. */
export function generatedSnapshots(context: GeneratedContext): GeneratedType {
  const { machines } = context;
  return {
    type: snapshotType,
    countOf: (index) => Number(snapshotNames.includes(machines.extraOf(index))),
    namesOf: (index) =>
      snapshotOf(context, index) === undefined ? [] : [snapshotNameOf(machines.at(index))],
    make: (index) => snapshot(context, machines.at(index)),
  };
}

export const snapshotNameOf = ({ name }: GeneratedMachine): string => name.replace(/^vm-/, "snap-");
export const imageNameOf = ({ name }: GeneratedMachine): string => name.replace(/^vm-/, "image-");

function snapshot(context: GeneratedContext, machine: GeneratedMachine): Resource {
  const { group, index } = machine;
  const made = snapshotOf(context, index);
  if (made === undefined) throw new TypeError(`(sandbox) There is no snapshot beside VM ${machine.name}.`);
  const source =
    made.disk === undefined ? undefined : ownDisk(context, machine, ownDisks(machine).indexOf(made.disk));
  const diskSizeGB = Number(valueAt(source?.properties, "diskSizeGB") ?? 64);
  return {
    id: computeIdOf(group, snapshotType, snapshotNameOf(machine)),
    name: snapshotNameOf(machine),
    type: snapshotType,
    location: group.region.location,
    tags: group.tags,
    sku: { name: "Standard_LRS", tier: "Standard" },
    properties: {
      ...inherited(source),
      creationData: {
        createOption: "Copy",
        sourceResourceId: source?.id ?? computeIdOf(group, diskType, `${machine.name}-gone_DataDisk_0`),
        sourceUniqueId: valueAt(source?.properties, "uniqueId") ?? context.identifiers.goneDisk(index),
      },
      encryption: source === undefined ? platformKey : objectAt(source.properties, "encryption"),
      diskSizeGB,
      incremental: made.incremental,
      networkAccessPolicy: "AllowAll",
      publicNetworkAccess: "Enabled",
      timeCreated: azureTime(context.foundations.fleet.startsAt),
      provisioningState: "Succeeded",
      diskState: "Unattached",
      diskSizeBytes: diskSizeGB * 1024 ** 3,
      uniqueId: context.identifiers.copy(index),
      ...(made.incremental ? { incrementalSnapshotFamilyId: context.identifiers.snapshotFamily(index) } : {}),
    },
  };
}

const platformKey: JsonObject = { type: "EncryptionAtRestWithPlatformKey" };

/** The images of a generated fleet: each of a VM that was generalized and is gone since. */
export function generatedImages(context: GeneratedContext): GeneratedType {
  const { machines } = context;
  const isImage = (index: number): boolean => machines.extraOf(index) === "image";
  return {
    type: imageType,
    countOf: (index) => Number(isImage(index)),
    namesOf: (index) => (isImage(index) ? [imageNameOf(machines.at(index))] : []),
    make: (index) => image(context, machines.at(index)),
  };
}

/** Whether the image beside a VM is encrypted with a customer's key. */
export const imageHasCustomerKey = ({ index }: GeneratedMachine): boolean => index % 2 === 0;

function image({ foundations }: GeneratedContext, machine: GeneratedMachine): Resource {
  const { group, osType, hyperVGeneration, osDisk } = machine;
  const gone = `${machine.name}-golden`;
  return {
    id: computeIdOf(group, imageType, imageNameOf(machine)),
    name: imageNameOf(machine),
    type: imageType,
    location: group.region.location,
    tags: group.tags,
    properties: {
      sourceVirtualMachine: { id: computeIdOf(group, "Microsoft.Compute/virtualMachines", gone) },
      storageProfile: {
        osDisk: {
          ...(imageHasCustomerKey(machine)
            ? { diskEncryptionSet: { id: foundations.setIdOf(group, "customer-key") } }
            : {}),
          osType,
          osState: "Generalized",
          managedDisk: { id: computeIdOf(group, diskType, `${gone}_OsDisk`) },
          caching: "ReadWrite",
          storageAccountType: "Premium_LRS",
          diskSizeGB: osDisk.diskSizeGB,
        },
        dataDisks: [],
      },
      provisioningState: "Succeeded",
      hyperVGeneration,
    },
  };
}
