import assert from "node:assert/strict";

import type { LinuxGuest } from "../../../lib/disk-encryption/nouns/guest";
import { connect } from "../../../lib/disk-encryption/connection/connect";
import { RunbookError } from "../../../lib/azure/errors";
import { observe } from "../../../lib/disk-encryption/observe/observe";
import { readGuest } from "../../../lib/disk-encryption/probe/read-guest";
import { probeScript } from "../../../lib/disk-encryption/probe/scripts";
import { aLinuxGuest, aLinuxMachine, aVault } from "../../sandbox/support-compute";
import { emptyFleet } from "../../sandbox/support";

/** What the probe sees in a VM with so many data disks, on an OS disk with LVM. */
async function guestWith(dataDisks: number): Promise<LinuxGuest> {
  const machine = aLinuxMachine({
    guest: aLinuxGuest({ distribution: "rhel", distributionVersion: "8.9", rootLayout: "lvm" }),
    dataDisks: Array.from({ length: dataDisks }, (_, lun) => ({
      name: `vm-linux_Data${lun}`,
      lun,
      diskSizeGB: 32,
      sku: "Premium_LRS" as const,
    })),
  });
  const azure = await connect({ fleet: { ...emptyFleet, vaults: [aVault()], virtualMachines: [machine] } });
  const { virtualMachine } = await observe(azure, machine.name);
  const guest = await readGuest(azure, virtualMachine, probeScript("Linux"));
  assert.ok(guest.osType === "Linux");
  return guest;
}

describe("The probe of a Linux VM with many disks", () => {
  for (const dataDisks of [0, 16, 32]) {
    it(`tells every volume of ${dataDisks} data disks within Run Command's 4,096 bytes`, async () => {
      const { volumes } = await guestWith(dataDisks);
      assert.equal(volumes.filter(({ role }) => role === "data").length, dataDisks);
    });
  }

  it("is no answer where Run Command cuts it, and says so", async () => {
    await assert.rejects(guestWith(64), (error) => {
      assert.ok(error instanceof RunbookError);
      assert.equal(error.code, "GuestOutputUnreadable");
      assert.match(error.message, /cut the probe's output at 4,096 bytes/);
      return true;
    });
  });
});
