import assert from "node:assert/strict";

import { guestOf } from "../../../lib/sandbox/guest/guest";
import { emptyFleet, resourceGroupId, resourceGroupName, subscriptionId } from "../support";
import { aWindowsMachine, computeBench, windowsEncryption } from "../support-compute";
import { aGrant, aKeyVault, fleetWithSet, setId } from "../support-disk-encryption-sets";

const otherSubscriptionId = "99999999-9999-4999-8999-999999999999";
const unmanaged = aWindowsMachine({
  osDisk: {
    name: "os",
    diskSizeGB: 127,
    sku: "Standard_LRS",
    vhdUri: "https://contoso.blob.core.windows.net/vhds/os.vhd",
  },
});

describe("A sandbox of the training module's edition", () => {
  it("starts a VM on unmanaged disks, which Azure has retired since", async () => {
    const { compute, drive } = computeBench(
      { virtualMachines: [{ ...unmanaged, powerState: "deallocated" }] },
      { edition: "module" },
    );
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-windows"));
    const { statuses = [] } = await compute.virtualMachines.instanceView(resourceGroupName, "vm-windows");
    assert.ok(statuses.some(({ code }) => code === "PowerState/running"));
  });

  it("encrypts a VM on unmanaged disks", async () => {
    const { compute, drive, sandbox } = computeBench({ virtualMachines: [unmanaged] }, { edition: "module" });
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-windows",
        "AzureDiskEncryption",
        windowsEncryption(),
      ),
    );
    const guest = guestOf(
      sandbox.world,
      `${resourceGroupId}/providers/Microsoft.Compute/virtualMachines/vm-windows`,
    );
    assert.ok([...(guest?.encryption.values() ?? [])].some(({ direction }) => direction === "encrypting"));
  });

  const disk = {
    location: "westeurope",
    creationData: { createOption: "Empty" },
    diskSizeGB: 10,
    encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: setId },
  };
  const vaultElsewhere = fleetWithSet({
    subscriptions: [
      ...emptyFleet.subscriptions,
      { subscriptionId: otherSubscriptionId, displayName: "Other" },
    ],
    resourceGroups: [
      ...emptyFleet.resourceGroups,
      { subscriptionId: otherSubscriptionId, name: resourceGroupName, location: "westeurope" },
    ],
    vaults: [aKeyVault({}, { subscriptionId: otherSubscriptionId })],
    roleAssignments: [
      ...emptyFleet.roleAssignments,
      { ...aGrant, scope: aGrant.scope.replace(subscriptionId, otherSubscriptionId) },
    ],
  });

  for (const edition of ["module", "current"] as const) {
    it(`${edition === "module" ? "refuses" : "in the current edition takes"} a customer's key of another subscription`, async () => {
      const { compute, drive } = computeBench(vaultElsewhere, { edition });
      const make = async (): Promise<unknown> =>
        await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", disk));
      if (edition === "current") await make();
      else
        await assert.rejects(make, {
          statusCode: 400,
          message: /in another subscription than disk encryption set 'des-test' \(training module\)/,
        });
    });
  }
});
