import { type Fact, missing, type VirtualMachineSize } from "@runbooks/azure";
import { factsOf, type FactsOfInventory } from "./facts-of-inventory";
import type { EvaluatedDisk, EvaluatedVirtualMachine } from "./evaluated-facts";
import { powerStatesOf } from "./power-states";

/**
 * The facts of a VM for the checks of requirements, in every world that what was told leaves open.
 *
 * Most of what an inventory can't tell is a missing fact, to which a check answers `unknown`. Where the facts have no place for "not told" (a
 * boolean, a stamp that is there or not), there is a world for each answer, and only what holds in all of them holds.
 */
export function* worldsOf(
  vm: EvaluatedVirtualMachine,
  size: Fact<VirtualMachineSize>,
): Generator<FactsOfInventory, void> {
  for (const told of completions(vm)) yield factsOf(told, size);
}

/** The same of a disk that no VM holds: as the only disk of a VM that is left out of the evaluation. */
export function worldsOfDisk(disk: EvaluatedDisk): Generator<FactsOfInventory, void> {
  return worldsOf(
    { osType: "Linux", encryptionAtHost: false, securityType: null, extension: false, disks: [disk] },
    missing("no VM holds it"),
  );
}

/** What the facts have no place for: the answers that it can have; none where it was told. */
type Choice = (vm: EvaluatedVirtualMachine) => readonly Partial<EvaluatedVirtualMachine>[];

/** The answers to what was not told of disks that were read. Those of which it was told keep it. */
function disksWith<T>(
  { disks }: EvaluatedVirtualMachine,
  isUntold: (disk: EvaluatedDisk) => boolean,
  answers: readonly T[],
  told: (answer: T, role: EvaluatedDisk["role"]) => Partial<EvaluatedDisk>,
): readonly Partial<EvaluatedVirtualMachine>[] {
  const isOpen = disks.some((disk) => disk.isRead && isUntold(disk));
  if (!isOpen) return [];
  return answers.map((answer) => ({
    disks: disks.map((disk) => (isUntold(disk) ? { ...disk, ...told(answer, disk.role) } : disk)),
  }));
}

/**
 * Of several disks of which the same is not told, all have the one answer or all the other: what closes a mechanism for one of them closes it
 * for the VM.
 */
const choices: readonly Choice[] = [
  ({ osType }) => (osType === undefined ? [{ osType: "Windows" }, { osType: "Linux" }] : []),
  ({ encryptionAtHost }) =>
    encryptionAtHost === undefined ? [{ encryptionAtHost: false }, { encryptionAtHost: true }] : [],
  ({ securityType }) =>
    securityType === undefined ? [{ securityType: null }, { securityType: "ConfidentialVM" }] : [],
  ({ extension }) => (extension === undefined ? [{ extension: false }, { extension: {} }] : []),
  (vm) => (vm.powerState === undefined ? powerStatesOf(vm).map((powerState) => ({ powerState })) : []),
  (vm) =>
    disksWith(
      vm,
      ({ stamp }) => stamp === undefined,
      ["never", "on"] as const,
      (stamp) => ({ stamp }),
    ),
  (vm) =>
    disksWith(
      vm,
      ({ encryptionType }) => encryptionType === undefined,
      ["EncryptionAtRestWithPlatformKey", "EncryptionAtRestWithCustomerKey"],
      (encryptionType) => ({ encryptionType }),
    ),
  (vm) =>
    disksWith(
      vm,
      ({ sku }) => sku === undefined,
      ["premium_lrs", "ultrassd_lrs"],
      (sku) => ({ sku }),
    ),
  (vm) =>
    disksWith(
      vm,
      ({ isShared }) => isShared === undefined,
      [false, true],
      (isShared) => ({ isShared }),
    ),
  (vm) =>
    disksWith(
      vm,
      ({ securityType }) => securityType === undefined,
      [null, "ConfidentialVM_DiskEncryptedWithPlatformKey"],
      // The platform encrypts OS disks confidentially, not data disks.
      (securityType, role) => ({ securityType: role === "os" ? securityType : null }),
    ),
];

function completions(vm: EvaluatedVirtualMachine): readonly EvaluatedVirtualMachine[] {
  return choices.reduce<readonly EvaluatedVirtualMachine[]>(
    (worlds, choice) =>
      worlds.flatMap((world) => {
        const answers = choice(world);
        return answers.length === 0 ? [world] : answers.map((answer) => ({ ...world, ...answer }));
      }),
    [vm],
  );
}
