import assert from "node:assert/strict";

import { textAt } from "../../lib/sandbox/json";
import { assertRefused, production, research, startContoso } from "./contoso";

const group = `${production}/resourceGroups/rg-web-weu`;
const groups = "api-version=2021-04-01";

describe("the door of Resource Manager", () => {
  it("asks for an api-version", async () => {
    const answer = await startContoso().get(group);
    assert.match(assertRefused(answer, 400, "MissingApiVersionParameter"), /required for all requests/);
  });

  it("refuses an unknown api-version by name, and names those it knows", async () => {
    const answer = await startContoso().get(`${group}?api-version=1999-01-01`);
    const message = assertRefused(answer, 400, "InvalidApiVersionParameter");
    assert.match(message, /'1999-01-01'/);
    assert.match(message, /2021-04-01/);
  });

  it("refuses an unknown api-version of a provider by the type's name", async () => {
    const path = `${production}/providers/Microsoft.Authorization/policyAssignments?api-version=1999-01-01`;
    assert.match(
      assertRefused(await startContoso().get(path), 400, "NoRegisteredProviderFound"),
      /'1999-01-01' for type 'policyAssignments'/,
    );
  });

  it("asks for a token", async () => {
    const { sandbox } = startContoso();
    const response = await sandbox.fetch(new Request(`https://management.azure.com${group}?${groups}`));
    assert.equal(response.status, 401);
    assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer authorization_uri=/);
  });

  it("refuses an expired token", async () => {
    const { sandbox } = startContoso();
    const token = sandbox.issueToken("https://management.azure.com", undefined, 600);
    sandbox.clock.advance(600_000);
    const response = await sandbox.fetch(
      new Request(`https://management.azure.com${group}?${groups}`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    );
    assert.equal(response.status, 401);
    assert.match(await response.text(), /"ExpiredAuthenticationToken"/);
  });

  it("refuses a token that was issued for Key Vault", async () => {
    const { sandbox, get } = startContoso();
    const authorization = `Bearer ${sandbox.issueToken("https://vault.azure.net")}`;
    const answer = await get(`${group}?${groups}`, { headers: { authorization } });
    assertRefused(answer, 401, "InvalidAuthenticationTokenAudience");
  });

  it("refuses a token of another sandbox", async () => {
    const elsewhere = startContoso({ seed: "elsewhere" }).sandbox.issueToken("https://management.azure.com");
    const answer = await startContoso().get(`${group}?${groups}`, {
      headers: { authorization: `Bearer ${elsewhere}` },
    });
    assertRefused(answer, 401, "InvalidAuthenticationToken");
  });

  it("tells everyone of a subscription that is not there, with a token or without", async () => {
    const nowhere = "/subscriptions/00000000-0000-4000-8000-000000000000";
    const { sandbox } = startContoso();
    const response = await sandbox.fetch(
      new Request(`https://management.azure.com${nowhere}?api-version=2022-12-01`),
    );
    assert.equal(response.status, 404);
    assert.match(await response.text(), /"SubscriptionNotFound"/);
  });

  it("answers AuthorizationFailed in a subscription without rights", async () => {
    const answer = await startContoso().get(`${research}/resourceGroups/rg-research-neu?${groups}`);
    const message = assertRefused(answer, 403, "AuthorizationFailed");
    assert.match(message, /^The client 'dana@contoso\.example' with object id '/);
    assert.match(
      message,
      /'Microsoft\.Resources\/subscriptions\/resourceGroups\/read' over scope '\/subscriptions\//,
    );
  });

  it("lets a reader read and not write", async () => {
    const { get, send } = startContoso();
    const lena = { as: "lena@contoso.example" };
    assert.equal((await get(`${group}?${groups}`, lena)).status, 200);
    const answer = await send("PATCH", `${group}?${groups}`, { ...lena, body: { tags: {} } });
    assertRefused(answer, 403, "AuthorizationFailed");
  });

  it("finds a thing whatever the case of its id, and answers it in Azure's", async () => {
    const { get } = startContoso();
    const asSent = `${group.toUpperCase()}?API-VERSION=2021-04-01`;
    assert.equal(textAt((await get(asSent)).body, "id"), group);
  });

  it("takes a double slash at the start, as the role assignment client sends it", async () => {
    assert.equal((await startContoso().get(`https://management.azure.com/${group}?${groups}`)).status, 200);
  });

  it("says which group is not there, and marks the 404 as the gateway's", async () => {
    const answer = await startContoso().get(`${production}/resourceGroups/rg-nowhere/resources?${groups}`);
    assert.match(assertRefused(answer, 404, "ResourceGroupNotFound"), /'rg-nowhere'/);
    assert.equal(answer.headers.get("x-ms-failure-cause"), "gateway");
  });

  it("names a resource type that it does not know", async () => {
    const answer = await startContoso().get(
      `${group}/providers/Microsoft.Web/sites/site?api-version=2024-04-01`,
    );
    assert.match(assertRefused(answer, 404, "InvalidResourceType"), /'sites'.*'Microsoft\.Web'/);
  });

  it("refuses a body that is not JSON", async () => {
    const { sandbox } = startContoso();
    const response = await sandbox.fetch(
      new Request(`https://management.azure.com${group}?${groups}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${sandbox.issueToken("https://management.azure.com")}` },
        body: "<xml/>",
      }),
    );
    assert.equal(response.status, 400);
    assert.match(await response.text(), /"InvalidRequestContent"/);
  });

  it("sends request ids, echoes the client's when asked, and counts the rate limit down", async () => {
    const { get } = startContoso();
    const headers = { "x-ms-client-request-id": "my-request", "x-ms-return-client-request-id": "true" };
    const [first, second] = [await get(`${group}?${groups}`, { headers }), await get(`${group}?${groups}`)];
    assert.equal(first.headers.get("x-ms-client-request-id"), "my-request");
    assert.equal(second.headers.get("x-ms-client-request-id"), null);
    assert.notEqual(first.headers.get("x-ms-request-id"), second.headers.get("x-ms-request-id"));
    const left = [first, second].map((answer) =>
      Number(answer.headers.get("x-ms-ratelimit-remaining-subscription-reads")),
    );
    assert.deepEqual(left, [249, 248]);
  });
});

describe("the door of a vault", () => {
  it("asks for a token and says where to get one, before it looks at anything else", async () => {
    const { sandbox } = startContoso();
    const response = await sandbox.fetch(new Request("https://kv-contoso-weu.vault.azure.net/keys/kek-ade"));
    assert.equal(response.status, 401);
    assert.equal(
      response.headers.get("www-authenticate"),
      `Bearer authorization="https://login.microsoftonline.com/${sandbox.tenantId}", resource="https://vault.azure.net"`,
    );
  });
});
