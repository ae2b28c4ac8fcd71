import assert from "node:assert/strict";

import {
  bitLockerResultsIn,
  explainExtensionError,
} from "../../../lib/disk-encryption/nouns/extension-error";

const idsOf = (text: string): readonly string[] => explainExtensionError(text).map(({ id }) => id);
const reported = (text: string): string =>
  `VM has reported a failure when processing extension 'AzureDiskEncryption'. Error message: "${text}"`;

describe("An error of the Azure Disk Encryption extension", () => {
  for (const [id, text] of [
    [
      "key-vault-not-enabled",
      "Key Vault https://kv-web.vault.azure.net/ either has not been enabled for Volume Encryption or the vault id provided does not match /subscriptions/s's true resource id.",
    ],
    [
      "inputs-refused",
      "Failed to send DiskEncryptionData, Check KeyVault inputs, ResourceIds and retry encryption operation",
    ],
    ["set-secret-failed", "0xc1425072 RUNTIME_E_KEYVAULT_SET_SECRET_FAILED Failed to set secret to KeyVault"],
    ["no-answer-from-host", "No response from encryption settings post request"],
    ["key-url-invalid", "A KEK URL was specified, but it was invalid"],
    ["volume-type-unknown", "Unknown Volume Type: , has to be one of ['OS','Data','All']"],
    ["volume-type-change", "Moving from volume type Data to volume type OS is not allowed"],
    [
      "memory-too-small",
      "Not enough memory for enabling encryption on OS volume. 8 GB memory is recommended.",
    ],
    ["distribution-not-supported", "Distro debian 12 is not supported for OS encryption"],
    ["disable-os-volume", "Disabling encryption is not supported when OS volume is encrypted"],
    ["provisioning-timeout", "Provisioning of VM extension 'AzureDiskEncryption' has timed out."],
    ["storage-spaces", "Encrypting storage spaces is only supported on Windows server 2016 and above."],
  ] as const) {
    it(`"${text.slice(0, 60)}" is known as ${id}`, () => {
      assert.ok(idsOf(reported(text)).includes(id));
    });
  }

  it("is known in any case", () => {
    assert.ok(idsOf("NOT ENOUGH MEMORY FOR ENABLING ENCRYPTION ON OS VOLUME").includes("memory-too-small"));
  });

  it("is found inside a Python traceback", () => {
    const traceback = `Traceback (most recent call last):\n${'  File "/var/lib/waagent/main/handle.py"\n'.repeat(300)}Exception: BEK disk is missing or not initialized.`;
    assert.ok(idsOf(traceback).includes("key-volume-missing"));
  });

  it("tells cause, action and the source of both", () => {
    const [explanation] = explainExtensionError("A KEK URL was specified, but it was invalid");
    assert.notEqual(explanation?.cause, "");
    assert.notEqual(explanation?.action, "");
    assert.notEqual(explanation?.source.title, "");
  });

  it("that nobody knows is explained by nothing rather than by a guess", () => {
    assert.deepEqual(explainExtensionError("Something went wrong."), []);
  });

  it("of many megabytes is searched in a moment", () => {
    // The processor's time: on a busy machine the clock says nothing.
    const before = process.cpuUsage();
    explainExtensionError("VolumeType ".repeat(20_000));
    assert.ok(process.cpuUsage(before).user < 5_000_000);
  });
});

describe("A refusal of BitLocker's external key", () => {
  const refusal = reported(
    "Failed to configure bitlocker as expected. Exception: ProtectKeyWithExternalKey failed with 2150695006",
  );

  it("is explained by BitLocker's own result", () => {
    const [explanation] = explainExtensionError(refusal);
    assert.match(explanation?.cause ?? "", /recovery key/);
  });

  it("names the path of the policy to change", () => {
    const [explanation] = explainExtensionError(refusal);
    assert.match(
      explanation?.action ?? "",
      /Computer Configuration > .*operating system drives can be recovered/,
    );
  });

  it("with a result that is not known keeps its own cause", () => {
    const [explanation] = explainExtensionError("ProtectKeyWithExternalKey failed with 2150699999");
    assert.equal(explanation?.id, "external-key-refused");
    assert.deepEqual(explanation.bitLockerResults, []);
    assert.notEqual(explanation.cause, "");
  });
});

describe("BitLocker results in a text", () => {
  for (const [what, text, names] of [
    ["in decimal", "failed with 2150695006", ["FVE_E_POLICY_RECOVERY_KEY_NOT_ALLOWED"]],
    ["in hexadecimal", "failed with 0x803100ae.", ["FVE_E_NOT_ALLOWED_ON_CLUSTER"]],
    ["as a negative number", "HRESULT: -2144272290", ["FVE_E_POLICY_RECOVERY_KEY_NOT_ALLOWED"]],
    [
      "once, however often they are named",
      "2150695006, then 2150695006",
      ["FVE_E_POLICY_RECOVERY_KEY_NOT_ALLOWED"],
    ],
    ["not in any other number of ten digits", "at 1700000000", []],
    ["not in a part of a longer number", "id 21506950060", []],
  ] as const) {
    it(`are found ${what}`, () => {
      assert.deepEqual(
        bitLockerResultsIn(text).map(({ name }) => name),
        names,
      );
    });
  }
});
