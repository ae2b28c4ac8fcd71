import { diskType } from "../../resource-types";
import type { FleetDisk } from "../../fleets";
import { without, type JsonObject } from "../../json";
import type { Resource } from "../../state";
import { diskResource } from "../disk";
import { inUpperCase, withProperties, type GeneratedContext } from "./context";
import type { Stamp } from "./disk-encryption-states";
import type { GeneratedType, GeneratedMachine } from "./machines";
import type { ExtraName } from "./mix";
import { encryptionSettingsOf } from "./secrets";
import { virtualMachineIdOf } from "./virtual-machines";

/** A disk that no VM holds: the disk of a VM that is gone, or one that is not, or not yet, attached. */
export interface LeftDisk {
  /** What follows the name of the VM that it is counted with. */
  readonly suffix: string;
  readonly hasOperatingSystem: boolean;
  readonly stamp: Stamp;
  readonly hasCustomerKey: boolean;
  readonly diskState: "Unattached" | "ActiveSAS" | "ReadyToUpload";
}

const leftOsDisk: LeftDisk = {
  suffix: "-old_OsDisk",
  hasOperatingSystem: true,
  stamp: "never",
  hasCustomerKey: false,
  diskState: "Unattached",
};
const leftDataDisk: LeftDisk = { ...leftOsDisk, suffix: "-old_DataDisk_0", hasOperatingSystem: false };

const leftDisks: Readonly<Partial<Record<ExtraName, LeftDisk>>> = {
  "left-os-disk": leftOsDisk,
  "left-data-disk": leftDataDisk,
  "left-encrypted-os-disk": { ...leftOsDisk, stamp: "on" },
  "left-once-encrypted-disk": { ...leftDataDisk, stamp: "off" },
  "left-customer-key-disk": { ...leftDataDisk, hasCustomerKey: true },
  "disk-being-exported": { ...leftDataDisk, diskState: "ActiveSAS" },
  "disk-to-be-uploaded": { ...leftDataDisk, diskState: "ReadyToUpload" },
};

/** The size of a left disk without an operating system. */
export const leftDataDiskSizeGB = 128;

/** The disk that lies beside a VM's own; undefined: there is none. */
export function leftDiskOf({ machines }: GeneratedContext, index: number): LeftDisk | undefined {
  const extra = machines.extraOf(index);
  return extra === undefined ? undefined : leftDisks[extra];
}

/** The managed disks of a generated fleet. */
export function generatedDisks(context: GeneratedContext): GeneratedType {
  const { machines } = context;
  const hasOwn = (index: number): boolean => machines.kindOf(index).disks !== "unmanaged";
  const leftCount = (index: number): number => (leftDiskOf(context, index) === undefined ? 0 : 1);
  return {
    type: diskType,
    countOf: (index) => leftCount(index) + (hasOwn(index) ? 3 : 0),
    namesOf: (index) => {
      const machine = machines.at(index);
      const left = leftDiskOf(context, index);
      return [
        ...(left === undefined ? [] : [`${machine.name}${left.suffix}`]),
        ...(hasOwn(index) ? ownDisks(machine).map(({ name }) => name) : []),
      ];
    },
    make: (index, nth) => {
      const machine = machines.at(index);
      const left = leftDiskOf(context, index);
      if (left !== undefined && nth === 0) return leftDisk(context, machine, left);
      return ownDisk(context, machine, nth - leftCount(index));
    },
  };
}

/** A VM's disks in the order of their names. */
export function ownDisks<T>({
  osDisk,
  dataDisks,
}: {
  readonly osDisk: T;
  readonly dataDisks: readonly T[];
}): readonly T[] {
  return [...dataDisks, osDisk];
}

/** A managed disk of a VM, by its place in the order of names. */
export function ownDisk(context: GeneratedContext, machine: GeneratedMachine, nth: number): Resource {
  const record = context.recordOf(machine);
  const disk = ownDisks(machine)[nth];
  const diskRecord = ownDisks(record)[nth];
  if (disk === undefined || diskRecord === undefined) {
    throw new TypeError(`(sandbox) VM ${machine.name} has no disk ${nth}.`);
  }
  const { kind, group, upperCase } = machine;
  const managedBy = virtualMachineIdOf(machine);
  const resource = diskResource(record, diskRecord, {
    managedBy: upperCase.managedBy ? inUpperCase(managedBy) : managedBy,
    uniqueId: context.identifiers.disk(machine.index, nth),
  });
  return withProperties(
    { ...resource, tags: group.tags },
    {
      ...(kind.serverSide === "platform-and-customer-key"
        ? {
            encryption: {
              type: "EncryptionAtRestWithPlatformAndCustomerKeys",
              diskEncryptionSetId: inUpperCase(context.foundations.setIdOf(group, kind.serverSide)),
            },
          }
        : {}),
      ...(disk.role === "os" ? confidentialProfile(context, machine) : {}),
      ...stampOf(context, machine, nth, disk.stamp),
    },
  );
}

function leftDisk(context: GeneratedContext, machine: GeneratedMachine, left: LeftDisk): Resource {
  const { group } = machine;
  const disk: FleetDisk = {
    name: `${machine.name}${left.suffix}`,
    ...(left.hasOperatingSystem ? {} : { lun: 0 }),
    diskSizeGB: left.hasOperatingSystem ? machine.osDisk.diskSizeGB : leftDataDiskSizeGB,
    sku: "Premium_LRS",
    ...(left.hasCustomerKey
      ? { diskEncryptionSetId: context.foundations.setIdOf(group, "customer-key") }
      : {}),
  };
  const resource = diskResource(context.recordOf(machine), disk, {
    uniqueId: context.identifiers.disk(machine.index, leftDiskNumber),
  });
  // The VM that it was attached to was a standard one, whatever the one beside it is.
  const properties = without(resource.properties, "securityProfile");
  return {
    ...resource,
    tags: group.tags,
    properties: {
      ...(left.diskState === "ReadyToUpload" ? toBeUploaded(properties, disk.diskSizeGB) : properties),
      ...stampOf(context, machine, leftDiskNumber, left.stamp),
      diskState: left.diskState,
    },
  };
}

/** Its own disks are 0 to 2. */
const leftDiskNumber = 3;

/** Azure does not say the size of a disk that waits for its upload before it is there (recorded). */
function toBeUploaded(properties: JsonObject, diskSizeGB: number): JsonObject {
  return {
    ...without(properties, "diskSizeGB", "diskSizeBytes"),
    creationData: { createOption: "Upload", uploadSizeBytes: diskSizeGB * 1024 ** 3 + 512 },
  };
}

function confidentialProfile(
  { foundations }: GeneratedContext,
  { kind, group }: GeneratedMachine,
): JsonObject {
  if (kind.confidential === undefined) return {};
  return {
    securityProfile: {
      securityType: `ConfidentialVM_${kind.confidential}`,
      ...(kind.confidential === "DiskEncryptedWithCustomerKey"
        ? { secureVMDiskEncryptionSetId: foundations.setIdOf(group, "confidential") }
        : {}),
    },
  };
}

/** What the host stamps on a disk. */
function stampOf(
  context: GeneratedContext,
  machine: GeneratedMachine,
  nth: number,
  stamp: Stamp,
): JsonObject {
  const encryptionSettingsVersion = "1.1";
  switch (stamp) {
    case "never":
      return {};
    case "off":
      return { encryptionSettingsCollection: { enabled: false, encryptionSettingsVersion } };
    case "on":
      return {
        encryptionSettingsCollection: {
          enabled: true,
          encryptionSettings: [encryptionSettingsOf(context, machine, nth)],
          encryptionSettingsVersion,
        },
      };
  }
}
