import assert from "node:assert/strict";

import { clouds } from "../../../lib/disk-encryption/connection/cloud";
import type { ConnectionIdentity } from "../../../lib/disk-encryption/connection/connection";
import { bannerView } from "../../../lib/disk-encryption/presentation/banner-view";
import { SUBSCRIPTION_ID } from "../../builders";

const identity = (changes: Partial<ConnectionIdentity> = {}): ConnectionIdentity => ({
  mode: "sandbox",
  cloud: clouds.public,
  tenantId: "22222222-2222-2222-2222-222222222222",
  principal: { name: "adele@contoso.com", objectId: "33333333-3333-3333-3333-333333333333" },
  subscriptions: [{ subscriptionId: SUBSCRIPTION_ID, displayName: "Contoso" }],
  visibleSubscriptions: [{ subscriptionId: SUBSCRIPTION_ID, displayName: "Contoso" }],
  ...changes,
});

describe("The banner of a connection", () => {
  for (const [mode, words, colour] of [
    ["sandbox", /^SANDBOX \(nothing here reaches Azure\)/, "#1a7f37"],
    ["live", /^LIVE AZURE, cloud 'public'/, "#cf222e"],
  ] as const) {
    it(`says in words and in colour that this is ${mode}`, () => {
      const { text, html } = bannerView(identity({ mode }));
      assert.match(text, words);
      assert.ok(html.includes(colour));
    });
  }

  for (const [what, expected] of [
    ["who is signed in", /signed in as +adele@contoso\.com/],
    ["the tenant", /tenant +22222222/],
    ["the subscriptions", /Contoso \(11111111/],
  ] as const) {
    it(`tells ${what}`, () => {
      assert.match(bannerView(identity()).text, expected);
    });
  }

  it("tells of how many subscriptions a fleet can be read, where VMs are looked for in one alone", () => {
    const one = { subscriptionId: SUBSCRIPTION_ID, displayName: "Contoso" };
    const { text } = bannerView(identity({ mode: "live", visibleSubscriptions: [one, one, one] }));
    assert.match(text, /\n {2}to read +all 3 subscriptions that you see, where a fleet is asked for$/);
    assert.doesNotMatch(bannerView(identity()).text, /to read/);
  });

  it("shows a subscription's name as text, whatever is in it", () => {
    const subscriptions = [{ subscriptionId: SUBSCRIPTION_ID, displayName: "<script>alert(1)</script>" }];
    assert.doesNotMatch(bannerView(identity({ subscriptions })).html, /<script>/);
  });
});
