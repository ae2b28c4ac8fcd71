import type { Fact, VirtualMachineSize } from "@runbooks/azure";
import {
  customerKeyFactsOf,
  evaluate,
  type Finding,
  isConfidentiallyEncrypted,
  recommend,
  type Recommendation,
  type RequirementId,
  requirementIds,
  stateOfSetToBeMade,
} from "@runbooks/disk-encryption";
import { strongest } from "./counted-mechanism";
import type { Eligibility } from "./coverage";
import type { FactsOfInventory } from "./facts-of-inventory";
import type { EvaluatedDisk, EvaluatedVirtualMachine } from "./evaluated-facts";
import { worldsOf, worldsOfDisk } from "./worlds";

/** What becomes of a requirement of Azure Disk Encryption in both editions: the stricter of the two. */
export type RequirementOutcome = Finding["outcome"];

/** Which mechanisms beside Azure Disk Encryption are open to a VM and its disks, and which one to take. */
export interface MechanismEvaluation {
  readonly encryptionAtHost: Eligibility;
  /** A customer's key, of a disk that has none; one for each disk, in their order. */
  readonly customerKey: readonly Eligibility[];
  /** Id of a mechanism; `none`: nothing is open; `unknown`. */
  readonly recommended: string;
}

/** How Azure Disk Encryption stands to a VM by its requirements. */
export interface RequirementEvaluation {
  /** Those of Azure Disk Encryption that fail in either edition. */
  readonly failedRequirements: readonly RequirementId[];
  /** Of a disk that does not have it, whether another disk of the VM has it or not. Never `open`: nobody asked the guest. */
  readonly azureDiskEncryption: Eligibility;
}

/** What is open and closed to a VM by what an inventory tells of it. */
export interface VirtualMachineEvaluation extends RequirementEvaluation, MechanismEvaluation {}

/** Evaluates a VM in every world that an inventory leaves open: what differs is `unknown`. Pure. */
export function evaluateVirtualMachine(
  vm: EvaluatedVirtualMachine,
  size: Fact<VirtualMachineSize>,
): VirtualMachineEvaluation {
  const requirements = evaluateRequirements(requirementIds, requirementOutcomes(requirementIds, vm, size));
  return together(requirements, evaluateMechanisms(vm, size));
}

/** Puts an evaluation together. Nothing is left to take only where Azure Disk Encryption is closed too. */
export function together(
  requirements: RequirementEvaluation,
  { encryptionAtHost, customerKey, recommended }: MechanismEvaluation,
): VirtualMachineEvaluation {
  const isNone = recommended === "none" && requirements.azureDiskEncryption === "closed";
  return {
    ...requirements,
    encryptionAtHost,
    customerKey,
    recommended: recommended === "none" && !isNone ? "unknown" : recommended,
  };
}

/** What some requirements of Azure Disk Encryption come to, in the order of their ids; `unknown` for one that two worlds evaluate differently. */
export function requirementOutcomes(
  ids: readonly RequirementId[],
  vm: EvaluatedVirtualMachine,
  size: Fact<VirtualMachineSize>,
): readonly RequirementOutcome[] {
  let merged: readonly RequirementOutcome[] | undefined;
  for (const { facts } of worldsOf(vm, size)) {
    const outcomes = evaluate(facts, ids).map(({ outcome }) => outcome);
    merged = merged?.map((outcome, index) => (outcome === outcomes[index] ? outcome : "unknown")) ?? outcomes;
  }
  return merged ?? [];
}

/** Sums the outcomes of all requirements up. */
export function evaluateRequirements(
  ids: readonly RequirementId[],
  outcomes: readonly RequirementOutcome[],
): RequirementEvaluation {
  const failedRequirements = ids.filter((_, index) => outcomes[index] === "fail");
  const isOpen = outcomes.every((outcome) => outcome !== "unknown");
  return {
    failedRequirements,
    azureDiskEncryption: failedRequirements.length > 0 ? "closed" : isOpen ? "open" : "unknown",
  };
}

/** Which mechanisms are open to a VM. Pure. */
export function evaluateMechanisms(
  vm: EvaluatedVirtualMachine,
  size: Fact<VirtualMachineSize>,
): MechanismEvaluation {
  let evaluation: MechanismEvaluation | undefined;
  for (const world of worldsOf(vm, size)) {
    const next = mechanismsIn(world);
    evaluation = evaluation === undefined ? next : merged(evaluation, next);
    if (saysNothing(evaluation)) break;
  }
  // There is always a world: what was told is one.
  if (evaluation === undefined) throw new TypeError("a VM without a world");
  return evaluation;
}

/** Whether a disk that no VM holds, and that has no customer's key, could take one. Pure. */
export function evaluateUnattachedDisk(disk: EvaluatedDisk): Eligibility {
  return [...worldsOfDisk(disk)].map((world) => customerKeyOf(world, 0, false)).reduce(agreed);
}

function mechanismsIn(world: FactsOfInventory): MechanismEvaluation {
  const { evaluated, facts, alternatives } = world;
  const recommendation = recommend(facts, { alternatives });
  const host = recommendation.options.find(({ mechanism }) => mechanism === "encryption-at-host");
  return {
    encryptionAtHost: host?.state ?? "unknown",
    customerKey: evaluated.disks.map((_, index) => customerKeyOf(world, index, true)),
    recommended: isConfidential(evaluated) ? "confidential" : wordOf(recommendation),
  };
}

/** Confidential disk encryption is chosen with the VM and stays: the recommendation, which does not know it, has nothing better. */
const isConfidential = ({ disks }: EvaluatedVirtualMachine): boolean =>
  disks.some(
    ({ role, securityType }) => role === "os" && isConfidentiallyEncrypted(securityType ?? undefined),
  );

/** The strongest mechanism of those to take together. What would change with more knowledge is not known yet. */
function wordOf({ recommended, better, options }: Recommendation): string {
  if (better.length > 0) return "unknown";
  if (recommended !== undefined) return strongest(recommended.mechanisms) ?? "unknown";
  const isClosed = options.every(
    ({ mechanism, state }) => mechanism === "azure-disk-encryption" || state === "closed",
  );
  return isClosed ? "none" : "unknown";
}

/**
 * Whether one disk could take a customer's key: by its own facts and its VM's, and by the stamps of the VM's other disks, since a VM with
 * Azure Disk Encryption takes no disk with a customer's key ("Azure Disk Encryption scenarios on Windows VMs", Restrictions, 2026-02-20).
 */
function customerKeyOf(
  { evaluated, places, facts, alternatives }: FactsOfInventory,
  index: number,
  isHeld: boolean,
): Eligibility {
  const disk = evaluated.disks[index];
  if (disk === undefined || disk.kind === "unclear") return "unknown";
  const { virtualMachine, targets, ...others } = customerKeyFactsOf(facts, alternatives, "customer-key");
  const own = targets[places[index] ?? -1];
  if (own === undefined) return "closed";
  const stamped = targets.filter(
    (target, place) => target !== own && evaluated.disks[places.indexOf(place)]?.stamp === "on",
  );
  const state = stateOfSetToBeMade({
    ...others,
    targets: [own, ...stamped],
    ...(isHeld && virtualMachine !== undefined ? { virtualMachine } : {}),
  });
  return state === "open" && !encryptionIsKnown(disk) ? "unknown" : state;
}

/** Of a type of encryption that nobody has looked up it is not known what it can change to. */
const encryptionIsKnown = ({ encryptionType }: EvaluatedDisk): boolean =>
  encryptionType?.toLowerCase().startsWith("encryptionatrestwith") ?? false;

function merged(a: MechanismEvaluation, b: MechanismEvaluation): MechanismEvaluation {
  return {
    encryptionAtHost: agreed(a.encryptionAtHost, b.encryptionAtHost),
    customerKey: a.customerKey.map((one, index) => agreed(one, b.customerKey[index] ?? "unknown")),
    recommended: a.recommended === b.recommended ? a.recommended : "unknown",
  };
}

const agreed = (a: Eligibility, b: Eligibility): Eligibility => (a === b ? a : "unknown");

/** No further world brings anything back. */
const saysNothing = ({ encryptionAtHost, recommended, customerKey }: MechanismEvaluation): boolean =>
  [encryptionAtHost, recommended, ...customerKey].every((one) => one === "unknown");
