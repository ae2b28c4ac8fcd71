import assert from "node:assert/strict";

import { gapSentences, summary } from "../../lib/coverage/summary";
import {
  aCopyCoverage,
  aCoverage,
  aDiskCoverage,
  aGap,
  aVirtualMachineCoverage,
  OTHER_SUBSCRIPTION_ID,
} from "../fleet-builders";

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
      gaps: [],
    });
    assert.deepEqual(text.split("\n"), [
      "3 of 4 disks read, of 1 VM in 1 subscription; 1 unattached.",
      "They count for: Azure Disk Encryption 1, platform key alone 2, not known 1.",
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
});

describe("What could not be read, in words", () => {
  const finance = { subscriptionId: OTHER_SUBSCRIPTION_ID, scope: "Contoso Finance" };
  it("puts subscriptions together that fail for one reason", () => {
    assert.deepEqual(gapSentences([aGap(), aGap(finance), aGap({ ...finance, code: "TooManyRequests" })]), [
      "2 subscriptions not read: Contoso, Contoso Finance (AuthorizationFailed).",
      "1 subscription not read: Contoso Finance (TooManyRequests).",
    ]);
  });
  it("says how much was read before it failed", () => {
    assert.deepEqual(gapSentences([aGap({ kind: "disks", readBefore: 3000 })]), [
      "Not read: disks of subscription Contoso (after the first 3,000) (AuthorizationFailed).",
    ]);
  });
  it("names a file, and VMs whose instance view is missing", () => {
    assert.deepEqual(
      gapSentences([
        aGap({ subscriptionId: undefined, scope: "disks.json", code: "FileUnreadable" }),
        aGap({ kind: "instanceViews", scope: "vm-1" }),
        aGap({ kind: "instanceViews", scope: "vm-2" }),
      ]),
      [
        "Not read: disks.json (FileUnreadable).",
        "Not read: instance views of vm-1, vm-2 (AuthorizationFailed).",
      ],
    );
  });
  it("does not go on for a page", () => {
    const gaps = Array.from({ length: 1200 }, (_, index) =>
      aGap({ kind: "instanceViews", scope: `vm-${index}` }),
    );
    assert.deepEqual(gapSentences(gaps), [
      "Not read: instance views of vm-0, vm-1, vm-2, vm-3, vm-4, 1,195 more (AuthorizationFailed).",
    ]);
  });
});
