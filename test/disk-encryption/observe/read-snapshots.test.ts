import assert from "node:assert/strict";

import { incrementalSnapshotsOf, toSnapshot } from "../../../lib/disk-encryption/observe/read-snapshots";
import { diskId } from "../../builders";
import { aSnapshot, snapshotId } from "../../customer-key-builders";

const disk = { id: diskId("osdisk"), uniqueId: "1" };
const incremental = aSnapshot({ incremental: true, sourceUniqueId: "1" });

describe("The incremental snapshots of a disk", () => {
  for (const [what, snapshot, expected] of [
    ["one of its own", incremental, 1],
    [
      "one whose source is spelled in another case",
      { ...incremental, sourceResourceId: disk.id.toUpperCase() },
      1,
    ],
    ["one that does not tell which disk of that name it is of", aSnapshot({ incremental: true }), 1],
    ["a full snapshot", aSnapshot({ sourceUniqueId: "1" }), 0],
    ["one of another disk", { ...incremental, sourceResourceId: diskId("other") }, 0],
    ["one of a disk that had its name before", { ...incremental, sourceUniqueId: "0" }, 0],
  ] as const) {
    it(`are ${expected === 1 ? "" : "not "}${what}`, () => {
      assert.equal(incrementalSnapshotsOf([snapshot], disk).length, expected);
    });
  }
});

describe("A snapshot as Azure answers it", () => {
  it("is full and of no disk where it does not say", () => {
    const snapshot = toSnapshot({ id: snapshotId("s"), name: "s", location: "westeurope" });
    assert.equal(snapshot.incremental, false);
    assert.equal("sourceResourceId" in snapshot, false);
  });

  it("keeps its disk, its key, and the mark of Azure Disk Encryption", () => {
    const snapshot = toSnapshot({
      id: snapshotId("s"),
      name: "s",
      location: "westeurope",
      incremental: true,
      creationData: { createOption: "Copy", sourceResourceId: disk.id, sourceUniqueId: "1" },
      encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: "/des" },
      encryptionSettingsCollection: { enabled: false },
    });
    assert.deepEqual([snapshot.sourceResourceId, snapshot.sourceUniqueId], [disk.id, "1"]);
    assert.deepEqual(
      [snapshot.encryptionType, snapshot.diskEncryptionSetId],
      ["EncryptionAtRestWithCustomerKey", "/des"],
    );
    assert.equal(snapshot.encryptionSettings?.enabled, false);
  });
});
