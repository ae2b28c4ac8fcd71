import assert from "node:assert/strict";

import {
  diskEncryptionExtension,
  extensionReport,
} from "../../../lib/disk-encryption/protection/extension-state";
import { aLinuxExtension, aLinuxVirtualMachine, anExtension, aVirtualMachine } from "../../builders";

describe("The Azure Disk Encryption extension of a VM", () => {
  for (const [what, extension] of [
    ["on Windows", anExtension()],
    ["on Linux", aLinuxExtension({})],
    ["in any case", anExtension({ publisher: "MICROSOFT.AZURE.SECURITY", type: "azurediskencryption" })],
    ["under another name than its type's", anExtension({ name: "encryption" })],
  ] as const) {
    it(`is found ${what}`, () => {
      assert.equal(diskEncryptionExtension(aVirtualMachine({ extensions: [extension] })), extension);
    });
  }

  for (const [what, extension] of [
    ["of another publisher", anExtension({ publisher: "Contoso" })],
    ["of another type", anExtension({ type: "IaaSAntimalware" })],
  ] as const) {
    it(`is not an extension ${what}`, () => {
      assert.equal(diskEncryptionExtension(aVirtualMachine({ extensions: [extension] })), undefined);
    });
  }

  it("is found among others", () => {
    const others = [
      anExtension({ type: "CustomScriptExtension", publisher: "Microsoft.Compute" }),
      anExtension(),
    ];
    assert.equal(
      diskEncryptionExtension(aVirtualMachine({ extensions: others }))?.type,
      "AzureDiskEncryption",
    );
  });
});

describe("What the extension reports", () => {
  const report = (...parameters: Parameters<typeof aLinuxExtension>): ReturnType<typeof extensionReport> =>
    extensionReport(aLinuxVirtualMachine({ extensions: [aLinuxExtension(...parameters)] }));

  it("is nothing where the VM has no extension", () => {
    assert.equal(extensionReport(aVirtualMachine()), undefined);
  });

  it("is its status with the state of the OS and data volumes", () => {
    assert.deepEqual(report({ os: "Encrypted", data: "NotMounted" }), {
      os: "Encrypted",
      data: "NotMounted",
      statusCode: "ProvisioningState/succeeded",
      statusMessage: "Encryption succeeded for all volumes",
    });
  });

  it("leaves out the volumes it does not speak of", () => {
    assert.equal("os" in (report({ data: "Encrypted" }) ?? {}), false);
  });

  it("has an empty status while the handler has not reported yet", () => {
    const { statusCode, statusMessage } =
      report({}, { statusCode: undefined, statusMessage: undefined }) ?? {};
    assert.deepEqual({ statusCode, statusMessage }, { statusCode: "", statusMessage: "" });
  });

  for (const [what, substatusMessage] of [
    ["is missing", undefined],
    ["is not JSON", "Encrypted"],
    ["is cut", '{"os": "Encr'],
    ["has other types", '{"os": 1, "data": null}'],
    ["is a list", "[]"],
  ] as const) {
    it(`says nothing of the volumes where its substatus ${what}`, () => {
      const { os, data } = report({}, { substatusMessage }) ?? {};
      assert.deepEqual({ os, data }, { os: undefined, data: undefined });
    });
  }
});
