import assert from "node:assert/strict";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import type { CopyCoverage } from "../../../lib/fleet/coverage/coverage";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import {
  aGap,
  anInventoriedDisk,
  anInventoriedDiskEncryptionSet,
  anInventoriedImage,
  anInventoriedSnapshot,
  anInventory,
  computeId,
  OTHER_SUBSCRIPTION_ID,
} from "../../fleet-builders";

const SET = computeId("diskEncryptionSets", "des-1");
const sets = [anInventoriedDiskEncryptionSet()];
function firstCopy(inventory: Inventory): CopyCoverage {
  const [copy] = coverageOf(inventory).copies;
  assert.ok(copy);
  return copy;
}

describe("A snapshot", () => {
  it("is encrypted as its own resource says, and carries the stamp of its disk", () => {
    const snapshot = anInventoriedSnapshot({
      encryptionType: "EncryptionAtRestWithCustomerKey",
      diskEncryptionSetId: SET.toLowerCase(),
      adeStamp: "on",
    });
    assert.deepEqual(firstCopy(anInventory({ snapshots: [snapshot], diskEncryptionSets: sets })), {
      kind: "snapshot",
      id: snapshot.id,
      name: "snapshot-1",
      subscriptionId: snapshot.subscriptionId,
      subscriptionName: "Contoso",
      resourceGroup: "rg-web",
      location: "westeurope",
      serverSide: "customer-key",
      diskEncryptionSet: SET,
      azureDiskEncryption: "asked-for",
      source: "gone",
    });
  });

  for (const [adeStamp, state] of [
    ["never", "none"],
    ["off", "once"],
    [undefined, "unknown"],
  ] as const) {
    it(`with the stamp ${adeStamp ?? "not told"} is ${state}`, () => {
      assert.equal(
        firstCopy(anInventory({ snapshots: [anInventoriedSnapshot({ adeStamp })] })).azureDiskEncryption,
        state,
      );
    });
  }

  it("of a confidential OS disk is confidential", () => {
    const snapshots = [
      anInventoriedSnapshot({ osType: "Linux", securityType: "ConfidentialVM_DiskEncryptedWithPlatformKey" }),
    ];
    assert.equal(firstCopy(anInventory({ snapshots })).serverSide, "confidential");
  });

  const disk = anInventoriedDisk();
  const other = anInventoriedDisk({ name: "other" });
  const of = (sourceDiskId: string | null | undefined, changes: Partial<Inventory> = {}): string =>
    firstCopy(
      anInventory({ snapshots: [anInventoriedSnapshot({ sourceDiskId })], disks: [other], ...changes }),
    ).source;
  it("has its disk there where the inventory has it, in whichever case", () => {
    assert.equal(of(disk.id.toUpperCase(), { disks: [disk] }), "there");
  });
  it("of a snapshot has that there", () => {
    const first = anInventoriedSnapshot({ name: "first" });
    const second = anInventoriedSnapshot({ name: "second", sourceDiskId: first.id });
    const { copies } = coverageOf(anInventory({ snapshots: [first, second] }));
    assert.deepEqual(
      copies.map(({ source }) => source),
      ["gone", "there"],
    );
  });
  it("has outlived its disk where the list of disks is whole and does not have it", () => {
    assert.equal(of(disk.id), "gone");
    assert.equal(of(disk.id, { source: "files" }), "gone");
  });
  it("that was taken of no disk has none that is there", () => {
    assert.equal(of(null), "gone");
  });
  it("leaves open whether its disk is there where that was not told or not read", () => {
    assert.equal(of(undefined), "unknown");
    assert.equal(
      of(disk.id, { gaps: [aGap({ kind: "disks", subscriptionId: disk.subscriptionId.toUpperCase() })] }),
      "unknown",
    );
    assert.equal(of(disk.id, { source: "files", disks: [] }), "unknown");
    assert.equal(of(computeId("disks", "d", { subscriptionId: OTHER_SUBSCRIPTION_ID })), "unknown");
    assert.equal(of("not an id"), "unknown");
  });
});

describe("An image", () => {
  const of = (
    setIds: readonly (string | null)[] | undefined,
    changes: Partial<Inventory> = {},
  ): CopyCoverage =>
    firstCopy(
      anInventory({
        images: [
          anInventoriedImage({
            disks: setIds?.map((diskEncryptionSetId, index) => ({
              role: index === 0 ? "os" : "data",
              diskEncryptionSetId,
              sourceId: null,
            })),
          }),
        ],
        diskEncryptionSets: sets,
        ...changes,
      }),
    );
  it("is encrypted as its weakest disk", () => {
    assert.equal(of([null]).serverSide, "platform-key");
    assert.equal(of([SET, null]).serverSide, "platform-key");
    assert.equal(of([SET, SET.toUpperCase()]).serverSide, "customer-key");
    assert.equal(of([SET]).diskEncryptionSet, SET);
  });
  it("of a set that was not read, or of disks that were not told, is unknown", () => {
    assert.equal(of([SET], { diskEncryptionSets: [] }).serverSide, "unknown");
    assert.equal(of(undefined).serverSide, "unknown");
  });
  it("tells nothing of Azure Disk Encryption", () => {
    assert.equal(of([null]).azureDiskEncryption, "unknown");
  });
  it("has the source of its OS disk, also in a fleet without snapshots", () => {
    const disk = anInventoriedDisk();
    const disks = [{ role: "os", diskEncryptionSetId: null, sourceId: disk.id.toUpperCase() }] as const;
    const images = [anInventoriedImage({ disks })];
    assert.equal(firstCopy(anInventory({ images, disks: [disk] })).source, "there");
    assert.equal(firstCopy(anInventory({ images })).source, "gone");
  });
});
