import assert from "node:assert/strict";

import { textAt, type JsonObject } from "../../../../lib/sandbox/json";
import { resourceGroupName } from "../../support";
import { aLinuxMachine, aVault, aWindowsMachine, vaultName } from "../../support-compute";
import { aTemplate, deploymentBench, idOf } from "./bench";

/**
 * Templates of the kind of the public quickstarts on Azure Disk Encryption (Azure/azure-quickstart-templates: encrypt and decrypt a running
 * VM without Entra ID, a new VM from a gallery image): the same resource types, api-versions and functions, written anew.
 */
const parameter = (type: string, defaultValue?: JsonObject[string]): JsonObject => ({
  type,
  ...(defaultValue === undefined ? {} : { defaultValue }),
  metadata: { description: "[described] in words" },
});

const encryptRunning = (extensionType: string, version: string): JsonObject =>
  aTemplate({
    parameters: {
      vmName: parameter("string"),
      keyVaultName: parameter("string"),
      keyVaultResourceGroup: parameter("string"),
      keyEncryptionKeyURL: parameter("string", ""),
      volumeType: parameter("string", "All"),
      forceUpdateTag: parameter("string", "1.0"),
      location: parameter("string", "[resourceGroup().location]"),
    },
    variables: {
      extensionName: extensionType,
      keyVaultResourceID:
        "[resourceId(parameters('keyVaultResourceGroup'), 'Microsoft.KeyVault/vaults/', parameters('keyVaultName'))]",
    },
    resources: [
      {
        type: "Microsoft.Compute/virtualMachines/extensions",
        apiVersion: "2020-12-01",
        name: "[concat(parameters('vmName'),'/', variables('extensionName'))]",
        location: "[parameters('location')]",
        properties: {
          publisher: "Microsoft.Azure.Security",
          type: "[variables('extensionName')]",
          typeHandlerVersion: version,
          autoUpgradeMinorVersion: true,
          forceUpdateTag: "[parameters('forceUpdateTag')]",
          settings: {
            EncryptionOperation: "EnableEncryption",
            KeyVaultURL: "[reference(variables('keyVaultResourceId'),'2016-10-01').vaultUri]",
            KeyVaultResourceId: "[variables('keyVaultResourceID')]",
            KeyEncryptionKeyURL: "[parameters('keyEncryptionKeyURL')]",
            KekVaultResourceId:
              "[if(empty(parameters('keyEncryptionKeyURL')),'',variables('keyVaultResourceID'))]",
            KeyEncryptionAlgorithm: "RSA-OAEP",
            VolumeType: "[parameters('volumeType')]",
          },
        },
      },
    ],
  });

describe("templates of the kind of the public quickstarts", () => {
  const given = { keyVaultName: vaultName, keyVaultResourceGroup: resourceGroupName };

  it("encrypt a running Windows VM", async () => {
    const { deploy } = deploymentBench({ vaults: [aVault()], virtualMachines: [aWindowsMachine()] });
    const { properties } = await deploy(encryptRunning("AzureDiskEncryption", "2.2"), {
      ...given,
      vmName: "vm-windows",
    });
    assert.equal(properties?.provisioningState, "Succeeded");
  });

  it("encrypt the data disks of a running Linux VM, and decrypt them", async () => {
    const { deploy } = deploymentBench({ vaults: [aVault()], virtualMachines: [aLinuxMachine()] });
    const encrypted = await deploy(encryptRunning("AzureDiskEncryptionForLinux", "1.1"), {
      ...given,
      vmName: "vm-linux",
      volumeType: "Data",
    });
    assert.equal(encrypted.properties?.provisioningState, "Succeeded");
    const decrypted = await deploy(
      aTemplate({
        parameters: {
          vmName: parameter("string"),
          forceUpdateTag: parameter("string", "[uniqueString(resourceGroup().id, deployment().name)]"),
        },
        resources: [
          {
            type: "Microsoft.Compute/virtualMachines/extensions",
            apiVersion: "2020-12-01",
            name: "[concat(parameters('vmName'),'/','AzureDiskEncryptionForLinux')]",
            location: "[resourceGroup().location]",
            properties: {
              publisher: "Microsoft.Azure.Security",
              type: "AzureDiskEncryptionForLinux",
              typeHandlerVersion: "1.1",
              autoUpgradeMinorVersion: true,
              forceUpdateTag: "[parameters('forceUpdateTag')]",
              settings: { EncryptionOperation: "DisableEncryption", VolumeType: "Data" },
            },
          },
        ],
      }),
      { vmName: "vm-linux" },
    );
    assert.equal(decrypted.properties?.provisioningState, "Succeeded");
  });

  it("make a network, a VM from a Marketplace image, a vault for it, and encrypt it", async () => {
    // A VM of the size is in the fleet, so that the region has it.
    const { deploy, sandbox } = deploymentBench({ virtualMachines: [aWindowsMachine()] });
    const template = aTemplate({
      parameters: {
        vmName: parameter("string"),
        adminUsername: parameter("string"),
        adminPassword: parameter("securestring"),
        location: parameter("string", "[resourceGroup().location]"),
        vmSize: parameter("string", "Standard_D2s_v5"),
        keyVaultName: parameter("string"),
        keysPermissions: parameter("array", ["get", "wrapKey", "unwrapKey"]),
        enabledForDiskEncryption: parameter("bool", true),
        skuName: { type: "string", defaultValue: "Standard", allowedValues: ["Standard", "Premium"] },
      },
      variables: {
        subnetRef: "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'subnet')]",
        nicName: "[toLower(concat('nic',parameters('vmName')))]",
        keyVaultURL: "[concat('https://', parameters('keyVaultName'), environment().suffixes.keyVaultDns)]",
        keyVaultResourceId: "[resourceId('Microsoft.KeyVault/vaults', parameters('keyVaultName'))]",
        noConfiguration: "[if(equals(parameters('skuName'), 'Standard'), json('null'), createObject())]",
      },
      resources: [
        {
          type: "Microsoft.Compute/virtualMachines/extensions",
          apiVersion: "2021-11-01",
          name: "[concat(parameters('vmName'),'/diskEncryption')]",
          dependsOn: ["[resourceId('Microsoft.KeyVault/vaults', parameters('keyVaultName'))]"],
          location: "[parameters('location')]",
          properties: {
            publisher: "Microsoft.Azure.Security",
            type: "AzureDiskEncryption",
            typeHandlerVersion: "2.2",
            autoUpgradeMinorVersion: true,
            settings: {
              EncryptionOperation: "EnableEncryption",
              KeyVaultURL: "[variables('keyVaultURL')]",
              KeyVaultResourceId: "[variables('keyVaultResourceId')]",
              VolumeType: "All",
            },
          },
        },
        {
          type: "Microsoft.KeyVault/vaults",
          apiVersion: "2019-09-01",
          name: "[parameters('keyVaultName')]",
          location: "[parameters('location')]",
          dependsOn: ["[resourceId('Microsoft.Compute/virtualMachines', parameters('vmName'))]"],
          properties: {
            enabledForDiskEncryption: "[parameters('enabledForDiskEncryption')]",
            tenantId: "[subscription().tenantId]",
            accessPolicies: [
              {
                objectId:
                  "[reference(resourceId('Microsoft.Compute/virtualMachines/', parameters('vmName')), '2019-07-01', 'full').identity.principalId]",
                tenantId: "[subscription().tenantId]",
                permissions: { keys: "[parameters('keysPermissions')]", secrets: ["get"] },
              },
            ],
            sku: { name: "[parameters('skuName')]", family: "A" },
          },
        },
        {
          type: "Microsoft.Compute/virtualMachines",
          apiVersion: "2019-07-01",
          name: "[parameters('vmName')]",
          location: "[parameters('location')]",
          dependsOn: ["[resourceId('Microsoft.Network/networkInterfaces/', variables('nicName'))]"],
          identity: { type: "SystemAssigned" },
          properties: {
            hardwareProfile: { vmSize: "[parameters('vmSize')]" },
            osProfile: {
              computerName: "[parameters('vmName')]",
              adminUsername: "[parameters('adminUsername')]",
              adminPassword: "[parameters('adminPassword')]",
              windowsConfiguration: "[variables('noConfiguration')]",
            },
            storageProfile: {
              imageReference: {
                publisher: "MicrosoftWindowsServer",
                offer: "WindowsServer",
                sku: "2019-datacenter",
                version: "latest",
              },
              osDisk: { createOption: "FromImage" },
            },
            networkProfile: {
              networkInterfaces: [
                { id: "[resourceId('Microsoft.Network/networkInterfaces',variables('nicName'))]" },
              ],
            },
          },
        },
        {
          type: "Microsoft.Network/networkInterfaces",
          apiVersion: "2020-11-01",
          name: "[variables('nicName')]",
          location: "[parameters('location')]",
          dependsOn: ["[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]"],
          properties: {
            ipConfigurations: [
              {
                name: "ipconfig1",
                properties: {
                  privateIPAllocationMethod: "Dynamic",
                  subnet: { id: "[variables('subnetRef')]" },
                },
              },
            ],
          },
        },
        {
          comments: "[comments] are not evaluated]",
          type: "Microsoft.Network/VirtualNetworks",
          apiVersion: "2020-11-01",
          name: "vnet",
          location: "[parameters('location')]",
          properties: {
            addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
            subnets: [{ name: "subnet", properties: { addressPrefix: "10.0.0.0/24" } }],
          },
        },
      ],
      outputs: {
        vmId: {
          type: "string",
          value: "[resourceId('Microsoft.Compute/virtualMachines', parameters('vmName'))]",
        },
      },
    });
    const secret = "Hidden-Word-1-In-This-Test";
    const { properties } = await deploy(template, {
      vmName: "vm-new",
      adminUsername: "azureuser",
      adminPassword: secret,
      keyVaultName: "kv-made-1",
    });
    const vmId = idOf("Microsoft.Compute/virtualMachines", "vm-new");
    assert.equal(properties?.provisioningState, "Succeeded");
    assert.deepEqual(properties.outputs, { vmId: { type: "String", value: vmId } });
    assert.equal(properties.outputResources?.length, 5);
    const vault = sandbox.world.resources.get(idOf("Microsoft.KeyVault/vaults", "kv-made-1"));
    const { identity } = sandbox.world.resources.get(vmId) ?? {};
    const principalId = textAt(identity, "principalId");
    assert.ok(principalId);
    assert.match(JSON.stringify(vault?.properties), new RegExp(principalId));
    assert.doesNotMatch(JSON.stringify([...sandbox.world.deployments.byId.values()]), new RegExp(secret));
  });
});
