import assert from "node:assert/strict";

import { readFleet } from "../../../lib/fleet/inventory/arm";
import {
  aDisk,
  answerWith,
  aResourceManager,
  aVirtualMachine,
  namesOf,
  readOf,
  stamp,
  vmId,
} from "./arm-builders";

const decrypted = { encryptionSettingsCollection: { enabled: false } };
const extension = (vm: string, name: string) => ({ resources: [{ id: `${vmId(vm)}/extensions/${name}` }] });

/** A VM as `aVirtualMachine` makes it, whose own model has the settings. */
function withSettings(vm: ReturnType<typeof aVirtualMachine>): ReturnType<typeof aVirtualMachine> {
  const osDisk = { name: "os", osType: "Windows", encryptionSettings: { enabled: true } };
  return { ...vm, properties: { storageProfile: { osDisk, dataDisks: [] } } };
}

describe("A VM that may have Azure Disk Encryption", () => {
  it("is looked at once, and no other VM is", async () => {
    const bodies = [
      aVirtualMachine("vm-stamped", ["os-1", "d-1"]),
      aVirtualMachine("vm-named-by-disk", ["os-2"]),
      aVirtualMachine("vm-decrypted", ["os-3"]),
      aVirtualMachine("vm-extension", ["os-4"], extension("vm-extension", "azurediskencryption")),
      aVirtualMachine("vm-other-extension", ["os-5"], extension("vm-other-extension", "AzureMonitorAgent")),
      aVirtualMachine("vm-plain", ["os-6"]),
      withSettings(aVirtualMachine("vm-model")),
    ];
    const others = Object.fromEntries(bodies.map((body) => [String(body["name"]), answerWith(200, body)]));
    const { azure, asked } = aResourceManager({
      lists: {
        virtualMachines: [bodies.slice(0, 3), bodies.slice(3)],
        disks: [
          [aDisk("os-1", "vm-stamped"), aDisk("d-1", "vm-stamped", stamp), aDisk("os-2", "vm-named-by-disk")],
          [aDisk("d-2", "vm-named-by-disk", stamp), aDisk("os-3", "vm-decrypted", decrypted)],
          [aDisk("os-4", "vm-extension"), aDisk("os-5", "vm-other-extension"), aDisk("os-6", "vm-plain")],
          [aDisk("d-loose", undefined, stamp)],
        ],
      },
      others,
    });
    await readFleet(azure);
    const looks = asked.filter((path) => path.includes("expand"));
    assert.deepEqual(looks.map((path) => path.replace(/.*virtualMachines\/|\?.*/g, "")).sort(), [
      "vm-decrypted",
      "vm-extension",
      "vm-model",
      "vm-named-by-disk",
      "vm-stamped",
    ]);
  });

  it("is known by its extension alone where the disks can't be listed", async () => {
    const ade = aVirtualMachine("vm-ade", ["os-1"], extension("vm-ade", "AzureDiskEncryption"));
    const fleet = await readOf({
      lists: {
        virtualMachines: [[ade, aVirtualMachine("vm-plain", ["os-2"])]],
        disks: [answerWith(403, { error: { code: "AuthorizationFailed", message: "No." } })],
      },
      others: { "vm-ade": answerWith(200, ade) },
    });
    assert.deepEqual(
      fleet.gaps.map(({ kind }) => kind),
      ["disks"],
    );
    assert.deepEqual(
      fleet.virtualMachines.map(({ name, hasAdeExtension }) => [name, hasAdeExtension]),
      [
        ["vm-ade", true],
        ["vm-plain", false],
      ],
    );
  });
});

describe("A list of VMs", () => {
  it("tells that a VM has no extension where it tells of any VM's", async () => {
    const fleet = await readOf({
      lists: {
        virtualMachines: [
          [
            aVirtualMachine("vm-plain"),
            aVirtualMachine("vm-monitored", [], extension("vm-monitored", "Agent")),
          ],
        ],
      },
    });
    assert.deepEqual(
      fleet.virtualMachines.map(({ hasAdeExtension }) => hasAdeExtension),
      [false, false],
    );
  });

  it("has no extension on a VM that shows none, though it shows none at all", async () => {
    const fleet = await readOf({
      lists: { virtualMachines: [[aVirtualMachine("vm-a"), aVirtualMachine("vm-b")]] },
    });
    assert.deepEqual(namesOf(fleet.virtualMachines), ["vm-a", "vm-b"]);
    assert.ok(fleet.virtualMachines.every(({ hasAdeExtension }) => hasAdeExtension === false));
  });
});
