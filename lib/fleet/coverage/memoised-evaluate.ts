import { type Fact, known, missing, type VirtualMachineSize } from "@runbooks/azure";
import { requirementIds } from "@runbooks/disk-encryption";
import type { Eligibility } from "./coverage";
import {
  evaluateMechanisms,
  evaluateRequirements,
  evaluateUnattachedDisk,
  requirementOutcomes,
  type MechanismEvaluation,
  together,
  type RequirementEvaluation,
  type RequirementOutcome,
  type VirtualMachineEvaluation,
} from "./evaluate";
import type { EvaluatedDisk, EvaluatedVirtualMachine } from "./evaluated-facts";
import { keyOfDisk, kindsOf, type SeenDisk, type Sizes, type VirtualMachineKind } from "./kinds";
import { MECHANISMS, requirementLooks } from "./looks";

/** Who evaluates what is open to VMs and disks. */
export interface Evaluator {
  readonly virtualMachine: (vm: EvaluatedVirtualMachine) => VirtualMachineEvaluation;
  readonly unattachedDisk: (disk: EvaluatedDisk) => Eligibility;
}

/**
 * Evaluates alike what is alike: an evaluation takes a millisecond, and a fleet of tens of thousands of VMs has some hundred kinds of them.
 *
 * Each part of an evaluation is kept by what it looks at alone (`looks`): by size and image there are many kinds of VMs, and few of them differ in
 * what is open to their disks. Of several disks that are alike in what a part looks at, one is evaluated.
 */
export function memoisedEvaluation(sizes: Sizes): Evaluator {
  const kindOf = kindsOf(sizes);
  const outcomes = requirementLooks.map((look) => ({
    ...look,
    kept: keptByKey<readonly RequirementOutcome[]>(),
  }));
  const mechanisms = keptByKey<KeptMechanisms>();
  const summed = keptByKey<RequirementEvaluation>();
  const whole = keptByKey<KeptEvaluation>();
  const unattached = keptByKey<Eligibility>();
  const ofKind = (kind: VirtualMachineKind, size: Fact<VirtualMachineSize>): KeptEvaluation => {
    const all = outcomes.map(({ requirements, kept }, look) => {
      const seen = kind.seenBy(look);
      return kept(seen.key, () => requirementOutcomes(requirements, seen.virtualMachine(), size));
    });
    const seen = kind.seenBy(MECHANISMS);
    return {
      requirements: summed(all.join(";"), () => inOrder(all)),
      open: mechanisms(seen.key, () =>
        keptMechanisms(evaluateMechanisms(seen.virtualMachine(), size), seen.distinct),
      ),
    };
  };
  return {
    virtualMachine: (vm) => {
      const kind = kindOf(vm);
      const { requirements, open } = whole(kind.key, () => ofKind(kind, sizeFact(vm.vmSize, sizes)));
      const customerKey = kind.disks.map(
        ({ seen }) => open.customerKey.get(seen[MECHANISMS]?.id ?? -1) ?? "unknown",
      );
      return together(requirements, { ...open.evaluation, customerKey });
    },
    unattachedDisk: (disk) => unattached(keyOfDisk(disk), () => evaluateUnattachedDisk(disk)),
  };
}

/** Makes a thing once for each key. */
function keptByKey<T>(): (key: string, make: () => T) => T {
  const kept = new Map<string, T>();
  return (key, make) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    kept.set(key, made);
    return made;
  };
}

interface KeptEvaluation {
  readonly requirements: RequirementEvaluation;
  readonly open: KeptMechanisms;
}

interface KeptMechanisms {
  readonly evaluation: MechanismEvaluation;
  /** By the number of the kind of disk. */
  readonly customerKey: ReadonlyMap<number, Eligibility>;
}

const keptMechanisms = (evaluation: MechanismEvaluation, distinct: readonly SeenDisk[]): KeptMechanisms => ({
  evaluation,
  customerKey: new Map(distinct.map(({ id }, index) => [id, evaluation.customerKey[index] ?? "unknown"])),
});

/** The outcomes of all parts, put together in the order of the requirements. */
function inOrder(outcomes: readonly (readonly RequirementOutcome[])[]): RequirementEvaluation {
  const byId = new Map(
    requirementLooks.flatMap(({ requirements }, part) =>
      requirements.map((id, index) => [id, outcomes[part]?.[index] ?? "unknown"] as const),
    ),
  );
  return evaluateRequirements(
    requirementIds,
    requirementIds.map((id) => byId.get(id) ?? "unknown"),
  );
}

function sizeFact(vmSize: string | undefined, sizes: Sizes): Fact<VirtualMachineSize> {
  if (vmSize === undefined) return missing("the VM's size was not told");
  const size = sizes.get(vmSize);
  return size === undefined ? missing(`size ${vmSize} is not known`) : known(size, "data/vm-sizes.json");
}
