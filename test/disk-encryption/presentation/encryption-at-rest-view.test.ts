import assert from "node:assert/strict";

import type { EncryptionAtRest } from "../../../lib/disk-encryption/observe/read-encryption-at-rest";
import { encryptionAtRestView } from "../../../lib/disk-encryption/presentation/encryption-at-rest-view";
import { SET_ID } from "../../customer-key-builders";

const textOf = (serverSideEncryption: EncryptionAtRest["serverSideEncryption"]): string =>
  encryptionAtRestView([{ name: "disk-1", kind: "disk", diskState: "Attached", serverSideEncryption }]).text;

describe("The view of encryption at rest", () => {
  it("names the set of a customer's key, and counts it", () => {
    const text = textOf({ kind: "customer-key", diskEncryptionSetId: SET_ID });
    assert.match(text, /✔ customer key of set des-web/);
    assert.match(text, /^1 disks, snapshots and images, 1 with a customer's key/);
  });

  it("ticks the platform's key, which no one asked for", () => {
    assert.match(textOf({ kind: "platform-key" }), /0 with a customer's key[^]*✔ platform key/);
  });

  it("does not tick what is not known", () => {
    const text = textOf({ kind: "unknown", missing: "encryption type 'New' is not known" });
    assert.match(text, /\? unknown: encryption type 'New'/);
    assert.doesNotMatch(text, /✔/);
  });
});
