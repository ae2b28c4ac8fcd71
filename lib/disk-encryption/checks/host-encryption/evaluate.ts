import { type Catalogue, defineCatalogue, findingsOf } from "../catalogue";
import type { Finding } from "../finding";
import { azureDiskEncryption } from "./azure-disk-encryption";
import { deallocation } from "./deallocation";
import type { EncryptionAtHostFacts } from "./facts";
import { featureRegistered } from "./feature-registered";
import { managedDisks } from "./managed-disks";
import { encryptionAtHostRequirementIds, type EncryptionAtHostRequirementId } from "./requirement";
import { sectorSize } from "./sector-size";
import { sizeSupportsEncryptionAtHost } from "./size-supports-encryption-at-host";

/** The requirements of encryption at host. The module does not know it: its edition states no rule. */
export const encryptionAtHostRequirements: Catalogue<EncryptionAtHostRequirementId, EncryptionAtHostFacts> =
  defineCatalogue("encryption-at-host-requirements.json", encryptionAtHostRequirementIds, {
    "feature-registered": featureRegistered,
    "size-supports-encryption-at-host": sizeSupportsEncryptionAtHost,
    "managed-disks": managedDisks,
    "azure-disk-encryption": azureDiskEncryption,
    "sector-size": sectorSize,
    deallocation,
  });

/** What both editions of every requirement say of one VM under encryption at host. Pure. */
export function evaluateEncryptionAtHost(
  facts: EncryptionAtHostFacts,
): readonly Finding<EncryptionAtHostRequirementId>[] {
  return findingsOf(encryptionAtHostRequirements, facts);
}
