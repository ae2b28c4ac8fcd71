import { z } from "zod";

import type { Replay, ResentStep } from "./replay";

// A key of Contoso's takes the place of the recorded one, which was made in a vault of the recording's own.
const key = "kek-ade/e571ae1f1c0eb480e9394cf165d4f4f5";
const securityGroup = {
  "rg-web-weu/providers/Microsoft.KeyVault": "rg-security-weu/providers/Microsoft.KeyVault",
};
const ubuntu =
  "Publishers/Canonical/ArtifactTypes/VMImage/Offers/0001-com-ubuntu-server-jammy/Skus/22_04-lts-gen2";
const encryptionUser = "e147488a-f6f5-4113-8e2d-b22465e65bf6";

/** Recorded clients grant by access policy and add a role that has nothing to do with keys; Contoso's vault decides by roles. */
const grantAt = (place: number): ResentStep => ({
  place,
  body: (set) => ({
    properties: {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${encryptionUser}`,
      principalId: z.object({ identity: z.object({ principalId: z.string() }) }).parse(set).identity
        .principalId,
      principalType: "ServicePrincipal",
    },
  }),
});

/** Recorded sessions about disk encryption sets, what is encrypted with them, and images. */
export const customerManagedKeyReplays: Readonly<Record<string, Replay>> = {
  "disk encryption set": {
    recording: "azure-cli/vm.latest.test_disk_encryption_set",
    resourceGroupName: "rg-web-weu",
    names: {
      "key-000003/a140531d768143ebb66c6e4e9b4c317b": key,
      "vault-000002": "kv-contoso-weu",
      ...securityGroup,
      westcentralus: "westeurope",
    },
    steps: {
      "PUT set": 4,
      "operation of a new set, over": 5,
      "GET set": 6,
      "PUT role assignment": grantAt(27),
      "GET set that was granted something": 7,
      "PUT encrypted disk": 37,
      "operation of an encrypted disk, over": 38,
      "GET encrypted disk": 39,
    },
  },
  "changing a disk's encryption": {
    recording: "azure-cli/vm.latest.test_disk_encryption_set_disk_update",
    resourceGroupName: "rg-web-weu",
    names: {
      "key-000003/0e018b5128e14ba394764666faadf0f1": key,
      "vault3-000002": "kv-contoso-weu",
      ...securityGroup,
      eastus: "westeurope",
      // Images that the sandbox has take the place of the recorded ones.
      "Publishers/Debian/ArtifactTypes/VMImage/Offers/debian-11/Skus/11-backports-gen2": ubuntu,
    },
    steps: {
      "PUT set": 4,
      "GET set": 6,
      "PUT role assignment": grantAt(13),
      "GET set that was granted something": 7,
      "PUT disk from an image": 17,
      "operation of a disk from an image, over": 19,
      "PUT disk, with a customer-managed key": 22,
      "operation of that change, running": 23,
      "operation of that change, over": 24,
      "GET disk with a customer-managed key": 25,
      "PUT disk, a copy with the platform key": 29,
      "operation of that copy, over": 31,
      "GET copy with the platform key": 32,
      "PUT disk, with the platform key": 34,
      "operation of the way back, over": 36,
      "GET disk with the platform key again": 37,
    },
  },
  "disk encryption set for confidential VMs": {
    recording: "azure-cli/vm.latest.test_confidential_disk_encryption_set",
    resourceGroupName: "rg-web-weu",
    names: {
      "key-000003/c226f98008c54cb880496712f08a6234": key,
      "vault-000002": "kv-contoso-weu",
      ...securityGroup,
      westus: "westeurope",
      "Publishers/MicrosoftWindowsServer/ArtifactTypes/VMImage/Offers/windows-cvm/Skus/2022-datacenter-cvm":
        ubuntu,
    },
    steps: {
      "PUT set": 10,
      "operation of a new set, over": 11,
      "GET set": 12,
      "PUT role assignment": grantAt(19),
      "GET set that was granted something": 13,
      "PUT confidential disk": 23,
      "operation of a confidential disk, over": 25,
      "GET confidential disk": 26,
    },
  },
  "disk encryption set with two layers": {
    recording: "azure-cli/vm.latest.test_restore_point_encryption_remote",
    resourceGroupName: "rg-web-weu",
    names: {
      "key000005/225e4803f0e3427eb6d921556b4d55dc": key,
      vault000002: "kv-contoso-weu",
      ...securityGroup,
      eastus2euap: "westeurope",
    },
    steps: { "PUT set": 21, "GET set": 23 },
  },
  "image of a VM": {
    recording: "azure-cli/vm.latest.test_vm_capture_zone_resilient_image",
    resourceGroupName: "rg-web-weu",
    names: { "vm-generalize": "vm-web-02", francecentral: "westeurope" },
    steps: {
      "POST deallocate": 23,
      "operation of deallocate, over": 25,
      "POST generalize": 26,
      "PUT image": 29,
      "operation of an image, over": 31,
      "GET image": 32,
    },
  },
};
