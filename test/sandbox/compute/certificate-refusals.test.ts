import assert from "node:assert/strict";

import { certificateRefusal } from "../../../lib/sandbox/compute/certificate-refusals";
import type { Resource } from "../../../lib/sandbox/state";
import { testSandbox } from "../support";
import { aVault, vaultId, vaultName } from "../support-compute";

const aMachine = (sourceVault: string): Resource => ({
  id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm",
  name: "vm",
  type: "Microsoft.Compute/virtualMachines",
  properties: {
    osProfile: {
      secrets: [
        {
          sourceVault: { id: sourceVault },
          vaultCertificates: [
            {
              certificateUrl: `https://${vaultName}.vault.azure.net/secrets/web/0123456789abcdef0123456789abcdef`,
            },
          ],
        },
      ],
    },
  },
});

describe("certificates of a new VM", () => {
  it("are taken from a vault that is enabled for deployment, its id in any case", () => {
    const { world } = testSandbox({ vaults: [aVault({ enabledForDeployment: true })] });
    assert.equal(certificateRefusal(world, aMachine(vaultId.toUpperCase())), undefined);
  });

  for (const [what, enabledForDeployment, id] of [
    ["one that is not enabled", false, vaultId],
    ["one whose id is another's", true, vaultId.replace(vaultName, "kv-other")],
  ] as const) {
    it(`are not taken from ${what}`, () => {
      const { world } = testSandbox({ vaults: [aVault({ enabledForDeployment })] });
      const refusal = certificateRefusal(world, aMachine(id));
      assert.equal(refusal?.code, "KeyVaultAccessForbidden");
      assert.match(refusal.message, /either has not been enabled for deployment or the vault id provided/);
    });
  }
});
