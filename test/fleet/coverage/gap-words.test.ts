import assert from "node:assert/strict";

import type { InventoryGap } from "../../../lib/fleet/nouns/inventory";
import { gapSentence, gapSentences, gapWords } from "../../../lib/fleet/coverage/gap-words";
import { aGap, OTHER_SUBSCRIPTION_ID } from "../../fleet-builders";

describe("What a chart says of what was not read", () => {
  it("is nothing where all was read", () => {
    assert.equal(gapWords([]), undefined);
    assert.deepEqual(gapSentence([]), []);
  });

  it("is a subscription by name", () => {
    const gap = aGap({
      subscriptionId: OTHER_SUBSCRIPTION_ID,
      scope: "Contoso Finance",
      kind: "all",
      readBefore: 0,
    });
    assert.equal(gapWords([gap]), "without subscription Contoso Finance (not read)");
    assert.deepEqual(gapSentence([gap]), ["It is without subscription Contoso Finance (not read)."]);
  });

  it("is a kind of resource, and how many were read before", () => {
    const gap = aGap({
      subscriptionId: OTHER_SUBSCRIPTION_ID,
      scope: "Contoso Finance",
      kind: "disks",
      readBefore: 1_000,
    });
    assert.equal(
      gapWords([gap]),
      "without the disks of subscription Contoso Finance after the first 1,000 (not read)",
    );
  });

  it("is a VM whose instance view was not read, which is no subscription", () => {
    const gap = aGap({
      subscriptionId: OTHER_SUBSCRIPTION_ID,
      scope: "vm-web-01",
      kind: "instanceViews",
      readBefore: 0,
    });
    assert.equal(gapWords([gap]), "without the instance views of vm-web-01 (not read)");
  });

  it("is a file, which belongs to no subscription", () => {
    const gap: InventoryGap = {
      scope: "disks.json",
      kind: "all",
      code: "FileUnreadable",
      reason: "It ends in the middle.",
      readBefore: 0,
    };
    assert.equal(gapWords([gap]), "without disks.json (not read)");
  });

  it("names three of many and counts the others", () => {
    const gaps = ["A", "B", "C", "D", "E"].map((scope) =>
      aGap({ subscriptionId: OTHER_SUBSCRIPTION_ID, scope, kind: "all", readBefore: 0 }),
    );
    assert.equal(gapWords(gaps), "without subscriptions A, B, C and 2 more (not read)");
  });
});

describe("What could not be read, in sentences", () => {
  const finance = { subscriptionId: OTHER_SUBSCRIPTION_ID, scope: "Contoso Finance" };
  it("puts subscriptions together that fail for one reason", () => {
    assert.deepEqual(gapSentences([aGap(), aGap(finance), aGap({ ...finance, code: "TooManyRequests" })]), [
      "2 subscriptions not read: Contoso, Contoso Finance (AuthorizationFailed).",
      "1 subscription not read: Contoso Finance (TooManyRequests).",
    ]);
  });
  it("says how much was read before it failed", () => {
    assert.deepEqual(gapSentences([aGap({ kind: "disks", readBefore: 3000 })]), [
      "Not read: disks of subscription Contoso after the first 3,000 (AuthorizationFailed).",
    ]);
  });
  it("names a file and why, and VMs whose instance view is missing", () => {
    assert.deepEqual(
      gapSentences([
        aGap({
          subscriptionId: undefined,
          scope: "disks.json",
          code: "FileUnreadable",
          reason: "It ends in the middle.",
        }),
        aGap({ kind: "instanceViews", scope: "vm-1" }),
        aGap({ kind: "instanceViews", scope: "vm-2" }),
      ]),
      [
        "Not read: disks.json (FileUnreadable): It ends in the middle.",
        "Not read: instance views of vm-1, vm-2 (AuthorizationFailed).",
      ],
    );
  });
  it("does not go on for a page", () => {
    const gaps = Array.from({ length: 1200 }, (_, index) =>
      aGap({ kind: "instanceViews", scope: `vm-${index}` }),
    );
    assert.deepEqual(gapSentences(gaps), [
      "Not read: instance views of vm-0, vm-1, vm-2, vm-3, vm-4 and 1,195 more (AuthorizationFailed).",
    ]);
  });
});
