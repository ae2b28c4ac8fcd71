import { type Guest, type GuestVolume } from "../../nouns/guest";
import type { EncryptionFacts } from "../../checks/facts";
import { planBlocked } from "../../change/blocked";

/** A volume over encrypted and plain disks stays as it is: that is for the requirements to evaluate. */
const atRest: readonly GuestVolume["state"][] = ["encrypted", "decrypted", "partly-encrypted"];

/** The volumes that are under way between encrypted and decrypted, or held on that way. */
export const volumesNotAtRest = ({ volumes }: Pick<Guest, "volumes">): readonly GuestVolume[] =>
  volumes.filter(({ state }) => !atRest.includes(state));

/**
 * Sees that no volume is under way. The extension's report does not tell: on Windows it says nothing of BitLocker's work in the background.
 *
 * @throws RunbookError `PlanBlocked` naming the volume, and what to wait for.
 */
export function assertVolumesAtRest({
  virtualMachine: vm,
  guest,
}: Pick<EncryptionFacts, "virtualMachine" | "guest">): void {
  // A guest that was not read is unknown to the requirements, which block the plan.
  const [first] = guest.kind === "known" ? volumesNotAtRest(guest.value) : [];
  if (first === undefined) return;
  const { mountPoint, state, percentEncrypted } = first;
  const share = percentEncrypted === undefined ? "" : ` (${percentEncrypted} % encrypted)`;
  throw planBlocked(
    `Volume ${mountPoint} of ${vm.name} is still ${state}${share}.`,
    `Wait until it is through: watch(azure, "${vm.name}", { script }). Where it was paused, resume it in the guest first. Then observe and plan again.`,
  );
}
