import { type RequirementId, requirementIds } from "@runbooks/disk-encryption";
import type { EvaluatedDisk, EvaluatedVirtualMachine } from "./evaluated-facts";

/** All that is evaluated of a VM but its disks. */
export type EvaluatedMachine = Omit<EvaluatedVirtualMachine, "disks">;

/** What a part of an evaluation looks at of a VM. */
export interface Look {
  /** @param states - the power states that the VM may have: its own, or those that its disks' states leave. */
  readonly machine: (vm: EvaluatedMachine, states: readonly string[]) => EvaluatedMachine;
  /** Undefined for a disk that it does not look at. */
  readonly disk: (disk: EvaluatedDisk) => EvaluatedDisk | undefined;
  /** Whether it looks at the size's support of encryption at host, and at nothing else of the size. */
  readonly seesSupport?: true;
}

/** A look that some requirements take. */
export interface RequirementLook extends Look {
  readonly requirements: readonly RequirementId[];
}

/** What a part does not look at has one answer everywhere, so that it opens no world. */
const MACHINE_NOT_SEEN: EvaluatedMachine = {
  osType: "Linux",
  powerState: "running",
  encryptionAtHost: false,
  securityType: null,
  extension: false,
};
const DISK_NOT_SEEN: Omit<EvaluatedDisk, "role" | "kind" | "isRead"> = {
  ephemeral: false,
  writeAccelerator: false,
  hasSet: false,
  sku: "",
  encryptionType: "",
  stamp: "never",
  securityType: null,
  diskState: "",
  isShared: false,
  hasIncrementalSnapshots: false,
};

/** Kinds of disks that a check names; all others are alike. */
const namedSkus: readonly string[] = ["ultrassd_lrs", "premiumv2_lrs"];
const seenSku = (sku: string | undefined): string | undefined =>
  sku === undefined || namedSkus.includes(sku) ? sku : "";

const nothing = (): undefined => undefined;

const ofSize: RequirementLook = {
  requirements: ["vm-size", "vm-generation", "memory"],
  machine: ({ osType, vmSize, hyperVGeneration, diskControllerType }) => ({
    ...MACHINE_NOT_SEEN,
    osType,
    vmSize,
    hyperVGeneration,
    diskControllerType,
  }),
  disk: ({ role, kind, isRead, hyperVGeneration }) =>
    role === "os" ? { ...DISK_NOT_SEEN, role, kind, isRead, hyperVGeneration } : undefined,
};

const ofImage: RequirementLook = {
  requirements: ["operating-system"],
  machine: ({ osType, imageReference }) => ({ ...MACHINE_NOT_SEEN, osType, imageReference }),
  disk: nothing,
};

const ofAgent: RequirementLook = {
  requirements: ["vm-agent"],
  machine: ({ extension }, states) => ({
    ...MACHINE_NOT_SEEN,
    powerState: states.length === 1 ? states[0] : undefined,
    extension,
  }),
  disk: nothing,
};

const elsewhere = [ofSize, ofImage, ofAgent].flatMap(({ requirements }) => requirements);

const ofTheOthers: RequirementLook = {
  requirements: requirementIds.filter((id) => !elsewhere.includes(id)),
  machine: ({ osType, encryptionAtHost, securityType, extension }) => ({
    ...MACHINE_NOT_SEEN,
    osType,
    encryptionAtHost,
    securityType,
    extension,
  }),
  disk: ({ role, kind, isRead, ephemeral, writeAccelerator, hasSet, encryptionType, isShared, sku }) => ({
    ...DISK_NOT_SEEN,
    role,
    kind,
    isRead,
    ephemeral,
    writeAccelerator,
    hasSet,
    encryptionType,
    isShared,
    sku: seenSku(sku),
  }),
};

/** The looks that the requirements of Azure Disk Encryption take: each requirement one of them. */
export const requirementLooks: readonly RequirementLook[] = [ofSize, ofImage, ofAgent, ofTheOthers];

/**
 * What the mechanisms look at. Of the power state it matters whether the VM is deallocated. Azure Disk Encryption is never `open` here, so that
 * of its requirements nothing matters.
 */
const ofMechanisms: Look = {
  machine: ({ encryptionAtHost, securityType, extension }, states) => ({
    ...MACHINE_NOT_SEEN,
    powerState: deallocatedOrNot(states),
    encryptionAtHost,
    securityType,
    extension,
  }),
  disk: (disk) => ({
    ...disk,
    writeAccelerator: false,
    hasSet: false,
    hyperVGeneration: undefined,
    sku: seenSku(disk.sku),
  }),
  seesSupport: true,
};

function deallocatedOrNot(states: readonly string[]): string | undefined {
  if (!states.includes("deallocated")) return "running";
  return states.length === 1 ? "deallocated" : undefined;
}

/** Every look; each by its place. */
export const looks: readonly Look[] = [...requirementLooks, ofMechanisms];
/** The place of the look that the mechanisms take. */
export const MECHANISMS: number = requirementLooks.length;
