import type { HyperVGeneration } from "@runbooks/azure";
import type { Check } from "./check";
import { disksOf } from "./attached-disks";
import type { EncryptionFacts } from "./facts";
import { fail, pass, unknown } from "./verdict";

/** The module refuses Generation 2; the current documents support both generations. */
export const vmGeneration: Check = (facts, edition) => {
  const { name } = facts.virtualMachine;
  if (edition === "current") return pass("Generation 1 and Generation 2 VMs are both supported.");
  const generation = generationOf(facts);
  if (generation === undefined) {
    return unknown(
      `the generation of ${name}: neither its instance view nor its OS disk nor its size tells`,
      "Start the VM, so that its instance view tells, and check again.",
    );
  }
  return generation === "V1"
    ? pass(`${name} is a Generation 1 VM.`)
    : fail(
        `${name} is a Generation 2 VM.`,
        "Make a Generation 1 VM in its place: a VM can't be changed to Generation 1.",
      );
};

/** From the instance view, else the OS disk, else a size that runs one generation only. */
function generationOf(facts: EncryptionFacts): HyperVGeneration | undefined {
  const { virtualMachine, size } = facts;
  const osDisk = disksOf(facts)[0]?.managed;
  const ofOsDisk = osDisk?.kind === "known" ? osDisk.value.hyperVGeneration : undefined;
  const bySize = size.kind === "known" ? size.value.hyperVGenerations : [];
  return virtualMachine.hyperVGeneration ?? ofOsDisk ?? (bySize.length === 1 ? bySize[0] : undefined);
}
