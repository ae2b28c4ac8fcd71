import assert from "node:assert/strict";

import { connect } from "../../../lib/disk-encryption/connection/connect";
import { readSecretLifetimePolicies } from "../../../lib/disk-encryption/observe/read-secret-lifetime-policies";
import { VAULT_ID } from "../../builders";

const POLICY = "/providers/Microsoft.Authorization/policyDefinitions/98728c90-32c7-4049-8429-847dc0f4fe37";
const INITIATIVE = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9";
const assigned = (displayName: string, policyDefinitionId: string, more: object = {}): object => ({
  properties: { displayName, policyDefinitionId, enforcementMode: "Default", ...more },
});
const deny = { parameters: { effect: { value: "Deny" } } };

describe("The policies read at a vault's scope", () => {
  it("are those that deny, and the initiatives, whatever they hold", async () => {
    const azure = {
      ...(await connect()),
      list: () =>
        Promise.resolve([
          assigned("denies", POLICY, deny),
          assigned("audits", POLICY),
          assigned("is not enforced", POLICY, { ...deny, enforcementMode: "DoNotEnforce" }),
          assigned("benchmark", INITIATIVE),
          assigned("benchmark not enforced", INITIATIVE, { enforcementMode: "DoNotEnforce" }),
          assigned("of another kind", "/providers/Microsoft.Authorization/policyDefinitions/x", deny),
        ]),
    };
    const policies = await readSecretLifetimePolicies(azure, VAULT_ID);
    assert.equal(policies.kind, "known");
    assert.deepEqual(policies.value, { denying: ["denies"], initiatives: ["benchmark"] });
  });
});
