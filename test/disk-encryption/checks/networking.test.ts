import assert from "node:assert/strict";

import { networking } from "../../../lib/disk-encryption/checks/networking";
import {
  aKeyVault,
  aLinuxGuest,
  aLinuxVirtualMachine,
  anOsDisk,
  aVirtualMachine,
  aWindowsGuest,
  facts,
  notRead,
} from "../../builders";

const all = {
  "login.microsoftonline.com": true,
  "kv-web.vault.azure.net": true,
  "168.63.129.16": true,
  "168.63.129.16:32526": true,
  "169.254.169.254": true,
};
const windowsWith = (reached: Readonly<Record<string, boolean>>) =>
  facts({ guest: aWindowsGuest({ network: { reached, doubtful: {} } }) });

describe("networking", () => {
  for (const [host, module, current] of [
    ["login.microsoftonline.com", "fail", "pass"],
    ["kv-web.vault.azure.net", "fail", "pass"],
    ["168.63.129.16", "pass", "fail"],
    ["168.63.129.16:32526", "pass", "fail"],
    ["169.254.169.254", "pass", "fail"],
  ] as const) {
    it(`of a Windows VM that does not reach ${host}: module ${module}, current ${current}`, () => {
      const known = windowsWith({ ...all, [host]: false });
      assert.deepEqual(
        [networking(known, "module").outcome, networking(known, "current").outcome],
        [module, current],
      );
    });

    it(`is unknown where the probe did not try ${host}, in the edition that asks for it`, () => {
      const others = Object.fromEntries(Object.entries(all).filter(([probed]) => probed !== host));
      const edition = module === "fail" ? "module" : "current";
      assert.equal(networking(windowsWith(others), edition).outcome, "unknown");
    });
  }

  it("passes in both editions for a Windows VM that reaches everything", () => {
    const known = windowsWith(all);
    assert.deepEqual(
      [networking(known, "module").outcome, networking(known, "current").outcome],
      ["pass", "pass"],
    );
  });

  it("does not apply to Linux in the module edition", () => {
    assert.equal(
      networking(facts({ virtualMachine: aLinuxVirtualMachine() }), "module").outcome,
      "not-applicable",
    );
  });

  it("asks a Linux guest for the host's addresses in the current edition", () => {
    const guest = aLinuxGuest({ network: { reached: { ...all, "168.63.129.16": false }, doubtful: {} } });
    assert.equal(
      networking(facts({ virtualMachine: aLinuxVirtualMachine(), guest }), "current").outcome,
      "fail",
    );
  });

  it("is unknown where a proxy answered in the place of Azure's host, and says with which status", () => {
    const { "169.254.169.254": metadata, ...reached } = all;
    const guest = aLinuxGuest({ network: { reached, doubtful: { "169.254.169.254": "407" } } });
    const verdict = networking(facts({ virtualMachine: aLinuxVirtualMachine(), guest }), "current");
    assert.equal(metadata, true);
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /169\.254\.169\.254 \(HTTP 407\)/);
  });

  for (const edition of ["module", "current"] as const) {
    it(`is unknown in the ${edition} edition without a probe, and says to run it`, () => {
      const verdict = networking(
        facts({ guest: notRead("no Run Command probe was run in the guest") }),
        edition,
      );
      assert.ok(verdict.outcome === "unknown");
      assert.match(verdict.hint ?? "", /Run Command probe/);
    });
  }

  it("is unknown in the module edition where no vault was named", () => {
    assert.equal(
      networking(facts({ keyVault: notRead("no key vault was named") }), "module").outcome,
      "unknown",
    );
  });

  it("fails in the module edition without a vault where Entra ID is not reached", () => {
    const guest = aWindowsGuest({
      network: { reached: { ...all, "login.microsoftonline.com": false }, doubtful: {} },
    });
    const known = facts({ keyVault: notRead("no key vault was named"), guest });
    assert.equal(networking(known, "module").outcome, "fail");
  });

  it("knows the vault's host by its URI, whatever the case and the cloud", () => {
    const keyVault = aKeyVault({ vaultUri: "https://KV-Gov.vault.usgovcloudapi.net/" });
    const guest = aWindowsGuest({
      network: { reached: { ...all, "kv-gov.vault.usgovcloudapi.net": true }, doubtful: {} },
    });
    assert.equal(networking(facts({ keyVault, guest }), "module").outcome, "pass");
  });

  for (const authorityHost of ["login.microsoftonline.us", "login.chinacloudapi.cn"]) {
    it(`asks in the module edition for ${authorityHost}, where that is the authority of the VM's cloud`, () => {
      const reached = { ...all, "login.microsoftonline.com": false };
      const reaching = facts({
        authorityHost,
        guest: aWindowsGuest({ network: { reached: { ...reached, [authorityHost]: true }, doubtful: {} } }),
      });
      const blocked = facts({
        authorityHost,
        guest: aWindowsGuest({ network: { reached: { ...all, [authorityHost]: false }, doubtful: {} } }),
      });
      assert.deepEqual(
        [networking(reaching, "module").outcome, networking(blocked, "module").outcome],
        ["pass", "fail"],
      );
    });
  }

  for (const [what, reached, outcome] of [
    ["reaches", { "stvhds.blob.core.windows.net": true }, "pass"],
    ["does not reach", { "stvhds.blob.core.windows.net": false }, "fail"],
    ["was not asked about", {}, "unknown"],
  ] as const) {
    it(`comes to ${outcome} in the current edition where the guest ${what} the storage account of an unmanaged disk`, () => {
      const virtualMachine = aVirtualMachine({
        osDisk: anOsDisk({
          managedDiskId: undefined,
          vhdUri: "https://stvhds.blob.core.windows.net/vhds/os.vhd",
        }),
      });
      const guest = aWindowsGuest({ network: { reached: { ...all, ...reached }, doubtful: {} } });
      assert.equal(networking(facts({ virtualMachine, guest }), "current").outcome, outcome);
    });
  }

  it("is unknown in the module edition where the vault's URI names no host", () => {
    assert.equal(networking(facts({ keyVault: aKeyVault({ vaultUri: "" }) }), "module").outcome, "unknown");
  });
});
