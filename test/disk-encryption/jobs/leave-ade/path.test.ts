import assert from "node:assert/strict";

import type { Fact } from "../../../../lib/azure/fact";
import type { Guest } from "../../../../lib/disk-encryption/nouns/guest";
import type { ManagedDisk } from "../../../../lib/azure/managed-disk";
import type { VirtualMachine } from "../../../../lib/azure/virtual-machine";
import { leavePathOf, type LeavePath } from "../../../../lib/disk-encryption/jobs/leave-ade/path";
import {
  aDisk,
  aLinuxVirtualMachine,
  anExtension,
  anOsDisk,
  aStampedDisk,
  aVirtualMachine,
  aWindowsGuest,
  fact,
  notRead,
  type Missing,
} from "../../../builders";

const pathOf = (
  virtualMachine: VirtualMachine,
  disks: readonly (ManagedDisk | Missing)[] = [aStampedDisk()],
  guest: Fact<Guest> = notRead("not asked"),
): LeavePath => leavePathOf({ virtualMachine, disks: disks.map((disk) => fact(disk)), guest });

const image = (sku: string): VirtualMachine["imageReference"] => ({
  publisher: "MicrosoftWindowsDesktop",
  offer: "windows-11",
  sku,
  version: "latest",
});
const hostPool =
  "/subscriptions/x/resourceGroups/rg/providers/Microsoft.DesktopVirtualization/hostpools/pool";
const off = { enabled: false, settings: [] };

describe("The way out of Azure Disk Encryption", () => {
  for (const [what, vm, disks, kind] of [
    ["Windows", aVirtualMachine(), undefined, "copy-disks"],
    ["Windows that was decrypted", aVirtualMachine(), [aDisk({ encryptionSettings: off })], "copy-disks"],
    [
      "Linux with encrypted data alone",
      aLinuxVirtualMachine(),
      [aDisk(), aStampedDisk({ name: "datadisk" })],
      "copy-disks",
    ],
    ["Linux with an encrypted OS volume", aLinuxVirtualMachine(), undefined, "copy-files"],
    [
      "a session host by its tag",
      aVirtualMachine({ tags: { "cm-resource-parent": hostPool } }),
      undefined,
      "redeploy",
    ],
    [
      "a session host by its image",
      aVirtualMachine({ imageReference: image("win11-23h2-avd") }),
      undefined,
      "redeploy",
    ],
    [
      "a desktop for one user",
      aVirtualMachine({ imageReference: image("win11-23h2-ent") }),
      undefined,
      "copy-disks",
    ],
    ["a VM with a disk that was not read", aVirtualMachine(), [notRead("no rights")], "unknown"],
    [
      "a VM with unmanaged disks",
      aVirtualMachine({ osDisk: anOsDisk({ managedDiskId: undefined, vhdUri: "https://x/a.vhd" }) }),
      [],
      "unknown",
    ],
  ] as const) {
    it(`is ${kind} for ${what}`, () => {
      assert.equal(pathOf(vm, disks).kind, kind);
    });
  }

  it("goes with the scale set for an instance of one", () => {
    const virtualMachineScaleSetId = "/subscriptions/x/virtualMachineScaleSets/vmss-web";
    const facts = { virtualMachine: aVirtualMachine(), disks: [], guest: notRead("") };
    const { kind, because } = leavePathOf({ ...facts, virtualMachineScaleSetId });
    assert.deepEqual([kind, because], ["scale-set", "it is an instance of scale set vmss-web"]);
  });

  it("begins with the decryption only where that was not asked for yet", () => {
    const first = (disk: ManagedDisk): string => pathOf(aVirtualMachine(), [disk]).steps[0] ?? "";
    assert.match(first(aStampedDisk()), /^Disable/);
    assert.match(first(aDisk({ encryptionSettings: off })), /^Wait until the guest says/);
  });

  it("asks the operator whether a Windows VM is in a domain, unless the guest or an extension tells", () => {
    const questions = (vm: VirtualMachine, guest?: Guest): string =>
      pathOf(vm, undefined, guest === undefined ? undefined : fact(guest)).questions.join();
    assert.match(questions(aVirtualMachine()), /^Is it in a domain\?/);
    assert.equal(questions(aVirtualMachine(), aWindowsGuest()), "");
    assert.match(questions(aVirtualMachine(), aWindowsGuest({ domainJoined: true })), /^It is in a domain/);
    const joined = anExtension({ type: "JsonADDomainExtension", publisher: "Microsoft.Compute" });
    assert.match(questions(aVirtualMachine({ extensions: [joined] })), /^It is in a domain/);
  });
});
