import assert from "node:assert/strict";

import { valueAt } from "../../../lib/sandbox/json";
import { assertRefused, items, production, research, startContoso } from "../contoso";

const version = "api-version=2022-12-01";

describe("subscriptions", () => {
  it("lists those that the caller has rights in", async () => {
    const { get } = startContoso();
    const names = async (as: string): Promise<readonly unknown[]> =>
      items(await get(`/subscriptions?${version}`, { as })).map(
        (subscription) => subscription["displayName"],
      );
    assert.deepEqual(await names("dana@contoso.example"), ["Contoso Production", "Contoso Finance"]);
    assert.deepEqual(await names("omar@contoso.example"), ["Contoso Research"]);
  });

  it("A subscription without rights answers AuthorizationFailed", async () => {
    const answer = await startContoso().get(`${research}?${version}`);
    assert.match(
      assertRefused(answer, 403, "AuthorizationFailed"),
      /'Microsoft\.Resources\/subscriptions\/read'/,
    );
  });

  it("names the tenant and the display name of one", async () => {
    const { get, sandbox } = startContoso();
    const { body } = await get(`${production}?${version}`);
    assert.equal(valueAt(body, "displayName"), "Contoso Production");
    assert.equal(valueAt(body, "tenantId"), sandbox.tenantId);
  });

  it("have the fleet's two regions", async () => {
    const regions = items(await startContoso().get(`${production}/locations?${version}`));
    assert.deepEqual(
      regions.map(({ name, displayName }) => [name, displayName]),
      [
        ["westeurope", "West Europe"],
        ["northeurope", "North Europe"],
      ],
    );
  });

  it("belong to one tenant", async () => {
    const { get, sandbox } = startContoso();
    assert.deepEqual(
      items(await get(`/tenants?${version}`)).map(({ tenantId }) => tenantId),
      [sandbox.tenantId],
    );
  });
});
