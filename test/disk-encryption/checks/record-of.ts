import { azureDiskEncryptionRequirements } from "../../../lib/disk-encryption/checks/evaluate";
import type { RequirementId, RequirementRecord } from "../../../lib/disk-encryption/checks/requirement";

/** The record of a requirement of Azure Disk Encryption. */
export function recordOf(id: RequirementId): RequirementRecord<RequirementId> {
  const record = azureDiskEncryptionRequirements.records().find((one) => one.id === id);
  if (record === undefined) throw new TypeError(`No record of requirement ${id}`);
  return record;
}
