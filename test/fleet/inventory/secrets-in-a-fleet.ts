/** Stands in every secret of {@link exportsWithSecrets}, and in nothing else of them. */
export const LEAKED = "leakedsecret";

const subscriptionId = "11111111-2222-3333-4444-555555555555";
const compute = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute`;
const keyUrl = `https://kv-web.vault.azure.net/keys/${LEAKED}/1`;
const secretUrl = `https://kv-web.vault.azure.net/secrets/${LEAKED}/1`;
const sasUrl = `https://web.blob.core.windows.net/d/a.ps1?sv=2024-11-04&sig=${LEAKED}`;

/** Tags with secrets wherever in a value, beside one without any. */
const tags = {
  owner: "web",
  diskEncryptionKeyUrl: keyUrl,
  padded: ` ${secretUrl}`,
  asJson: JSON.stringify({ kek: keyUrl }),
  asPair: `kek=${keyUrl}`,
  sas: sasUrl,
  connection: `AccountName=web;AccountKey=${LEAKED}`,
};

const stamp = {
  enabled: true,
  encryptionSettingsVersion: "1.1",
  encryptionSettings: [
    { diskEncryptionKey: { secretUrl }, keyEncryptionKey: { keyUrl, sourceVault: { id: "/kv" } } },
  ],
};

const bodyOf = (type: string, name: string, properties: object, more: object = {}) => ({
  id: `${compute}/${type}/${name}`,
  name,
  type: `Microsoft.Compute/${type}`,
  location: "westeurope",
  tags,
  properties: { provisioningState: "Succeeded", ...properties },
  ...more,
});

const diskOf = (name: string, more: object = {}) =>
  bodyOf(
    "disks",
    name,
    {
      diskSizeGB: 128,
      diskState: "Attached",
      osType: "Windows",
      encryption: { type: "EncryptionAtRestWithPlatformKey" },
      encryptionSettingsCollection: stamp,
    },
    more,
  );

const vmId = `${compute}/virtualMachines/vm-web-01`;

const extensionOf = (name: string, publisher: string, settings: object) => ({
  id: `${vmId}/extensions/${name}`,
  name,
  properties: { publisher, type: name, provisioningState: "Succeeded", settings },
});

const reportOf = (name: string, message: string) => ({
  name,
  statuses: [{ code: "ProvisioningState/succeeded", message }],
  substatuses: [{ code: "ComponentStatus/StdOut/succeeded", message }],
});

const virtualMachine = bodyOf(
  "virtualMachines",
  "vm-web-01",
  {
    hardwareProfile: { vmSize: "Standard_D2s_v5" },
    storageProfile: {
      osDisk: {
        name: "vm-web-01-os",
        osType: "Windows",
        managedDisk: { id: `${compute}/disks/vm-web-01-os` },
        encryptionSettings: {
          enabled: true,
          diskEncryptionKey: { secretUrl },
          keyEncryptionKey: { keyUrl },
        },
      },
      dataDisks: [],
    },
    instanceView: {
      statuses: [{ code: "PowerState/running" }],
      disks: [
        {
          name: "vm-web-01-os",
          statuses: [{ code: "EncryptionState/encrypted", message: secretUrl }],
          encryptionSettings: [{ enabled: true, diskEncryptionKey: { secretUrl } }],
        },
      ],
      // With Microsoft Entra credentials the guest reports where it has stored the secret; a script prints anything.
      extensions: [reportOf("AzureDiskEncryption", secretUrl), reportOf("CustomScriptExtension", sasUrl)],
    },
  },
  {
    resources: [
      extensionOf("AzureDiskEncryption", "Microsoft.Azure.Security", {
        EncryptionOperation: "EnableEncryption",
        VolumeType: "All",
        KeyEncryptionKeyURL: keyUrl,
      }),
      extensionOf("CustomScriptExtension", "Microsoft.Compute", {
        fileUris: [sasUrl],
        commandToExecute: `login -p ${LEAKED}`,
      }),
    ],
  },
);

/**
 * A fleet as `az rest` prints it, one file a kind: a VM whose disk is stamped by Azure Disk Encryption, a loose disk, a snapshot, an image and a disk
 * encryption set, with the URLs of keys and secrets, signed URLs and an account's key wherever Azure or people put such.
 */
export const exportsWithSecrets: Readonly<Record<string, object>> = {
  "vms.json": { value: [virtualMachine] },
  "disks.json": {
    value: [diskOf("vm-web-01-os", { managedBy: vmId }), diskOf("disk-loose")],
  },
  "snapshots.json": {
    value: [
      bodyOf("snapshots", "snapshot-1", {
        creationData: { sourceResourceId: `${compute}/disks/vm-web-01-os` },
        encryption: { type: "EncryptionAtRestWithPlatformKey" },
        encryptionSettingsCollection: stamp,
      }),
    ],
  },
  "images.json": {
    value: [
      bodyOf("images", "image-1", { storageProfile: { osDisk: { osType: "Windows" }, dataDisks: [] } }),
    ],
  },
  "sets.json": {
    value: [
      bodyOf("diskEncryptionSets", "des-1", {
        encryptionType: "EncryptionAtRestWithCustomerKey",
        activeKey: { keyUrl },
        previousKeys: [{ keyUrl }],
        autoKeyRotationError: { code: "KeyVaultAccessForbidden", message: `No access to ${keyUrl}.` },
      }),
    ],
  },
};
