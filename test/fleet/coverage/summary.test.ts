import assert from "node:assert/strict";

import { summary } from "../../../lib/fleet/coverage/summary";
import { aCopyCoverage, aCoverage, aDiskCoverage, aGap, aVirtualMachineCoverage } from "../../fleet-builders";

describe("A fleet summed up", () => {
  it("says how many disks count for what, the strongest first, and what is exposed", () => {
    const coverage = aCoverage({
      disks: [
        aDiskCoverage(),
        aDiskCoverage({ mechanism: "azure-disk-encryption", exposed2028: "yes" }),
        aDiskCoverage({
          mechanism: "unknown",
          exposed2028: "unknown",
          diskState: "unknown",
          serverSide: "unknown",
        }),
        aDiskCoverage({ role: "unattached", vmId: null }),
      ],
      virtualMachines: [aVirtualMachineCoverage()],
      copies: [aCopyCoverage(), aCopyCoverage({ kind: "image" })],
    });
    const { text, ...numbers } = summary(coverage);
    assert.deepEqual(numbers, {
      disks: 4,
      disksRead: 3,
      virtualMachines: 1,
      snapshots: 1,
      images: 1,
      unattached: 1,
      byMechanism: { "platform-key": 2, "azure-disk-encryption": 1, unknown: 1 },
      exposed2028: 1,
      exposureUnknown: 1,
      subscriptions: 1,
      subscriptionsRead: 1,
      gaps: [],
    });
    assert.deepEqual(text.split("\n"), [
      "3 of 4 disks read, of 1 VM in 1 subscription; 1 unattached.",
      "They count for: Azure Disk Encryption 1, platform key only 2, unknown 1.",
      "1 disk stops unlocking after Azure Disk Encryption retires on 2028-09-15; of 1 that is not known.",
    ]);
  });

  it("is one line for an empty fleet", () => {
    assert.equal(summary(aCoverage()).text, "0 of 0 disks read, of 0 VMs in 1 subscription; 0 unattached.");
  });

  it("writes large numbers so that they can be read", () => {
    const disks = Array.from({ length: 1200 }, () => aDiskCoverage());
    assert.match(summary(aCoverage({ disks })).text, /^1,200 of 1,200 disks read/);
  });

  it("names every gap beside the totals", () => {
    const coverage = aCoverage({ gaps: [aGap()] });
    assert.match(summary(coverage).text, /\n1 subscription not read: Contoso \(AuthorizationFailed\)\.$/);
  });

  it("does not count as read what a gap of several subscriptions may be about, and nothing came of", () => {
    const subscriptions = ["Contoso", "Finance"].map((displayName, index) => ({
      subscriptionId: `0000000${index}-0000-4000-8000-000000000000`,
      displayName,
    }));
    const gap = {
      scope: "Contoso and 1 more subscription",
      kind: "all",
      code: "BadRequest",
      reason: "No.",
    } as const;
    const coverage = aCoverage({ subscriptions, gaps: [{ ...gap, readBefore: 0 }] });
    assert.match(summary(coverage).text, /^0 of 0 disks read, of 0 VMs in 0 of 2 subscriptions;/);
    const [first] = subscriptions;
    const disks = [aDiskCoverage({ subscriptionId: first?.subscriptionId ?? "" })];
    assert.match(summary({ ...coverage, disks }).text, / in 1 of 2 subscriptions;/);
  });

  it("says of how many subscriptions it is, where some could not be read at all", () => {
    const subscriptions = ["Contoso", "Finance", "Research"].map((displayName) => ({
      subscriptionId: displayName,
      displayName,
    }));
    const gaps = [
      aGap({ subscriptionId: "Research" }),
      aGap({ subscriptionId: "Finance", readBefore: 3 }),
      aGap({ subscriptionId: "Contoso", kind: "disks" }),
    ];
    assert.match(
      summary(aCoverage({ subscriptions, gaps })).text,
      /^0 of 0 disks read, of 0 VMs in 2 of 3 subscriptions;/,
    );
  });
});
