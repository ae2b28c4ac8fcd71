import assert from "node:assert/strict";

import { type JsonObject, textAt, valueAt } from "../../../lib/sandbox/json";
import { assertRefused, finance, production, research, type Answer } from "../contoso";
import { column, rowsOf, startGraph } from "./ask";

const guid = (scope: string): string => scope.slice("/subscriptions/".length);
const query = "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, subscriptionId";
const detailOf = ({ body }: Answer): unknown => valueAt(body, "error", "details");
const codeOf = (answer: Answer): unknown => {
  const details = detailOf(answer);
  return Array.isArray(details) ? textAt(details[0] as JsonObject, "code") : undefined;
};

describe("What Azure Resource Graph looks at", () => {
  it("is every subscription that the caller sees, where none is named", async () => {
    const { ask } = startGraph();
    const seen = new Set(column(await ask(query), "subscriptionId"));
    assert.deepEqual([...seen].sort(), [guid(production), guid(finance)]);
    assert.deepEqual(await ask(query, {}, "omar@contoso.example"), []);
  });

  it("leaves a subscription that the caller has no right in out without a word", async () => {
    const { post } = startGraph();
    const rows = rowsOf(await post({ query, subscriptions: [guid(finance).toUpperCase(), guid(research)] }));
    assert.deepEqual(new Set(column(rows, "subscriptionId")), new Set([guid(finance)]));
  });

  it("refuses where none is left, and where one is no GUID", async () => {
    const { post } = startGraph();
    const none = await post({ query, subscriptions: [guid(research)] });
    assertRefused(none, 400, "BadRequest");
    assert.deepEqual(detailOf(none), [
      {
        code: "NoValidSubscriptionsInQueryRequest",
        message: `There must be at least one subscription that is eligible to contain resources. Given: '${guid(research)}'.`,
      },
    ]);
    assert.equal(
      codeOf(await post({ query, subscriptions: ["finance"] })),
      "SubscriptionsContainInvalidGuids",
    );
  });

  it("refuses a caller without any right", async () => {
    const { post, sandbox } = startGraph();
    sandbox.world.roleAssignments.splice(0);
    const answer = await post({ query });
    assertRefused(answer, 403, "AccessDenied");
    assert.equal(codeOf(answer), "AccessDenied");
  });

  it("is all below the tenant's root management group, and no group that is not there", async () => {
    const { ask, post, sandbox } = startGraph();
    const rows = rowsOf(await post({ query, managementGroups: [sandbox.tenantId] }));
    assert.deepEqual(rows, await ask(query));
    const unknown = await post({ query, managementGroups: ["landing-zones"] });
    assert.equal(codeOf(unknown), "ManagementGroupsContainInvalidIds");
  });

  it("is what the caller may read: one resource group, one type", async () => {
    const { ask, sandbox } = startGraph();
    const omar = sandbox.world.principals.find(({ name }) => name === "omar@contoso.example");
    const assign = (roleDefinitionId: string, scope: string): void => {
      sandbox.world.roleAssignments.push({
        name: `${scope} ${roleDefinitionId}`,
        scope,
        principalId: omar?.objectId ?? "",
        roleDefinitionId,
        principalType: "User",
      });
    };
    const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    const virtualMachineContributor = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";
    assign(reader, `${production}/resourceGroups/rg-web-weu`);
    assign(virtualMachineContributor, finance);
    const rows = await ask(
      "resources" + " | project id, name, type, resourceGroup, subscriptionId",
      {},
      "omar@contoso.example",
    );
    const groups = new Set(
      column(
        rows.filter((row) => row["subscriptionId"] === guid(production)),
        "resourceGroup",
      ),
    );
    assert.deepEqual([...groups], ["rg-web-weu"]);
    const types = new Set(
      column(
        rows.filter((row) => row["subscriptionId"] === guid(finance)),
        "type",
      ),
    );
    assert.ok(types.has("microsoft.compute/disks"));
    assert.ok(!types.has("microsoft.compute/diskencryptionsets"));
    // The subscriptions themselves it may not read.
    const containers = await ask(
      "resourcecontainers | where type == 'microsoft.resources/subscriptions' | project name",
      {},
      "omar@contoso.example",
    );
    assert.deepEqual(column(containers, "name"), ["Contoso Research"]);
  });

  it("is the first 10,000 subscriptions, and a header says that there are more", async () => {
    const { post, sandbox } = startGraph();
    const { subscriptions, tenantId } = sandbox.world;
    const before = await post({ query });
    assert.equal(before.headers.get("x-ms-tenant-subscription-limit-hit"), null);
    const dana = sandbox.world.principals[0];
    for (let number = 0; number < 10_000; number += 1) {
      const subscriptionId = `d0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
      subscriptions.set(subscriptionId, { subscriptionId, displayName: `Subscription ${number}`, tenantId });
    }
    sandbox.world.roleAssignments.push({
      name: "everywhere",
      scope: "/",
      principalId: dana?.objectId ?? "",
      roleDefinitionId: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
      principalType: "User",
    });
    const answer = await post({
      query: "resourcecontainers | where type == 'microsoft.resources/subscriptions'",
    });
    assert.equal(valueAt(answer.body, "totalRecords"), 10_000);
    assert.equal(answer.headers.get("x-ms-tenant-subscription-limit-hit"), "true");
  });
});
