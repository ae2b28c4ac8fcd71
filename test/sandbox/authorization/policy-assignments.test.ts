import assert from "node:assert/strict";

import { valueAt } from "../../../lib/sandbox/json";
import { finance, items, production, startContoso } from "../contoso";

const list = (scope: string): string =>
  `${scope}/providers/Microsoft.Authorization/policyAssignments?api-version=2023-04-01`;

describe("policy assignments", () => {
  it("of a subscription include those inside it", async () => {
    const [assignment] = items(await startContoso().get(list(finance)));
    assert.equal(valueAt(assignment, "properties", "scope"), `${finance}/resourceGroups/rg-security-fin`);
    assert.equal(valueAt(assignment, "properties", "displayName"), "Finance: secrets must expire");
    assert.equal(valueAt(assignment, "properties", "parameters", "effect", "value"), "Deny");
    assert.equal(valueAt(assignment, "properties", "enforcementMode"), "Default");
  });

  it("of a group include those above it, and not its neighbour's", async () => {
    const { get } = startContoso();
    const names = async (group: string): Promise<readonly unknown[]> =>
      items(await get(list(group))).map(({ name }) => name);
    assert.deepEqual(await names(`${production}/resourceGroups/rg-web-weu`), ["audit-secret-expiry"]);
    assert.deepEqual(await names(`${finance}/resourceGroups/rg-finance-weu`), []);
  });
});
