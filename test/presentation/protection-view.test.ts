import assert from "node:assert/strict";

import { assessProtection } from "../../lib/protection/assess";
import type {
  AzureDiskEncryption,
  DiskProtection,
  VirtualMachineProtection,
} from "../../lib/protection/protection";
import { protectionView, serverSideWords } from "../../lib/presentation/protection-view";
import {
  anExtension,
  anOsDisk,
  aSecret,
  aStampedDisk,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  views,
} from "../builders";

const encrypted = assessProtection(
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
    const { html } = protectionView(assessProtection(views({ virtualMachine })));
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
    [{ kind: "none", because: "unmanaged-disk" }, "no (unmanaged)"],
    [{ kind: "none", because: "temporary-disk" }, "not by SSE"],
    [{ kind: "unknown", missing: "no rights" }, "unknown: no rights"],
  ] as const) {
    it(`is "${words}" for ${encryption.kind}`, () => {
      assert.equal(serverSideWords(encryption), words);
    });
  }
});
