import assert from "node:assert/strict";

import {
  createChangeGate,
  createChangeLog,
  type PlannedRequest,
} from "../../../lib/disk-encryption/connection/changes";
import { isDeploymentPreview } from "../../../lib/disk-encryption/connection/read-only-deployment";

const deployment =
  "/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg/providers/Microsoft.Resources/deployments/d";
const body = { properties: { mode: "Incremental", template: { resources: [] }, parameters: {} } };
const request: PlannedRequest = { method: "POST", path: `${deployment}/whatIf`, body };

describe("A question what a deployment would do", () => {
  for (const verb of ["validate", "whatIf", "WHATIF"]) {
    it(`is POST to ${verb}`, () => {
      assert.equal(isDeploymentPreview({ ...request, path: `${deployment}/${verb}` }), true);
    });
  }

  for (const [what, other] of [
    ["the deployment itself", { method: "PUT", path: deployment }],
    ["a PUT to the question", { method: "PUT" }],
    ["a DELETE", { method: "DELETE" }],
    ["another verb", { path: `${deployment}/cancel` }],
    ["a verb below", { path: `${deployment}/whatIf/x` }],
    ["a deployment of a subscription", { path: deployment.replace("/resourceGroups/rg", "") + "/whatIf" }],
    [
      "another provider",
      { path: deployment.replace("Microsoft.Resources", "Microsoft.Compute") + "/whatIf" },
    ],
    ["a path around it", { path: `/x${deployment}/whatIf` }],
    [
      "a link to a template",
      { body: { properties: { mode: "Incremental", templateLink: { uri: "https://x" } } } },
    ],
    ["the mode that deletes", { body: { properties: { ...body.properties, mode: "Complete" } } }],
    ["more than a template", { body: { properties: { ...body.properties, onErrorDeployment: {} } } }],
    ["a body with more", { body: { ...body, location: "westeurope" } }],
    ["no body", { body: undefined }],
  ] as const) {
    it(`is not ${what}`, () => {
      assert.equal(isDeploymentPreview({ ...request, ...other }), false);
    });
  }
});

describe("The gate, asked what a deployment would do", () => {
  const gate = createChangeGate(createChangeLog(() => new Date(0)));

  it("lets that question through, and no other request meanwhile", async () => {
    await gate.ask(request, () => {
      gate.assertAnnounced("POST", request.path, body);
      assert.throws(() => {
        gate.assertAnnounced("PUT", deployment, body);
      }, /would change Azure/);
      return Promise.resolve();
    });
  });

  it("does not deploy by the way of a question", async () => {
    await assert.rejects(
      gate.ask({ ...request, method: "PUT", path: deployment }, () => Promise.resolve()),
      /is not a Run Command that reads a guest/,
    );
  });
});
