import assert from "node:assert/strict";

import { evaluateProtection } from "../../../lib/disk-encryption/protection/evaluate";
import type {
  AzureDiskEncryption,
  DiskProtection,
  VirtualMachineProtection,
} from "../../../lib/disk-encryption/protection/protection";
import { protectionView, serverSideWords } from "../../../lib/disk-encryption/presentation/protection-view";
import {
  aDisk,
  anExtension,
  anOsDisk,
  aSecret,
  aStampedDisk,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  views,
  type ViewValues,
} from "../../builders";

const encrypted = evaluateProtection(
  views({
    virtualMachine: aVirtualMachine({ extensions: [anExtension()] }),
    disks: [aStampedDisk()],
    secrets: [aSecret()],
    guest: aWindowsGuest({ volumes: [aVolume({ state: "encrypted" })] }),
  }),
);
const [disk] = encrypted.disks;
assert.ok(disk);

const withDisk = (changes: Partial<DiskProtection>): VirtualMachineProtection => ({
  ...encrypted,
  disks: [{ ...disk, ...changes }],
});

describe("The view of what protects a VM", () => {
  for (const [azureDiskEncryption, words] of [
    [{ state: "encrypted" }, "✔ encrypted"],
    [{ state: "none" }, "– none"],
    [{ state: "stale" }, "✘ stale"],
    [{ state: "unknown", missing: "no probe was run" }, "? unknown"],
    [{ state: "stamped" }, "stamped"],
    [{ state: "reboot-pending" }, "reboot-pending"],
    [{ state: "in-progress" }, "in-progress"],
    [{ state: "in-progress", percentEncrypted: 42 }, "in-progress 42 %"],
    [{ state: "decrypting", percentEncrypted: 30 }, "decrypting 30 %"],
  ] as const satisfies readonly (readonly [AzureDiskEncryption, string])[]) {
    it(`says "${words}" in words, not in colour alone`, () => {
      const { html, text } = protectionView(withDisk({ azureDiskEncryption }));
      assert.ok(text.includes(` ${words} `));
      assert.ok(html.includes(`>${words}</td>`));
    });
  }

  for (const [proven, words] of [
    [true, "vm-web-01: proven encrypted"],
    [false, "vm-web-01: not proven encrypted"],
  ] as const) {
    it(`says "${words}"`, () => {
      assert.ok(protectionView({ ...encrypted, proven }).text.startsWith(words));
    });
  }

  it("names the authority", () => {
    assert.match(protectionView(encrypted).text, /authoritative: guest/);
  });

  it("calls itself unverified without an answer from the guest", () => {
    const unverified = {
      ...encrypted,
      proven: false,
      authoritative: "none: the guest was not read",
    } as const;
    assert.match(
      protectionView(unverified).text,
      /^vm-web-01: not proven encrypted \(unverified: no answer from the guest\)/,
    );
  });

  it("shows the four views of a disk side by side", () => {
    const { text } = protectionView(encrypted);
    assert.match(text, /stamped, settings version 1\.1 .*secret usable +C: encrypted/);
  });

  it("shows contradictions with a sign and the disk's name", () => {
    assert.match(
      protectionView(withDisk({ contradictions: ["They differ."] })).text,
      /^✘ osdisk: They differ\.$/m,
    );
  });

  it("shows a disk's name as text, whatever is in it", () => {
    const virtualMachine = aVirtualMachine({
      name: "<i>vm</i>",
      osDisk: anOsDisk({ name: "<script>alert(1)</script>", managedDiskId: undefined }),
    });
    const { html } = protectionView(evaluateProtection(views({ virtualMachine })));
    assert.doesNotMatch(html, /<script>|<i>/);
  });

  it("shows a contradiction as text, whatever is in it", () => {
    assert.doesNotMatch(protectionView(withDisk({ contradictions: ["<script>"] })).html, /<script>/);
  });
});

describe("Server-side encryption in words", () => {
  for (const [encryption, words] of [
    [{ kind: "platform-key" }, "platform key"],
    [{ kind: "customer-key", diskEncryptionSetId: "/des" }, "customer key"],
    [{ kind: "platform-and-customer-key", diskEncryptionSetId: "/des" }, "platform and customer key"],
    [
      {
        kind: "customer-key",
        diskEncryptionSetId: "/des",
        keyUrl: "https://kv.vault.azure.net/keys/k/0123456789",
      },
      "customer key (des, version 01234567…)",
    ],
    [{ kind: "local-encryption" }, "by the VM size, platform key"],
    [{ kind: "none", because: "ephemeral-disk" }, "not by SSE"],
    [{ kind: "none", because: "unmanaged-disk" }, "no (unmanaged)"],
    [{ kind: "none", because: "temporary-disk" }, "not by SSE"],
    [{ kind: "unknown", missing: "no rights" }, "unknown: no rights"],
  ] as const) {
    it(`is "${words}" for ${JSON.stringify(encryption)}`, () => {
      assert.equal(serverSideWords(encryption), words);
    });
  }
});

describe("The protection of a VM without Azure Disk Encryption", () => {
  const sse = { encryptionType: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: "/des" } as const;
  const textOf = (values: ViewValues): string => protectionView(evaluateProtection(views(values))).text;

  for (const [what, values, caption] of [
    ["nothing but the platform's key", {}, /^vm-web-01: not proven encrypted/],
    [
      "a customer's key",
      { disks: [aDisk(sse)] },
      /^vm-web-01: a customer-managed key at rest, no Azure Disk Encryption/,
    ],
    [
      "encryption at host",
      { virtualMachine: aVirtualMachine({ encryptionAtHost: true }) },
      /^vm-web-01: encryption at host, no Azure Disk Encryption/,
    ],
  ] as const) {
    it(`is headed by what it has, for ${what}`, () => {
      assert.match(textOf(values), caption);
    });
  }

  it("says beside each disk whose key the host encrypts with", () => {
    const text = textOf({ virtualMachine: aVirtualMachine({ encryptionAtHost: true }), disks: [aDisk(sse)] });
    assert.match(text, /customer key; at host with the customer's key/);
  });
});
