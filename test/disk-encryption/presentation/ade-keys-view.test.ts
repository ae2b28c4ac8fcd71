import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import type { AdeDiskKey, AdeKeys } from "../../../lib/disk-encryption/jobs/rotate-ade-keys/observe";
import { adeKeysView } from "../../../lib/disk-encryption/presentation/ade-keys-view";

const key: AdeDiskKey = {
  disk: "vm-web-01-osdisk",
  role: "os",
  secretUrl: "https://kv-test.vault.azure.net/secrets/A1/0123456789abcdef",
  secretVaultId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-test",
  secret: known(
    {
      secretUrl: "https://kv-test.vault.azure.net/secrets/A1/0123456789abcdef",
      state: "usable",
      contentType: "BEK",
      tags: { DiskEncryptionKeyFileName: "A1.BEK", VolumeLetter: "C:\\" },
    },
    "test",
  ),
};
const keysOf = (...keys: readonly AdeDiskKey[]): AdeKeys => ({
  vmName: "vm-web-01",
  keys,
  former: [],
  unstamped: [],
  unread: [],
});

describe("The view of the keys of Azure Disk Encryption", () => {
  it("shows of each secret its name, content type, expiry and tags", () => {
    const { text } = adeKeysView(keysOf(key));
    assert.match(
      text,
      /kv-test\/secrets\/A1\/01234567… +BEK +never +– none +✔ secret usable +DiskEncryptionKeyFileName: A1\.BEK; VolumeLetter: C:\\/,
    );
  });

  it("shows the day on which a secret expires", () => {
    assert.ok(key.secret.kind === "known");
    const expiring = known({ ...key.secret.value, expiresOn: new Date("2027-01-31T08:00:00Z") }, "test");
    assert.match(adeKeysView(keysOf({ ...key, secret: expiring })).text, /BEK +2027-01-31/);
  });

  it("shows why a secret was not read, and nothing in its place", () => {
    const { text } = adeKeysView(keysOf({ ...key, secret: missing("Forbidden") }));
    assert.match(text, /\? Forbidden/);
    assert.doesNotMatch(text, /never/);
  });
});
