import {
  type DiskEncryptionSet,
  type Fact,
  type KeyEncryptionKey,
  type KeyVault,
  known,
} from "@runbooks/azure";
import type { CustomerKeyFacts } from "../../checks/customer-key/facts";
import { parseDiskEncryptionSetId } from "../../observe/read-disk-encryption-set";
import { parseKeyVaultId } from "../../observe/read-key-vault";
import type { NewDiskEncryptionSetFacts } from "./observe";
import { encryptionTypeOf, followsNewest, KEY_SIZE_IN_BITS, type DiskEncryptionSetRequest } from "./request";
import { mendedVault } from "./vault-steps";

/** The facts as they will be once the plan is carried out: what the checks evaluate. */
export function factsAfterwards(
  facts: NewDiskEncryptionSetFacts,
  request: DiskEncryptionSetRequest,
): CustomerKeyFacts {
  const { keyVault, newestKey } = facts;
  const { id, name, subscriptionId, resourceGroupName } = parseDiskEncryptionSetId(
    request.diskEncryptionSetId,
  );
  const set: Fact<DiskEncryptionSet> =
    facts.diskEncryptionSet.kind === "known"
      ? facts.diskEncryptionSet
      : known(
          {
            id,
            name,
            subscriptionId,
            resourceGroupName,
            location: request.location,
            provisioningState: "Succeeded",
            encryptionType: encryptionTypeOf(request),
            identityType: request.userAssignedIdentityId === undefined ? "SystemAssigned" : "UserAssigned",
            identities: [],
            previousKeyUrls: [],
            rotationToLatestKeyVersionEnabled: followsNewest(request),
          },
          "the request",
        );
  return {
    ...facts,
    targets: [],
    diskEncryptionSet: set,
    keyVault:
      keyVault.kind === "known"
        ? known(mendedVault(keyVault.value), keyVault.source)
        : known(vaultToBe(request), "the request"),
    key: newestKey.kind === "known" ? newestKey : known(keyToBe(request), "the request"),
  };
}

function vaultToBe({ keyVaultId, location, tenantId, key }: DiskEncryptionSetRequest): KeyVault {
  const { subscriptionId, resourceGroupName, name } = parseKeyVaultId(keyVaultId);
  return {
    id: keyVaultId,
    name,
    subscriptionId,
    resourceGroupName,
    location,
    tenantId,
    vaultUri: "",
    sku: key.keyType === "RSA-HSM" ? "premium" : "standard",
    enabledForDiskEncryption: false,
    enabledForDeployment: false,
    enabledForTemplateDeployment: false,
    enableRbacAuthorization: true,
    enableSoftDelete: true,
    enablePurgeProtection: true,
    publicNetworkAccess: "Enabled",
    accessPolicies: [],
  };
}

function keyToBe({ key }: DiskEncryptionSetRequest): KeyEncryptionKey {
  const { name, keySizeInBits = KEY_SIZE_IN_BITS, keyType = "RSA" } = key;
  return {
    url: "",
    vaultName: "",
    name,
    version: "of the new key",
    keyType,
    keySizeInBits,
    keyOperations: ["wrapKey", "unwrapKey"],
    enabled: true,
  };
}
