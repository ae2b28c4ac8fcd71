import type { KeyVault } from "@runbooks/azure";
import { parseKeyVaultId } from "../../observe/read-key-vault";
import type { StepContent } from "../../change/plan";
import { commonLacks, lacksBypass, mendSteps } from "../prepare-key-vault/mend";
import type { DiskEncryptionSetRequest } from "./request";

/** A new vault for the key of a set. */
export function createVaultStep({
  keyVaultId,
  location,
  tenantId,
  key,
}: DiskEncryptionSetRequest): StepContent {
  const { name } = parseKeyVaultId(keyVaultId);
  const sku = key.keyType === "RSA-HSM" ? "premium" : "standard";
  return {
    title: `Create vault ${name} (${sku}) in ${location}, with role-based permissions and purge protection`,
    action: {
      kind: "create-key-vault",
      vaultId: keyVaultId,
      location,
      properties: {
        tenantId,
        sku: { family: "A", name: sku },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        enablePurgeProtection: true,
      },
    },
    impact: "none",
    undo: { kind: "impossible", because: "purge protection keeps a deleted vault for its retention days" },
  };
}

/** A vault as the plan leaves it. */
export function mendedVault(vault: KeyVault): KeyVault {
  return {
    ...vault,
    enableSoftDelete: true,
    enablePurgeProtection: true,
    ...(lacksBypass(vault)
      ? { networkAcls: { defaultAction: "Deny", ...vault.networkAcls, bypass: "AzureServices" } }
      : {}),
  };
}

/** What a vault lacks for a disk encryption set, in one request. */
export const mendVaultSteps = (vault: KeyVault): readonly StepContent[] =>
  mendSteps(vault, commonLacks(vault));
