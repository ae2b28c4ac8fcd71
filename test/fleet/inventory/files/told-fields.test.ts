import assert from "node:assert/strict";

import type { InventoriedVirtualMachine } from "../../../../lib/fleet/nouns/inventory";
import { onlyTold } from "../../../../lib/fleet/inventory/files/told-fields";
import { anInventoriedVirtualMachine } from "../../../fleet-builders";

describe("An export with projected columns", () => {
  const vm = anInventoriedVirtualMachine({ osDiskAdeStamp: "on" });
  const told = (...paths: readonly string[]): InventoriedVirtualMachine =>
    onlyTold(vm, "virtualMachines", ["id", ...paths]);

  for (const path of [
    "properties.storageProfile",
    "properties.storageProfile.osDisk",
    "properties.storageProfile.osDisk.encryptionSettings",
    "properties.storageProfile.osDisk.encryptionSettings.enabled",
  ]) {
    it(`tells by ${path} whether a VM's own model asks for Azure Disk Encryption`, () => {
      assert.equal(told(path).osDiskAdeStamp, "on");
    });
  }

  it("does not tell it by any other column, as the operating system of the OS disk", () => {
    const other = [
      "properties.storageProfile.osDisk.osType",
      "properties.storageProfile.dataDisks",
      "resources",
    ];
    assert.ok(!("osDiskAdeStamp" in told(...other)));
  });

  it("tells all where it is no export of columns", () => {
    assert.equal(onlyTold(vm, "virtualMachines", undefined), vm);
  });
});
