import assert from "node:assert/strict";

import { textAt, valueAt } from "../../../lib/sandbox/json";
import { assertRefused, finance, items, production, research, startContoso } from "../contoso";

const version = "api-version=2015-11-01";
const filter = (text: string): string => `$filter=${encodeURIComponent(text)}`;

describe("the list of all resources", () => {
  it("filters by type, as Key Vault's client asks for vaults", async () => {
    const vaults = items(
      await startContoso().get(
        `${production}/resources?${filter("resourceType eq 'Microsoft.KeyVault/vaults'")}&${version}`,
      ),
    );
    assert.deepEqual(
      vaults.map(({ name }) => name),
      ["kv-contoso-weu", "kv-contoso-neu", "kv-contoso-noflag", "kv-contoso-closed"],
    );
  });

  it("filters by type and name, and finds both VMs of one name", async () => {
    const text = "resourceType eq 'microsoft.compute/virtualmachines' and name eq 'VM-APP-01'";
    const machines = items(await startContoso().get(`${production}/resources?${filter(text)}&${version}`));
    assert.deepEqual(
      machines.map(({ location }) => location),
      ["westeurope", "northeurope"],
    );
    assert.equal(machines[0]?.["properties"], undefined);
  });

  it("refuses a filter that it does not understand", async () => {
    const path = `${production}/resources?${filter("startswith(name, 'vm')")}&${version}`;
    assertRefused(await startContoso().get(path), 400, "InvalidFilterInQueryString");
  });

  it("goes on where the next link says, without a gap", async () => {
    const { get } = startContoso();
    const ids: unknown[] = [];
    let next: string | undefined = `${production}/resources?${version}&$top=7`;
    while (next !== undefined) {
      const answer = await get(next);
      ids.push(...items(answer).map(({ id }) => id));
      next = textAt(answer.body, "nextLink");
    }
    assert.deepEqual(
      ids,
      items(await get(`${production}/resources?${version}`)).map(({ id }) => id),
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  it("holds a group's own resources below the group", async () => {
    const group = `${finance}/resourceGroups/rg-security-fin/resources?${version}`;
    assert.deepEqual(
      items(await startContoso().get(group)).map(({ name }) => name),
      ["kv-contoso-fin"],
    );
  });

  it("answers AuthorizationFailed in a subscription without rights", async () => {
    assertRefused(await startContoso().get(`${research}/resources?${version}`), 403, "AuthorizationFailed");
  });
});

describe("a resource provider", () => {
  it("is registered", async () => {
    const path = `${production}/providers/microsoft.compute?api-version=2021-04-01`;
    const { body } = await startContoso().get(path);
    assert.equal(valueAt(body, "namespace"), "Microsoft.Compute");
    assert.equal(valueAt(body, "registrationState"), "Registered");
  });

  it("that is none is refused", async () => {
    const path = `${production}/providers/Contoso.Nothing?api-version=2021-04-01`;
    assertRefused(await startContoso().get(path), 404, "InvalidResourceNamespace");
  });
});
