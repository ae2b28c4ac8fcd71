import { customerKeyRequirementIds } from "../checks/customer-key/requirement";
import type { AnyRequirementId } from "../checks/any-requirement";
import { encryptionAtHostRequirementIds } from "../checks/host-encryption/requirement";
import { newVirtualMachineRequirementIds } from "../checks/new-vm/requirement";
import { requirementIds } from "../checks/requirement";
import { RunbookError } from "@runbooks/azure";
import type { Override } from "./plan";

const allIds: readonly AnyRequirementId[] = [
  ...requirementIds,
  ...newVirtualMachineRequirementIds,
  ...customerKeyRequirementIds,
  ...encryptionAtHostRequirementIds,
];

/**
 * Overrides as a parameter holds them: the reason by the requirement. Pure.
 *
 * @example parseOverrides({ "group-policy-aes-cbc": "a test VM under the same policies was encrypted" })
 * @throws RunbookError `ArgumentInvalid` for a name that is no requirement.
 */
export function parseOverrides(reasons: Readonly<Record<string, string>>): readonly Override[] {
  return Object.entries(reasons).map(([name, reason]) => {
    const requirement = allIds.find((id) => id === name);
    if (requirement !== undefined) return { requirement, reason };
    throw new RunbookError(
      "ArgumentInvalid",
      `'${name}' is not a requirement.`,
      `Name a requirement as the findings spell it, e.g. ${requirementIds[0]}.`,
    );
  });
}
