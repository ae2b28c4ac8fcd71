import { catalogueOf } from "../catalogue";
import type { Check } from "../check";
import type { Finding } from "../finding";
import { findingsOf } from "../findings-of";
import type { RequirementRecord } from "../requirement";
import { azureDiskEncryption } from "./azure-disk-encryption";
import { deallocation } from "./deallocation";
import type { EncryptionAtHostFacts } from "./facts";
import { featureRegistered } from "./feature-registered";
import { managedDisks } from "./managed-disks";
import { encryptionAtHostRequirementIds, type EncryptionAtHostRequirementId } from "./requirement";
import { sectorSize } from "./sector-size";
import { sizeSupportsEncryptionAtHost } from "./size-supports-encryption-at-host";

/** One check for each requirement; the compiler asks for every one. */
export const encryptionAtHostChecks: Readonly<
  Record<EncryptionAtHostRequirementId, Check<EncryptionAtHostFacts>>
> = {
  "feature-registered": featureRegistered,
  "size-supports-encryption-at-host": sizeSupportsEncryptionAtHost,
  "managed-disks": managedDisks,
  "azure-disk-encryption": azureDiskEncryption,
  "sector-size": sectorSize,
  deallocation,
};

const catalogue = catalogueOf("encryption-at-host-requirements.json", encryptionAtHostRequirementIds);

/**
 * The requirements of encryption at host, in the order an operator meets them. The module does not know it: its edition states no rule.
 *
 * @throws RunbookError `FileUnreadable` where `data/encryption-at-host-requirements.json` is missing, malformed or incomplete.
 */
export function encryptionAtHostRequirements(): readonly RequirementRecord<EncryptionAtHostRequirementId>[] {
  return catalogue();
}

/** What both editions of every requirement say of one VM under encryption at host. Pure. */
export function evaluateEncryptionAtHost(
  facts: EncryptionAtHostFacts,
): readonly Finding<EncryptionAtHostRequirementId>[] {
  return findingsOf({ records: catalogue(), checks: encryptionAtHostChecks }, facts);
}
