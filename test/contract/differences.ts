import { customerManagedKeyDifferences } from "./customer-managed-key-differences";

/** Differences between recorded exchanges and ours that have one reason, by test case. */
export interface ExplainedDifferences {
  /** Why it is none of ours to mend; a sentence. */
  readonly reason: string;
  readonly found: Readonly<Record<string, readonly string[]>>;
}

export const differences: readonly ExplainedDifferences[] = [
  ...customerManagedKeyDifferences,
  {
    reason: "The recorded client has no key encryption key and sends null; the library sends its URL.",
    found: {
      "enabling on Windows: request": ["properties.settings.KeyEncryptionKeyURL: recorded null, ours string"],
      "enabling on Windows: answer": ["properties.settings.KeyEncryptionKeyURL: recorded null, ours string"],
      "reading the extension after enabling: answer": [
        "properties.settings.KeyEncryptionKeyURL: recorded null, ours string",
      ],
      "reading an encrypted Windows VM: answer": [
        "resources[].properties.settings.KeyEncryptionKeyURL: recorded null, ours string",
      ],
    },
  },
  {
    reason: "The recorded VM was encrypted without a key encryption key.",
    found: {
      "reading an encrypted Windows VM: answer": [
        "ours only: properties.instanceView.disks[].encryptionSettings[].keyEncryptionKey (object)",
      ],
    },
  },
  {
    reason:
      "Without a key encryption key the library sends no algorithm for it; the recorded client always does.",
    found: {
      "enabling on Linux: request": ["recorded only: properties.settings.KeyEncryptionAlgorithm (string)"],
      "enabling on Linux: answer": ["recorded only: properties.settings.KeyEncryptionAlgorithm (string)"],
      "reading the extension on Linux: answer": [
        "recorded only: properties.settings.KeyEncryptionAlgorithm (string)",
      ],
      "reading an encrypted Linux VM: answer": [
        "recorded only: resources[].properties.settings.KeyEncryptionAlgorithm (string)",
      ],
    },
  },
  {
    reason: "The recorded client leaves the type out, which the service then keeps; the library states it.",
    found: {
      "disabling on Windows: request": ["ours only: properties.type (string)"],
    },
  },
  {
    reason:
      "The recorded vault has access policies, an open firewall and days of its own; the library makes one with roles, for disk encryption, and leaves the rest to Azure.",
    found: {
      "creating a vault: request": [
        "recorded only: properties.accessPolicies (list)",
        "recorded only: properties.softDeleteRetentionInDays (number)",
        "recorded only: properties.networkAcls (object)",
        "ours only: properties.enabledForDiskEncryption (boolean)",
        "ours only: properties.enableRbacAuthorization (boolean)",
        "ours only: properties.enablePurgeProtection (boolean)",
      ],
      "creating a vault: answer": [
        "ours only: properties.enabledForDiskEncryption (boolean)",
        "ours only: properties.enableRbacAuthorization (boolean)",
        "ours only: properties.enablePurgeProtection (boolean)",
      ],
    },
  },
  {
    reason: "Azure answers the setting where it was once sent, as for the vaults of Contoso.",
    found: {
      "reading a vault: answer": [
        "ours only: properties.enabledForTemplateDeployment (boolean)",
        "ours only: properties.enablePurgeProtection (boolean)",
      ],
      "disk encryption on Windows: GET vault": [
        "ours only: properties.enabledForTemplateDeployment (boolean)",
        "ours only: properties.enablePurgeProtection (boolean)",
      ],
    },
  },
  {
    reason: "Recorded with api-version 2016-10-01, whose vaults had fewer properties.",
    found: {
      "vaults of a group: GET vaults": [
        "ours only: value[].systemData (object)",
        "ours only: value[].properties.enabledForDiskEncryption (boolean)",
        "ours only: value[].properties.enabledForTemplateDeployment (boolean)",
        "ours only: value[].properties.enableSoftDelete (boolean)",
        "ours only: value[].properties.softDeleteRetentionInDays (number)",
        "ours only: value[].properties.enableRbacAuthorization (boolean)",
        "ours only: value[].properties.enablePurgeProtection (boolean)",
        "ours only: value[].properties.publicNetworkAccess (string)",
      ],
    },
  },
  {
    reason: "The recorder of cloud-custodian drops most headers.",
    found: {
      "listing the VMs of a subscription: answer": ["ours only: header x-ms-ratelimit-remaining-resource"],
    },
  },
  {
    reason: "Recorded in 2017, when answers did not tell what is left of a bucket.",
    found: {
      "waiting for the extension, failed: answer": ["ours only: header x-ms-ratelimit-remaining-resource"],
    },
  },
  {
    reason: "Recorded in 2019, when calls on VMs were counted in other buckets.",
    found: {
      "enabling on Linux: answer": [
        "recorded only: bucket Microsoft.Compute/UpdateVM3Min",
        "recorded only: bucket Microsoft.Compute/UpdateVM30Min",
        "ours only: bucket Microsoft.Compute/UpdateVMSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/UpdateVMResource",
      ],
      "reading the extension on Linux: answer": [
        "recorded only: bucket Microsoft.Compute/LowCostGet3Min",
        "recorded only: bucket Microsoft.Compute/LowCostGet30Min",
        "ours only: bucket Microsoft.Compute/LowCostGetSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/LowCostGetResource",
      ],
      "reading an encrypted Linux VM: answer": [
        "recorded only: bucket Microsoft.Compute/LowCostGet3Min",
        "recorded only: bucket Microsoft.Compute/LowCostGet30Min",
        "ours only: bucket Microsoft.Compute/LowCostGetSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/LowCostGetResource",
      ],
      "disk encryption on Linux: GET VM": [
        "recorded only: bucket Microsoft.Compute/LowCostGet3Min",
        "recorded only: bucket Microsoft.Compute/LowCostGet30Min",
        "ours only: bucket Microsoft.Compute/LowCostGetSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/LowCostGetResource",
      ],
      "disk encryption on Linux: PUT extension, enable": [
        "recorded only: bucket Microsoft.Compute/UpdateVM3Min",
        "recorded only: bucket Microsoft.Compute/UpdateVM30Min",
        "ours only: bucket Microsoft.Compute/UpdateVMSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/UpdateVMResource",
      ],
      "disk encryption on Linux: operation of enabling, running": [
        "recorded only: bucket Microsoft.Compute/GetOperation3Min",
        "recorded only: bucket Microsoft.Compute/GetOperation30Min",
        "ours only: bucket Microsoft.Compute/GetOperationResource",
        "ours only: bucket Microsoft.Compute/GetOperationSubscriptionMaximum",
      ],
      "disk encryption on Linux: operation of enabling, over": [
        "recorded only: bucket Microsoft.Compute/GetOperation3Min",
        "recorded only: bucket Microsoft.Compute/GetOperation30Min",
        "ours only: bucket Microsoft.Compute/GetOperationResource",
        "ours only: bucket Microsoft.Compute/GetOperationSubscriptionMaximum",
      ],
      "disk encryption on Linux: GET extension, enabled": [
        "recorded only: bucket Microsoft.Compute/LowCostGet3Min",
        "recorded only: bucket Microsoft.Compute/LowCostGet30Min",
        "ours only: bucket Microsoft.Compute/LowCostGetSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/LowCostGetResource",
      ],
      "disk encryption on Linux: GET VM, instance view": [
        "recorded only: bucket Microsoft.Compute/LowCostGet3Min",
        "recorded only: bucket Microsoft.Compute/LowCostGet30Min",
        "ours only: bucket Microsoft.Compute/LowCostGetSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/LowCostGetResource",
      ],
      "new VM: PUT VM, new": [
        "recorded only: bucket Microsoft.Compute/PutVM3Min",
        "recorded only: bucket Microsoft.Compute/PutVM30Min",
        "ours only: bucket Microsoft.Compute/PutVMSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/PutVMResource",
      ],
      "new VM: operation of a new VM, running": [
        "recorded only: bucket Microsoft.Compute/GetOperation3Min",
        "recorded only: bucket Microsoft.Compute/GetOperation30Min",
        "ours only: bucket Microsoft.Compute/GetOperationResource",
        "ours only: bucket Microsoft.Compute/GetOperationSubscriptionMaximum",
      ],
      "new VM: operation of a new VM, over": [
        "recorded only: bucket Microsoft.Compute/GetOperation3Min",
        "recorded only: bucket Microsoft.Compute/GetOperation30Min",
        "ours only: bucket Microsoft.Compute/GetOperationResource",
        "ours only: bucket Microsoft.Compute/GetOperationSubscriptionMaximum",
      ],
      "new VM: GET new VM": [
        "recorded only: bucket Microsoft.Compute/LowCostGet3Min",
        "recorded only: bucket Microsoft.Compute/LowCostGet30Min",
        "ours only: bucket Microsoft.Compute/LowCostGetSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/LowCostGetResource",
      ],
      "new VM: PATCH VM": [
        "recorded only: bucket Microsoft.Compute/PutVM3Min",
        "recorded only: bucket Microsoft.Compute/PutVM30Min",
        "ours only: bucket Microsoft.Compute/PutVMSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/PutVMResource",
      ],
      "new VM from a disk: PUT VM, new": [
        "recorded only: bucket Microsoft.Compute/PutVM3Min",
        "recorded only: bucket Microsoft.Compute/PutVM30Min",
        "ours only: bucket Microsoft.Compute/PutVMSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/PutVMResource",
      ],
      "new VM from a disk: operation of a new VM, over": [
        "recorded only: bucket Microsoft.Compute/GetOperation3Min",
        "recorded only: bucket Microsoft.Compute/GetOperation30Min",
        "ours only: bucket Microsoft.Compute/GetOperationResource",
        "ours only: bucket Microsoft.Compute/GetOperationSubscriptionMaximum",
      ],
      "new VM from a disk: GET new VM": [
        "recorded only: bucket Microsoft.Compute/LowCostGet3Min",
        "recorded only: bucket Microsoft.Compute/LowCostGet30Min",
        "ours only: bucket Microsoft.Compute/LowCostGetSubscriptionMaximum",
        "ours only: bucket Microsoft.Compute/LowCostGetResource",
      ],
    },
  },
  {
    reason: "The recorder of the Azure CLI strips the header; other recordings have it here.",
    found: {
      "managed disks and snapshots: PUT disk, new": ["ours only: header retry-after"],
      "disk for an upload: PUT disk, to be uploaded": ["ours only: header retry-after"],
      "another OS disk: PUT disk, copy": ["ours only: header retry-after"],
      "managed disks and snapshots: PUT disk, existing": ["ours only: header retry-after"],
      "managed disks and snapshots: PUT disk, copy": ["ours only: header retry-after"],
      "incremental snapshot: PUT disk to be copied": ["ours only: header retry-after"],
      "power: DELETE VM": ["ours only: header retry-after"],
    },
  },
  {
    reason: "Recorded in 2020 or before; later recordings have it.",
    found: {
      "listing the VMs of a subscription: answer": [
        "ours only: value[].properties.storageProfile.osDisk.deleteOption (string)",
        "ours only: value[].properties.storageProfile.dataDisks[].deleteOption (string)",
        "ours only: value[].properties.osProfile.allowExtensionOperations (boolean)",
        "ours only: value[].properties.osProfile.requireGuestProvisionSignal (boolean)",
        "ours only: value[].properties.timeCreated (string)",
        "ours only: value[].etag (string)",
        "ours only: value[].properties.osProfile.linuxConfiguration.provisionVMAgent (boolean)",
        "ours only: value[].properties.osProfile.linuxConfiguration.patchSettings.assessmentMode (string)",
      ],
    },
  },
  {
    reason: "An optional field, there or not by how a VM was made.",
    found: {
      "listing the VMs of a subscription: answer": [
        "recorded only: value[].properties.diagnosticsProfile.bootDiagnostics.storageUri (string)",
        "ours only: value[].properties.osProfile.windowsConfiguration (object)",
        "ours only: value[].properties.storageProfile.diskControllerType (string)",
        "ours only: value[].properties.securityProfile (object)",
        "ours only: value[].properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: value[].properties.additionalCapabilities (object)",
        "ours only: value[].properties.storageProfile.osDisk.vhd (object)",
      ],
      "reading an unencrypted Windows VM: answer": ["ours only: properties.diagnosticsProfile (object)"],
      "reading an encrypted Windows VM: answer": ["ours only: properties.diagnosticsProfile (object)"],
      "reading an encrypted Linux VM: answer": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "disk encryption on Windows: GET VM, instance view": [
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "disk encryption on Windows: GET VM": ["ours only: properties.diagnosticsProfile (object)"],
      "disk encryption on Windows: GET encrypted VM, instance view": [
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "disk encryption on Linux: GET VM": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "disk encryption on Linux: GET VM, instance view": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "VM and its instance view: GET VM, instance view": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "VM and its instance view: GET VMs of a group": [
        "ours only: value[].properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: value[].properties.diagnosticsProfile (object)",
        "ours only: value[].properties.osProfile.windowsConfiguration (object)",
        "ours only: value[].properties.additionalCapabilities (object)",
      ],
      "VM and its instance view: GET VM": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "VM and its instance view: GET VM with an extension, instance view": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "VM and its instance view: GET deallocated VM, instance view": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "changing a VM: GET VM with data disks, instance view": [
        "recorded only: properties.osProfile.linuxConfiguration.ssh (object)",
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "changing a VM: GET VM with data disks": [
        "recorded only: properties.osProfile.linuxConfiguration.ssh (object)",
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "changing a VM: PUT VM, with an identity": [
        "recorded only: properties.osProfile.linuxConfiguration.ssh (object)",
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "changing a VM: GET VM with an identity": [
        "recorded only: properties.osProfile.linuxConfiguration.ssh (object)",
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "changing a VM's tags: GET VM": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "changing a VM's tags: PUT VM, tags alone": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "changing a VM's tags: GET VM after its change of tags": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "another OS disk: GET stopped VM": [
        "recorded only: properties.osProfile.linuxConfiguration.ssh (object)",
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "another OS disk: PUT VM, with the copy": [
        "recorded only: properties.osProfile.linuxConfiguration.ssh (object)",
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "another OS disk: GET VM with the copy": [
        "recorded only: properties.osProfile.linuxConfiguration.ssh (object)",
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
      "generalize: GET generalized VM": [
        "ours only: properties.osProfile.linuxConfiguration.enableVMAgentPlatformUpdates (boolean)",
        "ours only: properties.diagnosticsProfile (object)",
      ],
    },
  },
  {
    reason: "Recorded in 2019; later recordings have it.",
    found: {
      "reading an encrypted Linux VM: answer": [
        "ours only: properties.storageProfile.imageReference.exactVersion (string)",
        "ours only: properties.storageProfile.osDisk.deleteOption (string)",
        "ours only: properties.osProfile.linuxConfiguration.patchSettings (object)",
        "ours only: properties.timeCreated (string)",
        "ours only: etag (string)",
      ],
      "disk encryption on Linux: GET VM": [
        "ours only: properties.storageProfile.imageReference.exactVersion (string)",
        "ours only: properties.storageProfile.osDisk.deleteOption (string)",
        "ours only: properties.osProfile.linuxConfiguration.patchSettings (object)",
        "ours only: properties.timeCreated (string)",
        "ours only: etag (string)",
      ],
      "disk encryption on Linux: GET VM, instance view": [
        "ours only: properties.storageProfile.imageReference.exactVersion (string)",
        "ours only: properties.storageProfile.osDisk.deleteOption (string)",
        "ours only: properties.osProfile.linuxConfiguration.patchSettings (object)",
        "ours only: properties.timeCreated (string)",
        "ours only: etag (string)",
      ],
      "new VM: PUT VM, new": [
        "ours only: properties.osProfile.windowsConfiguration.patchSettings (object)",
        "ours only: properties.timeCreated (string)",
        "ours only: etag (string)",
      ],
      "new VM: GET new VM": [
        "ours only: properties.storageProfile.imageReference.exactVersion (string)",
        "ours only: properties.storageProfile.osDisk.deleteOption (string)",
        "ours only: properties.osProfile.windowsConfiguration.patchSettings (object)",
        "ours only: properties.timeCreated (string)",
        "ours only: etag (string)",
      ],
      "new VM: PATCH VM": [
        "ours only: properties.storageProfile.imageReference.exactVersion (string)",
        "ours only: properties.storageProfile.osDisk.deleteOption (string)",
        "ours only: properties.osProfile.windowsConfiguration.patchSettings (object)",
        "ours only: properties.timeCreated (string)",
        "ours only: etag (string)",
      ],
      "new VM from a disk: GET disk": [
        "ours only: properties.networkAccessPolicy (string)",
        "ours only: properties.publicNetworkAccess (string)",
      ],
      "new VM from a disk: PUT VM, new": [
        "ours only: properties.timeCreated (string)",
        "ours only: etag (string)",
      ],
      "new VM from a disk: GET new VM": [
        "ours only: properties.storageProfile.osDisk.deleteOption (string)",
        "ours only: properties.timeCreated (string)",
        "ours only: etag (string)",
      ],
    },
  },
  {
    reason: "Recorded before August 2024, when VMs got an etag.",
    found: {
      "reading an unencrypted Windows VM: answer": ["ours only: etag (string)"],
      "reading an encrypted Windows VM: answer": ["ours only: etag (string)"],
      "disk encryption on Windows: GET VM, instance view": ["ours only: etag (string)"],
      "disk encryption on Windows: GET VM": ["ours only: etag (string)"],
      "disk encryption on Windows: GET encrypted VM, instance view": ["ours only: etag (string)"],
    },
  },
  {
    reason: "The recorded VM's agent had not reported yet.",
    found: {
      "reading an unencrypted Windows VM: answer": [
        "ours only: properties.instanceView.computerName (string)",
        "ours only: properties.instanceView.osName (string)",
        "ours only: properties.instanceView.osVersion (string)",
        "ours only: properties.instanceView.vmAgent.extensionHandlers (list)",
      ],
      "disk encryption on Windows: GET VM, instance view": [
        "ours only: properties.instanceView.computerName (string)",
        "ours only: properties.instanceView.osName (string)",
        "ours only: properties.instanceView.osVersion (string)",
        "ours only: properties.instanceView.vmAgent.extensionHandlers (list)",
      ],
    },
  },
  {
    reason: "Azure answers what was sent of a network interface; of the fleet only the id was.",
    found: {
      "reading an encrypted Linux VM: answer": [
        "recorded only: properties.networkProfile.networkInterfaces[].properties (object)",
      ],
      "disk encryption on Linux: GET VM": [
        "recorded only: properties.networkProfile.networkInterfaces[].properties (object)",
      ],
      "disk encryption on Linux: GET VM, instance view": [
        "recorded only: properties.networkProfile.networkInterfaces[].properties (object)",
      ],
    },
  },
  {
    reason: "The recorded VM has unmanaged disks.",
    found: {
      "generalize: GET generalized VM": [
        "recorded only: properties.storageProfile.osDisk.vhd (object)",
        "ours only: properties.storageProfile.osDisk.managedDisk (object)",
      ],
      "VM and its instance view: GET VM, instance view": [
        "recorded only: properties.storageProfile.osDisk.vhd (object)",
        "ours only: properties.storageProfile.osDisk.managedDisk (object)",
      ],
      "VM and its instance view: GET VMs of a group": [
        "recorded only: value[].properties.storageProfile.osDisk.vhd (object)",
        "ours only: value[].properties.storageProfile.osDisk.managedDisk (object)",
      ],
      "VM and its instance view: GET VM": [
        "recorded only: properties.storageProfile.osDisk.vhd (object)",
        "ours only: properties.storageProfile.osDisk.managedDisk (object)",
      ],
      "VM and its instance view: GET VM with an extension, instance view": [
        "recorded only: properties.storageProfile.osDisk.vhd (object)",
        "ours only: properties.storageProfile.osDisk.managedDisk (object)",
      ],
      "VM and its instance view: GET deallocated VM, instance view": [
        "recorded only: properties.storageProfile.osDisk.vhd (object)",
        "ours only: properties.storageProfile.osDisk.managedDisk (object)",
      ],
    },
  },
  {
    reason: "The recorded disk is not attached.",
    found: {
      "reading an OS disk: answer": ["ours only: managedBy (string)"],
      "reading a data disk: answer": ["ours only: managedBy (string)"],
    },
  },
  {
    reason: "The recorded disk is a copy of another, ours was made from an image.",
    found: {
      "reading an OS disk: answer": [
        "recorded only: properties.creationData.sourceResourceId (string)",
        "recorded only: properties.creationData.sourceUniqueId (string)",
        "ours only: properties.creationData.imageReference (object)",
      ],
    },
  },
  {
    reason: "The recorded client sends tags and a sku; the library leaves them to Azure.",
    found: {
      "snapshotting a disk: request": ["recorded only: tags (object)", "recorded only: sku (object)"],
      "snapshotting a disk: answer": ["recorded only: tags (object)"],
      "waiting for a snapshot, over: answer": ["recorded only: properties.output.tags (object)"],
      "reading a snapshot: answer": ["recorded only: tags (object)"],
    },
  },
  {
    reason: "The library says that the snapshot is a full one; the recorded client leaves it to Azure.",
    found: {
      "snapshotting a disk: request": ["ours only: properties.incremental (boolean)"],
      "snapshotting a disk: answer": ["ours only: properties.incremental (boolean)"],
    },
  },
  {
    reason: "The recorded key has tags.",
    found: {
      "reading a key's versions: answer": ["recorded only: value[].tags (object)"],
    },
  },
  {
    reason: "Recorded in 2019, when a new disk had no id yet and no network access to set.",
    found: {
      "deleting a disk: PUT disk, new": [
        "recorded only: properties.isArmResource (boolean)",
        "ours only: id (string)",
        "ours only: type (string)",
      ],
      "deleting a disk: GET disk": [
        "ours only: properties.networkAccessPolicy (string)",
        "ours only: properties.publicNetworkAccess (string)",
      ],
      "deleting a disk: GET disks of a group": [
        "ours only: value[].properties.networkAccessPolicy (string)",
        "ours only: value[].properties.publicNetworkAccess (string)",
      ],
    },
  },
  {
    reason: "Only a vault with purge protection has it.",
    found: {
      "soft delete: GET deleted vaults": [
        "recorded only: value[].properties.purgeProtectionEnabled (boolean)",
      ],
      "deleted vault: GET deleted vault": ["ours only: properties.purgeProtectionEnabled (boolean)"],
    },
  },
  {
    reason: "The recorded subscription has more deleted vaults than fit a page.",
    found: {
      "soft delete: GET deleted vaults": ["recorded only: nextLink (string)"],
    },
  },
  {
    reason: "Only a key that expires has it.",
    found: {
      "keys: GET keys": ["ours only: value[].attributes.exp (number)"],
    },
  },
  {
    reason:
      "The recorded disk was imported from a page blob of a storage account, which the sandbox has not.",
    found: {
      "new VM from a disk: GET disk": [
        "recorded only: properties.creationData.storageAccountId (string)",
        "recorded only: properties.creationData.sourceUri (string)",
      ],
    },
  },
];
