import assert from "node:assert/strict";

import fc from "fast-check";

import { assertOnlyReads } from "../../../lib/disk-encryption/connection/read-only-script";
import { RunbookError } from "../../../lib/azure/errors";
import { probeScript } from "../../../lib/disk-encryption/probe/scripts";

const path = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm/runCommand";
const ask = (script: readonly string[], commandId: string): void => {
  assertOnlyReads({ method: "POST", path, body: { commandId, script } });
};
const refused = (error: unknown): boolean =>
  error instanceof RunbookError && error.code === "ChangeOutsidePlan";
const isRefused = (script: readonly string[], commandId: string): void => {
  assert.throws(() => {
    ask(script, commandId);
  }, refused);
};

const { lines: windowsLines } = probeScript("Windows", "kv-contoso-weu.vault.azure.net");
const { lines: linuxLines } = probeScript("Linux");
/** The probe with another line in a line's place. */
const instead = (of: string, line: string): readonly string[] => {
  assert.ok(windowsLines.includes(of), of);
  return windowsLines.map((own) => (own === of ? line : own));
};

describe("A Run Command that asks a guest", () => {
  for (const osType of ["Windows", "Linux"] as const) {
    it(`may be the probe of ${osType}`, () => {
      const { lines, commandId } = probeScript(osType, "kv-contoso-weu.vault.azure.net");
      ask(lines, commandId);
    });
  }

  for (const line of [
    "echo '== x ==' > /etc/passwd",
    "curl -s -o /dev/null -m 5 -w '%{http_code}\\n' http://168.63.129.16/ -X POST",
    "cryptsetup luksFormat /dev/sda1",
    "reboot",
    "modprobe vfat",
    "modprobe --show-depends vfat; modprobe -r vfat",
    "cat /etc/shadow",
    "awk 'BEGIN {system(\"reboot\")}' /etc/fstab",
    "} > /etc/fstab",
    "curl -s -o /dev/null -m 5 -w '%{http_code}\\n' https://stvhds.blob.core.windows.net/$(reboot)",
  ]) {
    it(`of Linux is refused for the line ${JSON.stringify(line)}`, () => {
      isRefused([line], "RunShellScript");
    });
  }

  for (const line of [
    "manage-bde -status",
    "manage-bde -off C:",
    'cmd /c "manage-bde -off C:"',
    "reg add HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE /v OSRecoveryKey /d 2",
    "Restart-Computer",
  ]) {
    it(`of Windows is refused for the line ${JSON.stringify(line)}, alone and within the probe`, () => {
      isRefused([line], "RunPowerShellScript");
      isRefused([...windowsLines, line], "RunPowerShellScript");
      isRefused([line, ...windowsLines], "RunPowerShellScript");
    });
  }

  for (const method of [
    "ProtectKeyWithExternalKey($null)",
    "ProtectKeyWithNumericalPassword()",
    "Decrypt()",
    "Encrypt()",
    "DisableKeyProtectors()",
    "DeleteKeyProtectors()",
    "Lock($true)",
    "PauseConversion()",
    "GetKeyProtectorExternalKey('{0}')",
    "GetKeyProtectorNumericalPassword('{0}')",
  ]) {
    it(`of Windows is refused where BitLocker's method ${method} stands in a reading method's place`, () => {
      const line = "    $conversion = $volume.GetConversionStatus()";
      isRefused(instead(line, `    $conversion = $volume.${method}`), "RunPowerShellScript");
    });
  }

  for (const host of [
    "168.63.129.16' 80; Restart-Computer; '",
    "$(Restart-Computer)",
    "a b",
    "",
    "h'\nRestart-Computer\n'",
  ]) {
    it(`of Windows is refused for the host ${JSON.stringify(host)}`, () => {
      isRefused(probeScript("Windows", host).lines, "RunPowerShellScript");
    });
  }

  it("of Windows is refused as a script of Linux, and the other way round", () => {
    isRefused(windowsLines, "RunShellScript");
    isRefused(linuxLines, "RunPowerShellScript");
  });

  it("of Windows is refused for any line that is changed, doubled, left out or moved", () => {
    const at = fc.nat({ max: windowsLines.length - 1 });
    fc.assert(
      fc.property(
        fc.constantFrom("change", "double", "drop", "move"),
        at,
        at,
        fc.string(),
        (how, one, to, text) => {
          const script = [...windowsLines];
          const [line = ""] = script.splice(one, 1);
          if (how === "change") script.splice(one, 0, line + text);
          if (how === "double") script.splice(one, 0, line, line);
          if (how === "move") script.splice(to, 0, line);
          const isSame = script.join("\n") === windowsLines.join("\n");
          // A host more or less is no change of the script, nor is their order.
          fc.pre(!isSame && !line.startsWith("  Reach '") && !(script[to] ?? "").startsWith("  Reach '"));
          isRefused(script, "RunPowerShellScript");
        },
      ),
      { numRuns: 500, seed: 20261126 },
    );
  });

  it("of Windows names no command, class or method but those that read", () => {
    const script = windowsLines.join("\n");
    const words = (pattern: RegExp): readonly string[] =>
      [...new Set([...script.matchAll(pattern)].map(([, word = ""]) => word))].sort();
    assert.deepEqual(words(/(?<![\w-])([A-Z][A-Za-z]+-[A-Z]\w+)/g), [
      "ForEach-Object",
      "Get-WmiObject",
      "New-Object",
      "Where-Object",
    ]);
    assert.deepEqual(words(/[\w\])]\.(\w+)\(/g), [
      "BeginConnect",
      "Close",
      "GZipStream",
      "GetBaseException",
      "GetBytes",
      "GetConversionStatus",
      "GetEncryptionMethod",
      "GetKeyProtectorType",
      "GetKeyProtectors",
      "GetProtectionStatus",
      "GetType",
      "GetValue",
      "GetValueKind",
      "GetValueNames",
      "OpenSubKey",
      "ToArray",
      "WaitOne",
      // Into the memory that is printed.
      "Write",
    ]);
    assert.deepEqual(words(/\]::(\w+)/g), [
      "Compress",
      "Exists",
      "GetHRForException",
      "InstalledUICulture",
      "LocalMachine",
      "OSVersion",
      "ToBase64String",
      "UTF8",
    ]);
  });

  it("is refused without a commandId, and with one that Azure has besides", () => {
    for (const script of [linuxLines, windowsLines])
      for (const body of [{ script }, { script, commandId: "EnableRemotePS" }])
        assert.throws(() => {
          assertOnlyReads({ method: "POST", path, body });
        }, refused);
  });

  it("is refused where it is another request", () => {
    assert.throws(() => {
      assertOnlyReads({ method: "POST", path: path.replace("runCommand", "deallocate") });
    }, refused);
  });
});
