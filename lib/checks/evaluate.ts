import type { Check, Judgement } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Edition, Finding, Verdict } from "./finding";
import { requirement } from "./catalogue";
import { requirementIds, type Requirement, type RequirementId } from "./requirement";
import { customerManagedKey } from "./customer-managed-key";
import { diskTypes } from "./disk-types";
import { encryptionAtHost } from "./encryption-at-host";
import { groupPolicyAesCbc } from "./group-policy-aes-cbc";
import { groupPolicyCompatible } from "./group-policy-compatible";
import { groupPolicyRecoveryKey } from "./group-policy-recovery-key";
import { groupPolicyTpm } from "./group-policy-tpm";
import { keyEncryptionKey } from "./key-encryption-key";
import { managedDisks } from "./managed-disks";
import { memory } from "./memory";
import { networking } from "./networking";
import { operatingSystem } from "./operating-system";
import { secretLifetimePolicy } from "./secret-lifetime-policy";
import { vaultDiskEncryption } from "./vault-disk-encryption";
import { vaultFirewall } from "./vault-firewall";
import { vaultRegion } from "./vault-region";
import { vaultSubscription } from "./vault-subscription";
import { vmAgent } from "./vm-agent";
import { vmGeneration } from "./vm-generation";
import { vmSize } from "./vm-size";
import { volumeType } from "./volume-type";

/** The check of each requirement: one a file, of the record's name. */
export const checks: Readonly<Record<RequirementId, Check>> = {
  "vm-size": vmSize,
  "vm-generation": vmGeneration,
  memory,
  "operating-system": operatingSystem,
  "vm-agent": vmAgent,
  "volume-type": volumeType,
  "managed-disks": managedDisks,
  "disk-types": diskTypes,
  "encryption-at-host": encryptionAtHost,
  "customer-managed-key": customerManagedKey,
  networking,
  "group-policy-tpm": groupPolicyTpm,
  "group-policy-recovery-key": groupPolicyRecoveryKey,
  "group-policy-compatible": groupPolicyCompatible,
  "group-policy-aes-cbc": groupPolicyAesCbc,
  "vault-region": vaultRegion,
  "vault-subscription": vaultSubscription,
  "vault-disk-encryption": vaultDiskEncryption,
  "vault-firewall": vaultFirewall,
  "secret-lifetime-policy": secretLifetimePolicy,
  "key-encryption-key": keyEncryptionKey,
};

/** Judges every requirement, in both editions. Pure: the same facts give the same findings. */
export function evaluate(facts: EncryptionFacts): readonly Finding[] {
  return requirementIds.map((id) => {
    const record = requirement(id);
    const module = verdict(record, "module", facts);
    const current = verdict(record, "current", facts);
    return {
      requirement: id,
      title: record.title,
      outcome: stricter(module.outcome, current.outcome),
      module,
      current,
      editionsDiffer: weight(module.outcome) !== weight(current.outcome),
    };
  });
}

function verdict(record: Requirement, edition: Edition, facts: EncryptionFacts): Verdict {
  const { rule, fix = "" } = record[edition];
  const { osTypes, volumeTypes } = record.appliesTo;
  if (!osTypes.includes(facts.virtualMachine.osType)) {
    return { outcome: "not-applicable", because: `This is a rule for ${osTypes.join(" and ")}.` };
  }
  if (!volumeTypes.includes(facts.volumeType)) {
    return { outcome: "not-applicable", because: `This is a rule for volume type ${volumeTypes.join(" and ")}.` };
  }
  if (rule === undefined) {
    return {
      outcome: "not-applicable",
      because: `The ${edition === "module" ? "training module" : "current documents"} state no rule on this.`,
    };
  }
  return withFix(checks[record.id](facts, edition), fix);
}

const withFix = (judgement: Judgement, fix: string): Verdict =>
  judgement.outcome === "fail" ? { ...judgement, fix } : judgement;

/** What an outcome means for the VM: "no rule" forbids as little as "pass". */
function weight(outcome: Verdict["outcome"]): number {
  switch (outcome) {
    case "fail":
      return 2;
    case "unknown":
      return 1;
    case "pass":
    case "not-applicable":
      return 0;
  }
}

function stricter(a: Verdict["outcome"], b: Verdict["outcome"]): Verdict["outcome"] {
  if (weight(a) !== weight(b)) return weight(a) > weight(b) ? a : b;
  return a === "not-applicable" ? b : a;
}

export type Readiness = "ready" | "not ready" | "not known";

/** Whether a VM is ready: by both editions, or by the one that the operator chose by name. */
export function readinessOf(findings: readonly Finding[], edition?: Edition): Readiness {
  const outcomes = findings.map((finding) => (edition === undefined ? finding.outcome : finding[edition].outcome));
  if (outcomes.includes("fail")) return "not ready";
  return outcomes.includes("unknown") ? "not known" : "ready";
}
