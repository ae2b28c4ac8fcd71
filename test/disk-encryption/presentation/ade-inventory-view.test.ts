import assert from "node:assert/strict";

import { known } from "../../../lib/azure/fact";
import { inventoryEntry, type AdeInventory } from "../../../lib/disk-encryption/jobs/leave-ade/inventory";
import { adeInventoryView } from "../../../lib/disk-encryption/presentation/ade-inventory-view";
import { leaveAdeView } from "../../../lib/disk-encryption/presentation/leave-ade-view";
import { verifyLeaveAde } from "../../../lib/disk-encryption/jobs/leave-ade/verify";
import { aDisk, anExtension, aStampedDisk, aVirtualMachine, diskId, OBSERVED_AT } from "../../builders";
import { leaveAdeFacts, leftFacts } from "../../leave-ade-builders";

const textOf = (changes: Partial<AdeInventory> = {}): string =>
  adeInventoryView({
    virtualMachines: [],
    looseDisks: [],
    lookedAt: 3,
    notRead: [],
    daysLeft: 660,
    observedAt: OBSERVED_AT,
    ...changes,
  }).text;

describe("The view of the inventory of Azure Disk Encryption", () => {
  it("says how many have to leave, of how many, by when", () => {
    assert.match(textOf(), /^0 of 3 VMs have to leave Azure Disk Encryption: 660 days left until 2028-09-15/);
  });

  it("names what was not read, loose disks, and what it does not look at", () => {
    const loose = { id: diskId("old"), name: "old", resourceGroupName: "rg-web", enabled: false };
    const text = textOf({ notRead: ["no rights"], looseDisks: [loose] });
    assert.match(text, /\? Not read: no rights/);
    assert.match(text, /Disk old \(rg-web\) has the mark/);
    assert.match(text, /scale sets, snapshots and backups are not in this list/);
  });

  for (const [what, disk, words] of [
    ["a stamped disk", aStampedDisk(), /✘ now +OS /],
    [
      "a disk that was decrypted",
      aDisk({ encryptionSettings: { enabled: false, settings: [] } }),
      /! once +OS /,
    ],
    ["the extension alone", aDisk(), /\? extension alone +none/],
  ] as const) {
    it(`tells ${what} apart`, () => {
      const vm = aVirtualMachine({ extensions: [anExtension()] });
      const entry = inventoryEntry(vm, known([disk], "a test"));
      assert.ok(entry !== undefined);
      assert.match(textOf({ virtualMachines: [entry] }), words);
    });
  }

  it("has no entry for a VM without the mark and without the extension", () => {
    assert.equal(inventoryEntry(aVirtualMachine(), known([aDisk()], "a test")), undefined);
  });
});

describe("The view of a VM's successor", () => {
  it("says in its first line whether it has taken the place, and gives each check its sign", () => {
    assert.match(
      leaveAdeView(verifyLeaveAde(leftFacts())).text,
      /^vm-new has taken the place of vm-web-01\n/,
    );
    const { text } = leaveAdeView(verifyLeaveAde(leaveAdeFacts()));
    assert.match(text, /^vm-new has not been proven to take the place of vm-web-01/);
    assert.match(text, /✘ +the new VM runs +It is not made yet/);
  });
});
