import assert from "node:assert/strict";

import type { SandboxConnection } from "../../lib/disk-encryption/connection/connect";
import {
  apply,
  approve,
  connect,
  observe,
  planEncryption,
  probeScriptFor,
  readGuest,
  verify,
  watch,
} from "@runbooks/disk-encryption";
import { readContoso } from "../sandbox/contoso";

/** Contoso, whose operator may change all resources and look into no vault. */
function withoutVaultRights(): Promise<SandboxConnection> {
  const contoso = readContoso();
  const roleAssignments = contoso.roleAssignments.filter(({ role }) => role !== "Key Vault Administrator");
  const vaults = contoso.vaults.map((vault) => ({
    ...vault,
    properties: { ...vault.properties, enableRbacAuthorization: true, accessPolicies: [] },
  }));
  return connect({ fleet: { ...contoso, roleAssignments, vaults } });
}

describe("The proof of encryption by an operator without rights inside the vault", () => {
  it("reads the secret and the key through Resource Manager, which answers no value", async () => {
    const azure = await withoutVaultRights();
    const { virtualMachine, ...observed } = await observe(azure, "vm-web-01");
    const script = probeScriptFor({ virtualMachine, ...observed });
    const guest = await readGuest(azure, virtualMachine, script);
    const plan = planEncryption(await observe(azure, "vm-web-01", { guest }));
    await apply(azure, plan, approve(azure, plan, "vm-web-01"));
    await watch(azure, "vm-web-01", { script });
    const proof = await verify(azure, "vm-web-01", { script });
    assert.deepEqual(
      [
        ...new Set(
          proof.disks.filter(({ role }) => role !== "temporary").map(({ views }) => views.vault.says),
        ),
      ],
      ["secret usable, key usable"],
    );
    assert.ok(proof.proven);
  });
});
