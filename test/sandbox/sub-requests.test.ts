import assert from "node:assert/strict";

import { createDoor, type Door } from "../../lib/sandbox/door";
import { AzureError } from "../../lib/sandbox/errors";
import type { Reply, Route } from "../../lib/sandbox/http";
import type { JsonObject } from "../../lib/sandbox/json";
import { identifiers } from "../../lib/sandbox/random";
import { createRateLimits } from "../../lib/sandbox/rate-limits";
import { createTokenService } from "../../lib/sandbox/tokens";
import { owner, reader, resourceGroupId, testSandbox } from "./support";

const group = "/subscriptions/:subscriptionId/resourceGroups/:resourceGroupName";
const apiVersions = ["2024-01-01"];
const query = "?api-version=2024-01-01";

/** A door with one handler that sends a request of its own to another. */
function doorWith(
  inner: Route["handler"],
  sent: { body?: JsonObject } = {},
): { door: Door; ask: (as: string) => Promise<Reply> } {
  const { world } = testSandbox();
  const tokens = createTokenService(world);
  const routes: readonly Route[] = [
    {
      method: "GET",
      path: `${group}/providers/Contoso.Outer/things/:name`,
      apiVersions,
      handler: ({ resourceManager }) =>
        resourceManager.send({
          method: "PUT",
          url: `${resourceGroupId}/providers/Contoso.Inner/things/one${query}`,
          ...sent,
        }),
    },
    {
      method: "PUT",
      path: `${group}/providers/Contoso.Inner/things/:name`,
      action: "Contoso.Inner/things/write",
      apiVersions,
      handler: inner,
    },
  ];
  const door = createDoor({
    world,
    tokens,
    rateLimits: createRateLimits(),
    requestIdentifiers: identifiers("test"),
    managementRoutes: routes,
    vaultRoutes: [],
  });
  return {
    door,
    ask: async (as) => {
      const principal = world.principals.find(({ name }) => name === as);
      assert.ok(principal);
      const token = tokens.issue(principal, "https://management.azure.com");
      const url = `https://management.azure.com${resourceGroupId}/providers/Contoso.Outer/things/one${query}`;
      const response = await door.handle(new Request(url, { headers: { authorization: `Bearer ${token}` } }));
      return { status: response.status, body: (await response.json()) as JsonObject };
    },
  };
}

describe("a request that a handler sends to Resource Manager", () => {
  it("is made with the rights of who called the handler", async () => {
    const { ask } = doorWith(({ caller }) => ({ status: 200, body: { caller: caller.name } }));
    assert.deepEqual(await ask(owner.name), { status: 200, body: { caller: owner.name } });
    const { status, body } = await ask(reader.name);
    assert.equal(status, 403);
    assert.match(JSON.stringify(body), /'Contoso\.Inner\/things\/write'/);
  });

  it("is answered with the refusal of the other handler", async () => {
    const { ask } = doorWith(() => {
      throw new AzureError(409, "Conflict", "Not now.");
    });
    assert.equal((await ask(owner.name)).status, 409);
    const later = doorWith(() => Promise.reject(new AzureError(409, "Conflict", "Not now.")));
    assert.equal((await later.ask(owner.name)).status, 409);
  });

  it("carries a copy of its body", async () => {
    const body = { inside: { value: 1 } };
    let received: unknown;
    const { ask } = doorWith(
      (call) => {
        received = call.body;
        return { status: 200, body: {} };
      },
      { body },
    );
    await ask(owner.name);
    assert.deepEqual(received, body);
    assert.notEqual(received, body);
  });
});
