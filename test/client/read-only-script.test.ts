import assert from "node:assert/strict";

import { assertOnlyReads } from "../../lib/client/read-only-script";
import { RunbookError } from "../../lib/errors";
import { probeScript } from "../../lib/operations/probe/scripts";

const path = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm/runCommand";
const ask = (script: readonly string[], commandId = "RunPowerShellScript"): void => {
  assertOnlyReads({ method: "POST", path, body: { commandId, script } });
};
const refused = (error: unknown): boolean =>
  error instanceof RunbookError && error.code === "ChangeOutsidePlan";

describe("A Run Command that asks a guest", () => {
  for (const osType of ["Windows", "Linux"] as const) {
    it(`may be the probe of ${osType}, line by line`, () => {
      const { lines, commandId } = probeScript(osType, "kv-contoso-weu.vault.azure.net");
      ask(lines, commandId);
    });
  }

  for (const line of [
    "manage-bde -off C:",
    "manage-bde -status; manage-bde -off C:",
    "manage-bde -status\nmanage-bde -off C:",
    'cmd /c "reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE 2>&1 & manage-bde -off C:"',
    'cmd /c "reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE 2>C:\\Windows\\win.ini"',
    'cmd /c "manage-bde -off C:"',
    "reg add HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE /v OSRecoveryKey /d 2",
    "echo '== x ==' > /etc/passwd",
    "curl -s -o /dev/null -m 5 -w '%{http_code}\\n' http://168.63.129.16/ -X POST",
    "Restart-Computer",
  ]) {
    it(`is refused for the line ${JSON.stringify(line)}`, () => {
      assert.throws(() => {
        ask([line]);
      }, refused);
    });
  }

  it("is refused where it is another request", () => {
    assert.throws(() => {
      assertOnlyReads({ method: "POST", path: path.replace("runCommand", "deallocate") });
    }, refused);
  });
});
