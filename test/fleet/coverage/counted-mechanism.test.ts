import assert from "node:assert/strict";

import {
  adeCounts,
  countedMechanism,
  countedMechanisms,
  strongest,
  weakest,
  type MechanismEvidence,
} from "../../../lib/fleet/coverage/counted-mechanism";
import type { CountedMechanism } from "../../../lib/fleet/coverage/coverage";

/** A managed disk with the platform's key, and nothing else. */
const evidence = (changes: Partial<MechanismEvidence> = {}): MechanismEvidence => ({
  confidential: "no",
  azureDiskEncryption: "none",
  isDoubted: false,
  encryptionAtHost: "no",
  isUnmanaged: false,
  serverSide: "platform-key",
  ...changes,
});

describe("The mechanism that a disk counts for", () => {
  const table: readonly (readonly [
    what: string,
    changes: Partial<MechanismEvidence>,
    counts: CountedMechanism,
  ])[] = [
    ["the platform's key, where nothing else is there", {}, "platform-key"],
    ["a customer's key", { serverSide: "customer-key" }, "customer-key"],
    ["both keys", { serverSide: "platform-and-customer-key" }, "platform-and-customer-key"],
    ["the size's own encryption of a local disk", { serverSide: "local-encryption" }, "local-encryption"],
    ["nothing on an unmanaged disk", { serverSide: "none", isUnmanaged: true }, "none"],
    [
      "encryption at host before a customer's key",
      { encryptionAtHost: "yes", serverSide: "customer-key" },
      "encryption-at-host",
    ],
    [
      "encryption at host on a local disk",
      { encryptionAtHost: "yes", serverSide: "none" },
      "encryption-at-host",
    ],
    ["Azure Disk Encryption that is through", { azureDiskEncryption: "encrypted" }, "azure-disk-encryption"],
    [
      "Azure Disk Encryption where the stamp alone is known",
      { azureDiskEncryption: "asked-for" },
      "azure-disk-encryption",
    ],
    [
      "nothing that is known, where the extension failed on a stamped disk",
      { azureDiskEncryption: "asked-for", isDoubted: true },
      "unknown",
    ],
    [
      "confidential encryption before all others",
      { confidential: "yes", serverSide: "confidential", encryptionAtHost: "yes" },
      "confidential",
    ],
    [
      "nothing that is known, where it may be confidential",
      { confidential: "unknown", serverSide: "unknown", encryptionAtHost: "yes" },
      "unknown",
    ],
    ["nothing that is known, where the host may encrypt", { encryptionAtHost: "unknown" }, "unknown"],
    [
      "nothing that is known, where the host may encrypt a disk with a customer's key",
      { encryptionAtHost: "unknown", serverSide: "customer-key" },
      "unknown",
    ],
    [
      "nothing on an unmanaged disk, which no host encrypts",
      { encryptionAtHost: "unknown", serverSide: "none", isUnmanaged: true },
      "none",
    ],
    ["nothing that is known, where no stamp was told", { azureDiskEncryption: "unknown" }, "unknown"],
    [
      "a customer's key, which rules Azure Disk Encryption out",
      { azureDiskEncryption: "unknown", serverSide: "customer-key" },
      "customer-key",
    ],
    [
      "encryption at host, which rules Azure Disk Encryption out",
      { azureDiskEncryption: "unknown", encryptionAtHost: "yes" },
      "encryption-at-host",
    ],
    [
      "encryption at host beside a stamp that it rules out",
      { azureDiskEncryption: "asked-for", encryptionAtHost: "yes" },
      "encryption-at-host",
    ],
    [
      "nothing that is known, where the type of encryption was not told",
      { serverSide: "unknown" },
      "unknown",
    ],
  ];
  for (const [what, changes, counts] of table) {
    it(`is ${what}`, () => {
      assert.equal(countedMechanism(evidence(changes)), counts);
    });
  }

  for (const state of [
    "none",
    "stamped",
    "in-progress",
    "reboot-pending",
    "decrypting",
    "stale",
    "once",
  ] as const) {
    it(`is not Azure Disk Encryption where that is ${state}`, () => {
      assert.equal(adeCounts(evidence({ azureDiskEncryption: state })), "no");
      assert.equal(countedMechanism(evidence({ azureDiskEncryption: state })), "platform-key");
    });
  }
});

describe("Several mechanisms", () => {
  it("are in the order of strength, and what is not known comes last", () => {
    assert.equal(countedMechanisms[0], "confidential");
    assert.equal(countedMechanisms.at(-1), "unknown");
    assert.equal(strongest(["customer-key", "encryption-at-host"]), "encryption-at-host");
    assert.equal(strongest<CountedMechanism>([]), undefined);
  });

  const table: readonly (readonly [CountedMechanism[], CountedMechanism])[] = [
    [["encryption-at-host", "customer-key"], "customer-key"],
    [["azure-disk-encryption", "platform-key"], "platform-key"],
    [["platform-key", "unknown"], "unknown"],
    [["unknown", "none"], "none"],
    [[], "unknown"],
  ];
  for (const [of, is] of table) {
    it(`come down to ${is}: ${of.length === 0 ? "none" : of.join(", ")}`, () => {
      assert.equal(weakest(of), is);
    });
  }
});
