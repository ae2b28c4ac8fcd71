import assert from "node:assert/strict";

import { createTextPool } from "../../../../lib/fleet/inventory/rows/text-pool";
import { virtualMachineRow } from "../../../../lib/fleet/inventory/rows/virtual-machine-row";

const id =
  "/subscriptions/C0015001-50B5-4000-8000-C0FFEE000001/resourceGroups/RG-App/providers/Microsoft.Compute/virtualMachines/vm-1";
const rowOf = (properties: object, more: object = {}) => {
  const row = virtualMachineRow(
    { id, name: "vm-1", location: "West Europe", properties, ...more },
    createTextPool(),
  );
  assert.ok(row !== undefined);
  return row;
};

describe("A VM's row", () => {
  it("says of what Azure leaves out that it is not there", () => {
    assert.deepEqual(rowOf({}), {
      id,
      subscriptionId: "c0015001-50b5-4000-8000-c0ffee000001",
      resourceGroupName: "rg-app",
      name: "vm-1",
      location: "westeurope",
      tags: {},
      encryptionAtHost: false,
      securityType: null,
      imageReference: null,
      diskControllerType: null,
      disks: [],
      scaleSetId: null,
    });
  });

  it("has no tag with the URL of a key or a secret: a row is handed on", () => {
    const tags = {
      owner: "web",
      diskEncryptionKeyUrl: "https://kv.vault.azure.net/keys/kek/0123",
      other: "https://kv.vault.azure.net/secrets/s",
      wiki: "https://wiki.contoso.example/keys",
    };
    assert.deepEqual(rowOf({}, { tags }).tags, { owner: "web", wiki: "https://wiki.contoso.example/keys" });
  });

  it("has the OS disk first, and tells a managed disk from an unmanaged and an ephemeral one", () => {
    const { disks } = rowOf({
      storageProfile: {
        dataDisks: [{ lun: 3, name: "d", managedDisk: { id: "/d", diskEncryptionSet: { id: "/s" } } }],
        osDisk: { name: "os", vhd: { uri: "https://x/os.vhd" }, diffDiskSettings: { option: "Local" } },
      },
    });
    assert.deepEqual(disks, [
      { name: "os", role: "os", writeAcceleratorEnabled: false, ephemeral: true, vhdUri: "https://x/os.vhd" },
      {
        name: "d",
        role: "data",
        lun: 3,
        writeAcceleratorEnabled: false,
        ephemeral: false,
        managedDiskId: "/d",
        diskEncryptionSetId: "/s",
      },
    ]);
  });

  const secretUrl = "https://kv.vault.azure.net/secrets/6773300B/9f7520f0611b43458642dc8725feaa95";

  for (const [what, osDisk, expected] of [
    ["never, where Azure leaves the settings out", {}, "never"],
    ["never, where the Azure CLI prints null for them", { encryptionSettings: null }, "never"],
    ["on", { encryptionSettings: { enabled: true, diskEncryptionKey: { secretUrl } } }, "on"],
    ["off", { encryptionSettings: { enabled: false } }, "off"],
  ] as const) {
    it(`has of the settings of Azure Disk Encryption in the VM's model whether they are on, and no URL: ${what}`, () => {
      const row = rowOf({ storageProfile: { osDisk } });
      assert.equal(row.osDiskAdeStamp, expected);
      assert.doesNotMatch(JSON.stringify(row), /https:/);
    });
  }

  it("does not tell of them where it has no OS disk", () => {
    assert.ok(!("osDiskAdeStamp" in rowOf({ storageProfile: {} })));
  });

  it("does not show a message of the extension that is a secret's URL, as that of dual pass is", () => {
    const rowWith = (message: string) =>
      rowOf(
        {
          instanceView: {
            extensions: [
              {
                name: "AzureDiskEncryption",
                typeHandlerVersion: "1.1.0.4",
                statuses: [{ code: "ProvisioningState/succeeded", message }],
              },
            ],
          },
        },
        {
          resources: [
            {
              id: `${id}/extensions/AzureDiskEncryption`,
              name: "AzureDiskEncryption",
              properties: { type: "AzureDiskEncryption" },
            },
          ],
        },
      ).extensions?.[0];
    const extension = rowWith(secretUrl);
    assert.equal(extension?.statusCode, "ProvisioningState/succeeded");
    assert.equal(extension.statusMessage, "(not shown)");
    assert.equal(rowWith("[2.4.0.23] ")?.statusMessage, "[2.4.0.23] ");
  });

  for (const [what, properties, expected] of [
    [
      "the OS disk",
      { storageProfile: { osDisk: { osType: "Windows" } }, osProfile: { linuxConfiguration: {} } },
      "Windows",
    ],
    ["the OS profile, for Windows", { osProfile: { windowsConfiguration: {} } }, "Windows"],
    ["the OS profile, for Linux", { osProfile: { linuxConfiguration: {} } }, "Linux"],
    ["nothing", {}, undefined],
  ] as const) {
    it(`has the operating system that ${what} tells`, () => {
      assert.equal(rowOf(properties).osType, expected);
    });
  }

  for (const [what, resources, instanceView, expected] of [
    ["a list shows its id", [{ id: `${id}/extensions/AzureDiskEncryptionForLinux` }], undefined, true],
    [
      "its type says so, whatever its name",
      [{ id: `${id}/extensions/ade`, properties: { type: "AzureDiskEncryption" } }],
      {},
      true,
    ],
    ["there are others alone", [{ id: `${id}/extensions/AzureMonitorAgent` }], undefined, false],
    ["a list shows none", undefined, undefined, undefined],
    ["a VM that was looked at shows none", undefined, { statuses: [] }, false],
  ] as const) {
    it(`says ${expected ?? "nothing"} of the extension where ${what}`, () => {
      const more = resources === undefined ? {} : { resources };
      const properties = instanceView === undefined ? {} : { instanceView };
      assert.equal(rowOf(properties, more).hasAdeExtension, expected);
    });
  }

  it("has what the instance view tells: power state, generation, the disks' mark, the extension's last report", () => {
    const settings = { EncryptionOperation: "EnableEncryption" };
    const row = rowOf(
      {
        storageProfile: { osDisk: { name: "os" } },
        instanceView: {
          hyperVGeneration: "V2",
          statuses: [{ code: "ProvisioningState/succeeded" }, { code: "PowerState/running" }],
          disks: [{ name: "os", statuses: [{ code: "EncryptionState/encrypted" }] }],
          extensions: [
            {
              name: "azurediskencryption",
              typeHandlerVersion: "2.4.0.7",
              statuses: [{ code: "ProvisioningState/succeeded", message: "Done." }],
              substatuses: [{ message: '{"os":"Encrypted"}' }],
            },
          ],
        },
      },
      {
        resources: [
          {
            name: "AzureDiskEncryption",
            properties: {
              publisher: "Microsoft.Azure.Security",
              type: "AzureDiskEncryption",
              typeHandlerVersion: "2.4",
              provisioningState: "Succeeded",
              settings,
            },
          },
        ],
      },
    );
    assert.deepEqual(
      [row.powerState, row.hyperVGeneration, row.disks?.[0]?.encryptionState],
      ["running", "V2", "EncryptionState/encrypted"],
    );
    assert.deepEqual(row.extensions, [
      {
        name: "AzureDiskEncryption",
        publisher: "Microsoft.Azure.Security",
        type: "AzureDiskEncryption",
        typeHandlerVersion: "2.4.0.7",
        provisioningState: "Succeeded",
        settings,
        statusCode: "ProvisioningState/succeeded",
        statusMessage: "Done.",
        substatusMessage: '{"os":"Encrypted"}',
      },
    ]);
  });

  describe("hands no secret on", () => {
    /** A VM with one extension, that reported something. */
    const extensionOf = (type: string, settings: object, message: string) => {
      const report = { name: "e", statuses: [{ code: "ProvisioningState/succeeded", message }] };
      return rowOf(
        { instanceView: { extensions: [{ ...report, substatuses: [{ message }] }] } },
        { resources: [{ name: "e", properties: { type, settings } }] },
      ).extensions?.[0];
    };

    it("in the settings of Azure Disk Encryption: those that name no vault and no key are kept", () => {
      const told = { EncryptionOperation: "EnableEncryption", VolumeType: "All" };
      const keys = {
        KeyVaultURL: "https://kv.vault.azure.net/",
        KeyEncryptionKeyURL: "https://kv.vault.azure.net/keys/k/1",
        SequenceVersion: "1",
      };
      assert.deepEqual(extensionOf("AzureDiskEncryption", { ...told, ...keys }, "")?.settings, told);
    });

    it("in what Azure Disk Encryption reports: with Microsoft Entra credentials, the secret's URL", () => {
      const { statusMessage, substatusMessage } =
        extensionOf("AzureDiskEncryption", {}, "https://kv.vault.azure.net/secrets/s/1") ?? {};
      assert.deepEqual([statusMessage, substatusMessage], ["(not shown)", "(not shown)"]);
    });

    it("in another extension's settings and output, as a script's: nothing is told by those", () => {
      const extension = extensionOf("CustomScript", { commandToExecute: "login -p secret" }, "key is secret");
      assert.equal(extension?.type, "CustomScript");
      assert.doesNotMatch(JSON.stringify(extension), /secret/);
    });

    it("in a tag, wherever in its value: the tag's name is told apart", () => {
      const tags = {
        owner: "web",
        kek: ' {"kek":"https://kv.vault.azure.net/keys/k/1"}',
        sas: "https://web.blob.core.windows.net/d?sv=1&sig=abc",
      };
      const row = rowOf({}, { tags });
      assert.deepEqual([row.tags, row.tagsLeftOut], [{ owner: "web" }, ["kek", "sas"]]);
    });
  });

  it("has the power state and the generation as Resource Graph writes them", () => {
    const { powerState, hyperVGeneration, extensions } = rowOf({
      extended: {
        instanceView: { hyperVGeneration: "V1", powerState: { code: "PowerState/deallocated" } },
      },
    });
    assert.deepEqual([powerState, hyperVGeneration, extensions], ["deallocated", "V1", undefined]);
  });

  for (const body of [{}, { id: "vm-1" }, { id: "/subscriptions/s/resourceGroups/g" }, { id: 7 }]) {
    it(`is none for a body with the id ${JSON.stringify(body.id)}`, () => {
      assert.equal(virtualMachineRow(body, createTextPool()), undefined);
    });
  }
});
