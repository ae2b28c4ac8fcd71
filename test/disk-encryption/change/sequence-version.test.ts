import assert from "node:assert/strict";

import fc from "fast-check";

import { sequenceVersionOf } from "../../../lib/disk-encryption/change/sequence-version";
import { aVirtualMachine, OBSERVED_AT, VM_ID } from "../../builders";

const versionAt = (observedAt: Date, id = VM_ID): string =>
  sequenceVersionOf({ virtualMachine: aVirtualMachine({ id }), observedAt });

describe("The extension's SequenceVersion", () => {
  it("is a GUID, whatever the VM and the moment", () => {
    fc.assert(
      fc.property(fc.string(), fc.date({ noInvalidDate: true }), (id, observedAt) => {
        assert.match(
          versionAt(observedAt, id),
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it("is the same for the same VM and moment, so that planning twice gives one plan", () => {
    assert.equal(versionAt(OBSERVED_AT), versionAt(new Date(OBSERVED_AT)));
  });

  it("is the same for the same VM in another case", () => {
    assert.equal(versionAt(OBSERVED_AT, VM_ID.toUpperCase()), versionAt(OBSERVED_AT));
  });

  it("is another a millisecond later, so that the extension runs again", () => {
    assert.notEqual(versionAt(new Date(OBSERVED_AT.getTime() + 1)), versionAt(OBSERVED_AT));
  });

  it("is another for another VM", () => {
    assert.notEqual(versionAt(OBSERVED_AT, `${VM_ID}2`), versionAt(OBSERVED_AT));
  });
});
