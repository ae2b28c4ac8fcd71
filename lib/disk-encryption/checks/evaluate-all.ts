import type { VirtualMachine } from "@runbooks/azure";
import { evaluate } from "./evaluate";
import type { EncryptionFacts } from "./facts";
import type { Finding } from "./finding";

/** A VM with its findings. */
export interface CheckedVirtualMachine {
  readonly virtualMachine: VirtualMachine;
  readonly findings: readonly Finding[];
}

/** Checks several VMs, each as `evaluate` does. Pure. */
export function evaluateAll(facts: readonly EncryptionFacts[]): readonly CheckedVirtualMachine[] {
  return facts.map((of) => ({ virtualMachine: of.virtualMachine, findings: evaluate(of) }));
}
