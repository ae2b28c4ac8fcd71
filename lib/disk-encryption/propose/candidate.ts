import { type Fact, type KeyVault, known } from "@runbooks/azure";
import { type SecretLifetimePolicies } from "../nouns/secret-lifetime-policies";
import type { Check } from "../checks/check";
import type { EncryptionFacts } from "../checks/facts";
import { secretLifetimePolicy } from "../checks/secret-lifetime-policy";
import { vaultDiskEncryption } from "../checks/vault-disk-encryption";
import { vaultFirewall } from "../checks/vault-firewall";
import { vaultRegion } from "../checks/vault-region";
import { vaultSubscription } from "../checks/vault-subscription";

/** A key vault that a VM could use, or could not. */
export interface KeyVaultCandidate {
  readonly keyVault: KeyVault;
  /** `after-mending`: its settings shut Azure Disk Encryption out, and `planKeyVault` mends them. `no`: nothing mends it. */
  readonly fit: "ready" | "after-mending" | "no";
  /** What mends, or what stands against it, in sentences; none where it is ready. */
  readonly reasons: readonly string[];
}

/** Nothing changes these of a vault. */
const fixed: readonly Check[] = [vaultSubscription, vaultRegion, secretLifetimePolicy];
/** These are settings, which a plan can mend. */
const settings: readonly Check[] = [vaultDiskEncryption, vaultFirewall];

/** Evaluates one vault for one VM, by the very checks that evaluate it once it is named. Pure. */
export function candidateOf(
  facts: EncryptionFacts,
  keyVault: KeyVault,
  secretLifetimePolicies: Fact<SecretLifetimePolicies>,
): KeyVaultCandidate {
  const withVault = { ...facts, keyVault: known(keyVault, "proposal"), secretLifetimePolicies };
  const against = fixed.flatMap((check) => failures(check, withVault));
  const open = settings.flatMap((check) => unknowns(check, withVault));
  const mends = settings.flatMap((check) => failures(check, withVault));
  if (against.length > 0 || open.length > 0)
    return { keyVault, fit: "no", reasons: [...against, ...open, ...mends] };
  return { keyVault, fit: mends.length > 0 ? "after-mending" : "ready", reasons: mends };
}

function failures(check: Check, facts: EncryptionFacts): readonly string[] {
  const verdict = check(facts, "current");
  return verdict.outcome === "fail" ? [verdict.evidence] : [];
}

function unknowns(check: Check, facts: EncryptionFacts): readonly string[] {
  const verdict = check(facts, "current");
  return verdict.outcome === "unknown" ? [`Not known: ${verdict.missing}.`] : [];
}

const fitness: Readonly<Record<KeyVaultCandidate["fit"], number>> = { ready: 0, "after-mending": 1, no: 2 };

/** The best first: ready before mending before none; then the VM's own resource group; then by name. Pure. */
export function ranked(
  candidates: readonly KeyVaultCandidate[],
  { resourceGroupName }: { readonly resourceGroupName: string },
): readonly KeyVaultCandidate[] {
  const isElsewhere = ({ keyVault }: KeyVaultCandidate): number =>
    keyVault.resourceGroupName.toLowerCase() === resourceGroupName.toLowerCase() ? 0 : 1;
  return [...candidates].sort(
    (a, b) =>
      fitness[a.fit] - fitness[b.fit] ||
      isElsewhere(a) - isElsewhere(b) ||
      a.keyVault.name.localeCompare(b.keyVault.name, "en"),
  );
}
