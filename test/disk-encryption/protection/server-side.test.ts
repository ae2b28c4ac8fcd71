import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import { evaluateProtection } from "../../../lib/disk-encryption/protection/evaluate";
import type { DiskProtection } from "../../../lib/disk-encryption/protection/protection";
import type { CustomerKeyView } from "../../../lib/disk-encryption/protection/views";
import {
  aDataDisk,
  aDisk,
  anOsDisk,
  aVirtualMachine,
  KEY_URL,
  notRead,
  views,
  type ViewValues,
} from "../../builders";
import { SET_ID, underTheSet } from "../../customer-key-builders";

function diskOf(values: ViewValues, role: DiskProtection["role"] = "os"): DiskProtection {
  const found = evaluateProtection(views(values)).disks.find((disk) => disk.role === role);
  assert.ok(found, `there is no ${role} disk`);
  return found;
}

const key: CustomerKeyView = { diskEncryptionSetId: SET_ID.toUpperCase(), keyUrl: KEY_URL, state: "usable" };
const hasTemporaryDisk = known(true, "sizes");
const atHost = aVirtualMachine({ encryptionAtHost: true });

describe("A disk's encryption at rest", () => {
  it("is with the platform's key where nothing else was asked for", () => {
    assert.deepEqual(diskOf({}).serverSideEncryption, { kind: "platform-key" });
  });

  it("names set and version of a customer's key, whatever the case of the set's id", () => {
    assert.deepEqual(diskOf({ disks: [aDisk(underTheSet)], customerKeys: [key] }).serverSideEncryption, {
      kind: "customer-key",
      diskEncryptionSetId: SET_ID,
      keyUrl: KEY_URL,
    });
  });

  it("names the set alone where it was not read", () => {
    const disk = diskOf({ disks: [aDisk(underTheSet)], customerKeys: [notRead("no rights")] });
    assert.deepEqual(disk.serverSideEncryption, { kind: "customer-key", diskEncryptionSetId: SET_ID });
    assert.match(disk.views.vault.says, /not read: no rights/);
  });

  it("is double where platform and customer have a key each", () => {
    const twice = { ...underTheSet, encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" };
    const { serverSideEncryption } = diskOf({ disks: [aDisk(twice)], customerKeys: [key] });
    assert.equal(serverSideEncryption.kind, "platform-and-customer-key");
  });

  for (const state of ["disabled", "expired", "not-found"] as const) {
    it(`is contradicted by a key that is ${state}: its VM stops`, () => {
      const disk = diskOf({ disks: [aDisk(underTheSet)], customerKeys: [{ ...key, state }] });
      assert.match(disk.contradictions.join(), new RegExp(`key that is ${state}`));
      assert.match(disk.views.vault.says, new RegExp(state));
    });
  }

  it("is not contradicted by a key that is usable", () => {
    assert.deepEqual(diskOf({ disks: [aDisk(underTheSet)], customerKeys: [key] }).contradictions, []);
  });
});

describe("A disk that lives on the host", () => {
  const ephemeral = aVirtualMachine({ osDisk: anOsDisk({ ephemeral: true }) });

  for (const [encryptsLocalDisks, expected] of [
    [known(true, "size"), "local-encryption"],
    [known(false, "size"), "none"],
    [missing<boolean>("the family is not known"), "unknown"],
    [undefined, "none"],
  ] as const) {
    const where = encryptsLocalDisks === undefined ? {} : { encryptsLocalDisks };

    it(`comes to ${expected} for a temporary disk of a size that ${JSON.stringify(encryptsLocalDisks)}`, () => {
      const disk = diskOf({ hasTemporaryDisk, ...where }, "temporary");
      assert.equal(disk.serverSideEncryption.kind, expected);
    });

    it(`comes to ${expected} for an ephemeral OS disk of a size that ${JSON.stringify(encryptsLocalDisks)}`, () => {
      assert.equal(diskOf({ virtualMachine: ephemeral, ...where }).serverSideEncryption.kind, expected);
    });
  }
});

describe("Encryption at host", () => {
  it("is said of no disk of a VM that does not have it", () => {
    const disks = evaluateProtection(views({ hasTemporaryDisk })).disks;
    assert.deepEqual(
      disks.map(({ hostKey }) => hostKey),
      [undefined, undefined],
    );
  });

  it("takes each disk's own key, and the platform's for the temporary disk", () => {
    const virtualMachine = { ...atHost, dataDisks: [aDataDisk()] };
    const disks = evaluateProtection(
      views({
        virtualMachine,
        disks: [aDisk(), aDisk({ name: "datadisk", ...underTheSet })],
        hasTemporaryDisk,
      }),
    ).disks;
    assert.deepEqual(
      disks.map(({ role, hostKey }) => [role, hostKey]),
      [
        ["os", "platform-key"],
        ["data", "customer-key"],
        ["temporary", "platform-key"],
      ],
    );
  });

  it("takes a key that nobody knows for a disk that can't be read", () => {
    assert.equal(diskOf({ virtualMachine: atHost, disks: [notRead("no rights")] }).hostKey, "unknown");
  });
});
