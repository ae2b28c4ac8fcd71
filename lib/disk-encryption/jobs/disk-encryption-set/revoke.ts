import type { RunbookError } from "@runbooks/azure";
import { parseKeyVaultUrl } from "@runbooks/azure";
import type { DiskEncryptionSetFacts } from "../../checks/customer-key/facts";
import { type Plan } from "../../change/plan";
import { diskEncryptionSetState, keyState, keyVaultState } from "../../change/state";
import { planBlocked } from "../../change/blocked";
import { definePlan } from "../../change/define-plan";

/** "Server-side encryption of Azure managed disks", Full control of your keys, 2026-04-02. */
const REVOCATION_WARNING =
  "THIS STOPS VMs: every VM with a disk under this key shuts down by itself and does not start again until the key is enabled; reading and writing its disks fails after about an hour.";

/**
 * Plans to disable the version of the key that a set uses (a drill, or an emergency), or to enable it again. Pure.
 *
 * @throws RunbookError `PlanBlocked` where the set, its vault or its key could not be read.
 */
export function planKeyEnabled(facts: DiskEncryptionSetFacts, enabled: boolean): Plan {
  const { diskEncryptionSet, keyVault, key, newestKey } = facts;
  if (diskEncryptionSet.kind === "missing") throw blocked(diskEncryptionSet.reason);
  if (keyVault.kind === "missing") throw blocked(keyVault.reason);
  if (key.kind === "missing") throw blocked(key.reason);
  if (newestKey.kind === "missing") throw blocked(newestKey.reason);
  const set = diskEncryptionSet.value;
  const { name, version } = parseKeyVaultUrl(key.value.url);
  if (version === undefined) throw blocked(`set ${set.name} names key ${name} without a version`);
  const verb = enabled ? "Enable" : "Disable";
  return definePlan({
    job: enabled ? "restore-customer-key" : "revoke-customer-key",
    target: set,
    steps:
      key.value.enabled === enabled
        ? []
        : [
            {
              title: `${verb} version ${version} of key ${name} in vault ${keyVault.value.name}`,
              action: {
                kind: "set-key-enabled",
                vaultUri: keyVault.value.vaultUri,
                keyName: name,
                version,
                enabled,
              },
              impact: enabled ? "none" : "unavailable",
              undo: {
                kind: "possible",
                how: enabled
                  ? "disable the version again"
                  : "enable the version again (diskEncryptionSets.planKeyEnabled(facts, true)), and start the VMs that stopped",
              },
              ...(enabled
                ? { expectedDuration: "at once; VMs that stopped have to be started" }
                : { expectedDuration: "at once; the VMs stop within about an hour" }),
            },
          ],
    touches: [
      diskEncryptionSetState(set),
      keyVaultState(keyVault.value),
      keyState(keyVault.value.id, newestKey.value),
    ],
    warnings: enabled || !key.value.enabled ? [] : [REVOCATION_WARNING],
  });
}

const blocked = (reason: string): RunbookError =>
  planBlocked(`The set's key can't be looked at: ${reason}`, "Name a set whose vault and key you can read.");
