import assert from "node:assert/strict";

import { extensionErrorView } from "../../../lib/disk-encryption/presentation/extension-error-view";

const failed = (code: string): string =>
  "VM has reported a failure when processing extension 'AzureDiskEncryption'. Error message: " +
  `"[2.4.0.23] Failed to configure bitlocker as expected. Exception: ProtectKeyWithExternalKey failed with ${code}".`;

describe("A failure of the extension, translated", () => {
  it("tells the hexadecimal code, its name, and the Group Policy to change", () => {
    const { text } = extensionErrorView(failed("2150695006"));
    assert.match(text, /code +2150695006 = 0x8031005E, FVE_E_POLICY_RECOVERY_KEY_NOT_ALLOWED/);
    assert.match(
      text,
      /Group Policy +Computer Configuration > .*Operating System Drives > Choose how BitLocker-protected operating system drives can be recovered/,
    );
    assert.match(text, /what to do +Set "Allow 256-bit recovery key" to Allow/);
  });

  it("says where no Group Policy causes the code", () => {
    assert.match(extensionErrorView(failed("2150695086")).text, /Group Policy +none/);
  });

  it("tells the cause of a message that has no code", () => {
    const { text } = extensionErrorView("Failed to send DiskEncryptionData, Check KeyVault inputs");
    assert.match(text, /no known BitLocker code\n +cause +The host did not take vault or key/);
  });

  it("says that it does not know a code that is in no list", () => {
    assert.match(
      extensionErrorView(failed("2150699999")).text,
      /code +2150699999 = 0x803113DF, not in the list of known codes/,
    );
  });

  it("says the same in HTML", () => {
    assert.match(extensionErrorView(failed("2150695006")).html, /0x8031005E/);
  });
});
