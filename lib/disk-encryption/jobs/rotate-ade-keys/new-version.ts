import type { RunbookError } from "@runbooks/azure";
import { parseKeyVaultUrl } from "@runbooks/azure";
import { type Plan } from "../../change/plan";
import { keyState, keyVaultState } from "../../change/state";
import type { KeyVersions } from "./observe";
import { planBlocked } from "../../change/blocked";
import { definePlan } from "../../change/define-plan";

/**
 * Plans a new version of a key encryption key; nothing where the key has a newer one than that in use. Pure.
 *
 * No disk changes by it: a disk names a version, so that the rotation is a plan of its own, with the new version's URL.
 *
 * @throws RunbookError `PlanBlocked` where the vault or the key could not be read.
 */
export function planNewKeyVersion({ inUse, keyVault, newest }: KeyVersions): Plan {
  const { name } = parseKeyVaultUrl(inUse);
  if (keyVault.kind === "missing") throw notRead(name, keyVault.reason);
  if (newest.kind === "missing") throw notRead(name, newest.reason);
  const { id, name: vaultName, vaultUri } = keyVault.value;
  const isNewer = newest.value.url.toLowerCase() !== inUse.toLowerCase();
  return definePlan({
    job: "new-key-version",
    target: { id, name },
    steps: isNewer
      ? []
      : [
          {
            title: `Make a new version of key ${name} in vault ${vaultName}`,
            action: { kind: "rotate-key", vaultUri, keyName: name },
            impact: "none",
            undo: { kind: "impossible", because: "a version can be disabled, not taken back" },
          },
        ],
    touches: [keyVaultState(keyVault.value), keyState(id, newest.value)],
    warnings: [
      ...(isNewer ? [`Key ${name} has a newer version than the one in use: ${newest.value.url}`] : []),
      "Keep the version in use enabled. The disks name it until their own rotation, and snapshots do afterwards.",
    ],
  });
}

const notRead = (name: string, reason: string): RunbookError =>
  planBlocked(`Key ${name} was not read: ${reason}`, "Name a vault and a key that you can read.");
