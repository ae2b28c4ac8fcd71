import assert from "node:assert/strict";

import { diskGroups } from "../../../lib/fleet/coverage/disk-groups";
import { aDiskCoverage, OTHER_SUBSCRIPTION_ID } from "../../fleet-builders";

describe("The disks of a fleet, group by group", () => {
  const finance = { subscriptionId: OTHER_SUBSCRIPTION_ID, subscriptionName: "Contoso Finance" };
  const sizes = (groups: ReturnType<typeof diskGroups>): object =>
    Object.fromEntries(groups.map(({ name, disks }) => [name, disks.length]));

  it("are in the order of their number, then of their name", () => {
    const disks = ["a", "c", "c", "b"].map((resourceGroup) => aDiskCoverage({ resourceGroup }));
    assert.deepEqual(
      diskGroups(disks, "resource-group").map(({ name }) => name),
      ["c", "a", "b"],
    );
  });

  it("say their subscription where two have a resource group of one name", () => {
    const disks = [
      aDiskCoverage(),
      aDiskCoverage(finance),
      aDiskCoverage({ ...finance, resourceGroup: "rg-pay" }),
    ];
    assert.deepEqual(sizes(diskGroups(disks, "resource-group")), {
      "rg-pay": 1,
      "rg-web (Contoso)": 1,
      "rg-web (Contoso Finance)": 1,
    });
  });

  it("say their subscription's id where two have one name", () => {
    const disks = [aDiskCoverage(), aDiskCoverage({ ...finance, subscriptionName: "Contoso" })];
    assert.equal(diskGroups(disks, "subscription").length, 2);
    assert.ok(
      diskGroups(disks, "subscription").some(({ name }) => name === `Contoso (${OTHER_SUBSCRIPTION_ID})`),
    );
  });

  it("by what only a VM has leave a disk without one by itself", () => {
    const disks = [aDiskCoverage(), aDiskCoverage({ role: "unattached", sizeFamily: null })];
    assert.deepEqual(sizes(diskGroups(disks, "size-family")), { Dsv5: 1, "no VM": 1 });
  });

  it("by a tag find it in any case, as Azure does", () => {
    const disks = [aDiskCoverage({ tags: { Environment: "production" } }), aDiskCoverage()];
    assert.deepEqual(sizes(diskGroups(disks, "tag:environment")), { production: 1, "no such tag": 1 });
  });
});
