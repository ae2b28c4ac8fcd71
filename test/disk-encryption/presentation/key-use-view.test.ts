import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import type { KeyUse, KeyUser } from "../../../lib/disk-encryption/jobs/disk-encryption-set/key-use";
import { keyUseView } from "../../../lib/disk-encryption/presentation/key-use-view";
import { aKey, diskId, OBSERVED_AT, VM_ID } from "../../builders";
import { aSet, snapshotId } from "../../customer-key-builders";

const disk = (powerState: string): KeyUser => ({
  id: diskId("osdisk"),
  name: "osdisk",
  type: "Microsoft.Compute/disks",
  diskState: "Attached",
  virtualMachine: { id: VM_ID, name: "vm-web-01", powerState: known(powerState, "a test") },
});
const textOf = (changes: Partial<KeyUse>): string =>
  keyUseView({
    readAt: OBSERVED_AT,
    diskEncryptionSet: known(aSet(), "a test"),
    key: known(aKey(), "a test"),
    users: known([disk("running")], "a test"),
    ...changes,
  }).text;

describe("Who depends on a key", () => {
  it("is headed by the moment, the set and the state of the key", () => {
    assert.match(
      textOf({}),
      /^2026-11-24T09:00:00.000Z: what des-web encrypts, with version 01234567… of key kek, which is enabled/,
    );
    assert.match(textOf({ key: known(aKey({ enabled: false }), "a test") }), /which is DISABLED/);
  });

  for (const [powerState, words] of [
    ["running", "✔ vm-web-01 is running"],
    ["stopped", "✘ vm-web-01 is stopped"],
  ] as const) {
    it(`says "${words}"`, () => {
      assert.ok(textOf({ users: known([disk(powerState)], "a test") }).includes(words));
    });
  }

  it("shows snapshots too, which no VM holds", () => {
    const snapshot: KeyUser = { id: snapshotId("s"), name: "s", type: "Microsoft.Compute/snapshots" };
    assert.match(textOf({ users: known([snapshot], "a test") }), /s +snapshots +– +–/);
  });

  it("says where nothing is encrypted with it, and where that was not read", () => {
    assert.match(textOf({ users: known([], "a test") }), /Nothing is encrypted with it/);
    assert.match(textOf({ users: missing("no rights") }), /Not read: no rights/);
    assert.match(textOf({ key: missing("no rights") }), /a key that was not read \(no rights\)/);
  });

  it("shows a name as text, whatever is in it", () => {
    const { html } = keyUseView({
      readAt: OBSERVED_AT,
      diskEncryptionSet: known(aSet({ name: "<script>" }), "a test"),
      key: known(aKey(), "a test"),
      users: missing("<script>"),
    });
    assert.doesNotMatch(html, /<script>/);
  });
});
