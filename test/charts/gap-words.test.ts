import assert from "node:assert/strict";

import type { InventoryGap } from "../../lib/azure/inventory";
import { gapSentence, gapWords } from "../../lib/charts/gap-words";
import { aGap, OTHER_SUBSCRIPTION_ID } from "../fleet-builders";

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
