import assert from "node:assert/strict";

import { isStampDenied, stampOfHeldDisk, type AdeMachine } from "../../../lib/fleet/coverage/ade-stamp";
import type { DiskCoverage } from "../../../lib/fleet/coverage/coverage";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import type { HeldDisk } from "../../../lib/fleet/coverage/holders";
import { anExtension, aLinuxExtension } from "../../builders";
import {
  anAttachedDisk,
  anInventoriedDisk,
  anInventoriedVirtualMachine,
  anInventory,
  anOsDiskOf,
  computeId,
} from "../../fleet-builders";

type Stamp = AdeMachine["osDiskAdeStamp"];
type Held = Pick<HeldDisk, "role" | "attached" | "disk">;

const managed = (role: "os" | "data", adeStamp: Stamp = "never", encryptionState?: string): Held => ({
  role,
  attached: anAttachedDisk("one", { role, encryptionState }),
  disk: anInventoriedDisk({ name: "one", adeStamp }),
});
const unread = (role: "os" | "data"): Held => ({ role, attached: anAttachedDisk("one", { role }) });
const unmanaged = (role: "os" | "data"): Held => ({
  role,
  attached: anAttachedDisk("one", { role, managedDiskId: undefined, vhdUri: "https://a/vhds/one.vhd" }),
});

const extensionOf = (settings: Readonly<Record<string, string>>): AdeMachine => ({
  hasAdeExtension: true,
  extensions: [anExtension({ typeHandlerVersion: "1.1.0.4", settings })],
});
const enabled = (volumeType: string): AdeMachine =>
  extensionOf({ EncryptionOperation: "EnableEncryption", VolumeType: volumeType });
const disabled = (volumeType: string): AdeMachine =>
  extensionOf({ EncryptionOperation: "DisableEncryption", VolumeType: volumeType });
/** By its resource alone, as Resource Graph tells it. */
const resourceAlone = (volumeType: string): AdeMachine => ({
  hasAdeExtension: true,
  adeExtension: { encryptionOperation: "EnableEncryption", volumeType },
});
const linuxData = (os: string): AdeMachine => ({
  hasAdeExtension: true,
  extensions: [
    aLinuxExtension(
      { os, data: "Encrypted" },
      { settings: { EncryptionOperation: "EnableEncryption", VolumeType: "Data" } },
    ),
  ],
});
const without: AdeMachine = { hasAdeExtension: false };
const unknown: AdeMachine = {};

describe("What Azure Disk Encryption was asked to do with a disk", () => {
  const cases: readonly (readonly [string, Held, Stamp, AdeMachine, Stamp])[] = [
    [
      "a managed OS disk that is stamped, whatever its VM's model says",
      managed("os", "on"),
      "never",
      without,
      "on",
    ],
    ["a managed OS disk without a stamp whose VM's model asks for it", managed("os"), "on", without, "on"],
    ["the same, whose stamp was not read", unread("os"), "on", without, "on"],
    ["the same, switched off by the disk's own word", managed("os", "off"), "on", without, "on"],
    ["the same, switched off in the model too", managed("os"), "off", without, "off"],
    ["one that neither asks for it", managed("os"), "never", without, "never"],
    ["one whose VM's model was not read", managed("os"), undefined, without, undefined],
    ["a stamped one whose VM's model was not read", managed("os", "on"), undefined, unknown, "on"],
    [
      "one that was switched off, whose VM's model was not read",
      managed("os", "off"),
      undefined,
      unknown,
      "off",
    ],
    [
      "one whose stamp was not read, and whose VM's model does not ask",
      unread("os"),
      "never",
      without,
      undefined,
    ],
    [
      "one whose stamp was not read, and whose VM's model no more asks",
      unread("os"),
      "off",
      without,
      undefined,
    ],
    ["an unmanaged OS disk, by its VM's model", unmanaged("os"), "on", without, "on"],
    ["an unmanaged OS disk whose VM's model does not ask", unmanaged("os"), "never", unknown, "never"],
    ["an unmanaged OS disk whose VM's model was not read", unmanaged("os"), undefined, without, undefined],
    [
      "any disk that the instance view says to be stamped",
      managed("data", "never", "EncryptionState/encrypted"),
      "on",
      without,
      "on",
    ],
    [
      "an OS disk, where Linux was asked for the data volumes alone",
      managed("os"),
      "on",
      linuxData("NotEncrypted"),
      "never",
    ],
    [
      "the same, where the extension says that the OS volume is encrypted too",
      managed("os"),
      "on",
      linuxData("Encrypted"),
      "on",
    ],
    [
      "the same, where it was not read what the extension says",
      managed("os"),
      "on",
      resourceAlone("Data"),
      undefined,
    ],

    [
      "a data disk, where the extension was asked for all volumes",
      managed("data"),
      "on",
      enabled("All"),
      "on",
    ],
    ["the same, by the extension's resource", managed("data"), "on", resourceAlone("All"), "on"],
    [
      "a data disk, where the extension was asked for the OS volume",
      managed("data"),
      "on",
      enabled("OS"),
      "never",
    ],
    [
      "a data disk, where the extension does not say for which volumes",
      managed("data"),
      "on",
      extensionOf({}),
      undefined,
    ],
    [
      "the same on Linux, whose extension says that they are encrypted",
      managed("data"),
      "on",
      {
        hasAdeExtension: true,
        extensions: [aLinuxExtension({ os: "Encrypted", data: "Encrypted" }, { settings: {} })],
      },
      "on",
    ],
    [
      "a data disk of a VM without the extension: it may have been removed",
      managed("data"),
      "on",
      without,
      undefined,
    ],
    ["a data disk of a VM whose extension was not read", managed("data"), "on", unknown, undefined],
    ["a data disk that was switched off", managed("data"), "off", disabled("All"), "off"],
    [
      "a data disk that the extension switched off, and the model not yet",
      managed("data"),
      "on",
      disabled("All"),
      "off",
    ],
    [
      "a data disk of a VM whose model no more asks, without the extension",
      managed("data"),
      "off",
      without,
      "never",
    ],
    ["a data disk whose VM's model was not read", managed("data"), undefined, without, undefined],
    ["a data disk of a VM that does not ask", managed("data"), "never", enabled("All"), "never"],
    [
      "an unmanaged data disk, where the extension was asked for all volumes",
      unmanaged("data"),
      "on",
      enabled("All"),
      "on",
    ],
    ["an unmanaged data disk of a VM without the extension", unmanaged("data"), "on", without, undefined],
    [
      "an unmanaged data disk of a VM that does not ask, without the extension",
      unmanaged("data"),
      "never",
      without,
      "never",
    ],
    [
      "an unmanaged data disk of a VM that does not ask, and may have the extension",
      unmanaged("data"),
      "never",
      unknown,
      undefined,
    ],
  ];
  for (const [what, held, osDiskAdeStamp, vm, expected] of cases) {
    it(`is ${expected ?? "not known"} of ${what}`, () => {
      const machine = osDiskAdeStamp === undefined ? vm : { ...vm, osDiskAdeStamp };
      assert.equal(stampOfHeldDisk(held, machine), expected);
    });
  }

  it("is not known of a disk without a stamp, of whose VM nothing is known", () => {
    assert.equal(stampOfHeldDisk(managed("os"), undefined), undefined);
    assert.equal(stampOfHeldDisk(managed("os", "on"), undefined), "on");
  });

  it("is denied where the model alone asks for it, and the platform or the extension's last operation says otherwise", () => {
    const on = { osDiskAdeStamp: "on" } as const;
    const notEncrypted = managed("os", "never", "EncryptionState/notEncrypted");
    assert.equal(isStampDenied(notEncrypted, { ...on, ...without }), true);
    assert.equal(isStampDenied(managed("os"), { ...on, ...disabled("All") }), true);
    assert.equal(isStampDenied(managed("os"), { ...on, ...enabled("All") }), false);
    assert.equal(isStampDenied(managed("os", "on"), { ...on, ...disabled("All") }), false);
    assert.equal(isStampDenied(notEncrypted, { ...without, osDiskAdeStamp: "never" }), false);
  });
});

describe("A VM whose own model asks for Azure Disk Encryption", () => {
  type Changes = Parameters<typeof anInventoriedVirtualMachine>[0];

  /** Its OS disk and one data disk, as they come out. */
  function rowsOf(
    changes: Changes,
    disk: Parameters<typeof anInventoriedDisk>[0] = {},
  ): readonly DiskCoverage[] {
    const name = "vm-web-01";
    const disks = [anAttachedDisk(`${name}-os`), anAttachedDisk("data", { role: "data" })];
    const vm = anInventoriedVirtualMachine({ name, disks, osDiskAdeStamp: "on", ...changes });
    const data = anInventoriedDisk({ name: "data", managedBy: vm.id, diskState: "Attached", ...disk });
    return coverageOf(anInventory({ virtualMachines: [vm], disks: [anOsDiskOf(vm, disk), data] })).disks;
  }
  const told = (rows: readonly DiskCoverage[]): readonly (readonly string[])[] =>
    rows.map(({ azureDiskEncryption, mechanism, exposed2028 }) => [
      azureDiskEncryption,
      mechanism,
      exposed2028,
    ]);
  const succeeded = { statusCode: "ProvisioningState/succeeded", typeHandlerVersion: "1.1.0.4" };
  const all = { settings: { EncryptionOperation: "EnableEncryption", VolumeType: "All" } };
  const windows = { hasAdeExtension: true, extensions: [anExtension({ ...succeeded, ...all })] } as const;

  it("without any extension was made of an encrypted disk: nothing tells whether its data disks are encrypted", () => {
    const rows = rowsOf({ hasAdeExtension: false });
    assert.deepEqual(told(rows), [
      ["asked-for", "azure-disk-encryption", "yes"],
      ["unknown", "unknown", "unknown"],
    ]);
    assert.deepEqual(
      rows.map(({ eligibleAde, eligibleHost, eligibleCustomerKey }) => [
        eligibleAde,
        eligibleHost,
        eligibleCustomerKey,
      ]),
      [
        ["in-use", "closed", "closed"],
        // There is no disk with a customer's key on a VM with Azure Disk Encryption.
        ["unknown", "closed", "closed"],
      ],
    );
  });

  it("has on Windows as much as the extension of the old release succeeded in, which says no more", () => {
    const asked = ["asked-for", "azure-disk-encryption", "yes"];
    assert.deepEqual(told(rowsOf(windows)), [asked, asked]);
    const failed = anExtension({ ...all, statusCode: "ProvisioningState/failed/1" });
    const doubted = ["asked-for", "unknown", "unknown"];
    assert.deepEqual(told(rowsOf({ ...windows, extensions: [failed] })), [doubted, doubted]);
  });

  it("is on Linux as far as the extension's substatus says", () => {
    const of = (os: string, data: string, volumeType = "All"): ReturnType<typeof told> =>
      told(
        rowsOf({
          osType: "Linux",
          hasAdeExtension: true,
          extensions: [
            aLinuxExtension(
              { os, data },
              {
                typeHandlerVersion: "0.1.0.999345",
                statusCode: "ProvisioningState/succeeded",
                settings: { EncryptionOperation: "EnableEncryption", VolumeType: volumeType },
              },
            ),
          ],
        }),
      );
    const encrypted = ["encrypted", "azure-disk-encryption", "yes"];
    assert.deepEqual(of("Encrypted", "Encrypted"), [encrypted, encrypted]);
    assert.deepEqual(of("EncryptionInProgress", "NotMounted"), [
      ["in-progress", "platform-key", "yes"],
      ["asked-for", "azure-disk-encryption", "yes"],
    ]);
    assert.deepEqual(of("NotEncrypted", "Encrypted", "Data"), [["none", "platform-key", "no"], encrypted]);
  });

  it("is in doubt where the extension has switched it off, and the model not yet", () => {
    const off = { settings: { EncryptionOperation: "DisableEncryption", VolumeType: "All" } };
    assert.deepEqual(told(rowsOf({ ...windows, extensions: [anExtension({ ...succeeded, ...off })] })), [
      ["asked-for", "unknown", "unknown"],
      ["once", "platform-key", "no"],
    ]);
  });

  it("is judged as one whose disks carry the stamp", () => {
    const stamped = rowsOf({ ...windows, osDiskAdeStamp: "never" }, { adeStamp: "on" });
    const byModel = rowsOf(windows);
    for (const [index, row] of byModel.entries()) assert.deepEqual(row, stamped[index]);
  });

  it("takes no customer's key for its disks, also where it was not told how they are encrypted at rest", () => {
    const rows = rowsOf(windows, { encryptionType: undefined });
    assert.deepEqual(
      rows.map(({ serverSide, eligibleCustomerKey }) => [serverSide, eligibleCustomerKey]),
      [
        ["unknown", "closed"],
        ["unknown", "closed"],
      ],
    );
  });

  it("has a temporary disk with it where the extension was asked for all volumes of Windows", () => {
    const temporary = (changes: Changes): string | undefined =>
      rowsOf({ vmSize: "Standard_D2ds_v5", ...changes }).find(({ role }) => role === "temporary")
        ?.azureDiskEncryption;
    assert.equal(temporary(windows), "asked-for");
    assert.equal(temporary({ hasAdeExtension: false }), "unknown");
  });

  it("has it on an unmanaged OS disk, and on its unmanaged data disks as far as the extension tells", () => {
    const blob = (role: "os" | "data") =>
      anAttachedDisk(role, { role, managedDiskId: undefined, vhdUri: `https://a/vhds/${role}.vhd` });
    const of = (changes: Changes): ReturnType<typeof told> => {
      const vm = anInventoriedVirtualMachine({
        disks: [blob("os"), blob("data")],
        osDiskAdeStamp: "on",
        ...changes,
      });
      return told(coverageOf(anInventory({ virtualMachines: [vm] })).disks);
    };
    const asked = ["asked-for", "azure-disk-encryption", "yes"];
    assert.deepEqual(of({ hasAdeExtension: false }), [asked, ["unknown", "unknown", "unknown"]]);
    assert.deepEqual(of(windows), [asked, asked]);
    const none = ["none", "none", "no"];
    assert.deepEqual(of({ hasAdeExtension: false, osDiskAdeStamp: "never" }), [none, none]);
    assert.deepEqual(of({ hasAdeExtension: undefined, osDiskAdeStamp: "never" }), [
      none,
      ["unknown", "unknown", "unknown"],
    ]);
  });

  it("can't be ruled out where the VM was not read, but for an instance of a scale set, whose model has no such settings", () => {
    const of = (managedBy: string): ReturnType<typeof told> =>
      told(
        coverageOf(
          anInventory({ disks: [anInventoriedDisk({ osType: "Linux", managedBy, diskState: "Attached" })] }),
        ).disks,
      );
    assert.deepEqual(of(computeId("virtualMachines", "vm-unread")), [["unknown", "unknown", "unknown"]]);
    const instance = `${computeId("virtualMachineScaleSets", "vmss-1")}/virtualMachines/0`;
    assert.deepEqual(of(instance), [["none", "unknown", "no"]]);
  });
});
