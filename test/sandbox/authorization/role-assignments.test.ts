import assert from "node:assert/strict";

import { textAt, valueAt } from "../../../lib/sandbox/json";
import { assertRefused, items, production, startContoso } from "../contoso";

const group = `${production}/resourceGroups/rg-web-weu`;
const vault = `${production}/resourceGroups/rg-security-weu/providers/Microsoft.KeyVault/vaults/kv-contoso-weu`;
const version = "api-version=2022-04-01";
const omar = "c0015012-0b1d-4000-8000-c0ffee000012";
const readerRole = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const contributorRole = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const name = "a0000000-0000-4000-8000-000000000001";
const at = (scope: string, assignment = name): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${assignment}?${version}`;
const body = (
  principalId: string,
  role: string,
  more = {},
): { readonly properties: Record<string, string> } => ({
  properties: {
    principalId,
    roleDefinitionId: `${production}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    ...more,
  },
});

describe("role assignments", () => {
  // The client puts a slash before a scope that has one already.
  it("are made with 201, and count at once", async () => {
    const { send, get } = startContoso();
    const path = `${group}?api-version=2021-04-01`;
    assertRefused(await get(path, { as: "omar@contoso.example" }), 403, "AuthorizationFailed");
    const answer = await send("PUT", `https://management.azure.com/${at(group)}`, {
      body: body(omar, readerRole),
    });
    assert.equal(answer.status, 201);
    assert.equal(textAt(answer.body, "properties", "scope"), group);
    assert.equal((await get(path, { as: "omar@contoso.example" })).status, 200);
  });

  it("end with a DELETE", async () => {
    const { send, get } = startContoso();
    await send("PUT", at(group), { body: body(omar, readerRole) });
    assert.equal((await send("DELETE", at(group))).status, 200);
    assert.equal((await send("DELETE", at(group))).status, 204);
    const answer = await get(`${group}?api-version=2021-04-01`, { as: "omar@contoso.example" });
    assertRefused(answer, 403, "AuthorizationFailed");
  });

  it("are there once: the same role to the same principal under another name is a conflict", async () => {
    const { send } = startContoso();
    const other = "a0000000-0000-4000-8000-000000000002";
    await send("PUT", at(group), { body: body(omar, readerRole) });
    assert.equal((await send("PUT", at(group), { body: body(omar, readerRole) })).status, 200);
    const twice = await send("PUT", at(group, other), { body: body(omar, readerRole) });
    assertRefused(twice, 409, "RoleAssignmentExists");
    const changed = await send("PUT", at(group), { body: body(omar, contributorRole) });
    assertRefused(changed, 400, "RoleAssignmentUpdateNotPermitted");
  });

  it("need a principal that exists, unless its type is told", async () => {
    const { send } = startContoso();
    const stranger = "a0000000-0000-4000-8000-00000000000f";
    const refused = await send("PUT", at(vault), { body: body(stranger, readerRole) });
    assert.match(assertRefused(refused, 400, "PrincipalNotFound"), /principalType/);
    const told = body(stranger, readerRole, { principalType: "ServicePrincipal" });
    assert.equal((await send("PUT", at(vault), { body: told })).status, 201);
  });

  it("need a role that exists", async () => {
    const answer = await startContoso().send("PUT", at(group), { body: body(omar, omar) });
    assertRefused(answer, 400, "RoleDefinitionDoesNotExist");
  });

  it("are an owner's to give, not a contributor's", async () => {
    const answer = await startContoso().send("PUT", at(group), {
      as: "runbook-automation",
      body: body(omar, readerRole),
    });
    assert.match(
      assertRefused(answer, 403, "AuthorizationFailed"),
      /'Microsoft\.Authorization\/roleAssignments\/write' over scope '\/subscriptions\/.*\/roleAssignments\/a0000000/,
    );
  });

  it("are listed at a scope, above it and below it, and filtered by principal", async () => {
    const { get } = startContoso();
    const list = async (scope: string, filter: string): Promise<number> =>
      items(
        await get(
          `${scope}/providers/Microsoft.Authorization/roleAssignments?${version}&$filter=${encodeURIComponent(filter)}`,
        ),
      ).length;
    assert.equal(await list(production, ""), 5);
    assert.equal(await list(production, "atScope()"), 4);
    assert.equal(await list(vault, "atScope()"), 5);
    assert.equal(await list(vault, "principalId eq 'c0015013-0b1d-4000-8000-c0ffee000013'"), 2);
    assert.equal(await list(vault, "atScope() and assignedTo('c0015010-0b1d-4000-8000-c0ffee000010')"), 2);
  });
});

describe("permissions", () => {
  it("are the caller's own roles at a resource", async () => {
    const path = `${vault}/providers/Microsoft.Authorization/permissions?${version}`;
    const [owner, administrator] = items(await startContoso().get(path));
    assert.deepEqual(owner?.["actions"], ["*"]);
    assert.deepEqual(administrator?.["dataActions"], ["Microsoft.KeyVault/vaults/*"]);
  });

  it("of a reader are to read", async () => {
    const path = `${group}/providers/Microsoft.Authorization/permissions?${version}`;
    const roles = items(await startContoso().get(path, { as: "lena@contoso.example" }));
    assert.deepEqual(
      roles.map(({ actions }) => actions),
      [["*/read"]],
    );
  });
});

describe("role definitions", () => {
  it("are found by name", async () => {
    const filter = encodeURIComponent("roleName eq 'Key Vault Administrator'");
    const path = `${group}/providers/Microsoft.Authorization/roleDefinitions?${version}&$filter=${filter}`;
    const [role] = items(await startContoso().get(path));
    assert.equal(role?.["name"], "00482a5a-887f-4fb3-b363-3b7fe8e74483");
    assert.equal(valueAt(role, "properties", "roleName"), "Key Vault Administrator");
  });
});
