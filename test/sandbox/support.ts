import type { TokenCredential } from "@azure/core-auth";
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";

import { startSandbox, type Fleet, type Sandbox } from "../../lib/sandbox/index";

export const subscriptionId = "11111111-1111-4111-8111-111111111111";
export const resourceGroupName = "rg-test";
export const resourceGroupId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
export const tenantId = "22222222-2222-4222-8222-222222222222";

/** May do everything, on both planes. */
export const owner: Fleet["principals"][number] = {
  name: "owner@contoso.example",
  objectId: "33333333-3333-4333-8333-333333333333",
  applicationId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
  type: "User",
};
/** May read, and nothing inside a vault. */
export const reader: Fleet["principals"][number] = {
  ...owner,
  name: "reader@contoso.example",
  objectId: "44444444-4444-4444-8444-444444444444",
};

/** The smallest fleet: one subscription, one group, two people. */
export const emptyFleet: Fleet = {
  name: "test",
  description: "One empty resource group.",
  startsAt: "2026-11-24T08:00:00Z",
  tenantId,
  principals: [owner, reader],
  subscriptions: [{ subscriptionId, displayName: "Test" }],
  resourceGroups: [{ subscriptionId, name: resourceGroupName, location: "westeurope" }],
  roleAssignments: [
    { principal: owner.name, role: "Owner", scope: `/subscriptions/${subscriptionId}` },
    { principal: owner.name, role: "Key Vault Administrator", scope: `/subscriptions/${subscriptionId}` },
    { principal: reader.name, role: "Reader", scope: `/subscriptions/${subscriptionId}` },
  ],
  policyAssignments: [],
  resources: [],
  vaults: [],
  virtualMachines: [],
};

/** A sandbox with that fleet, or with a fleet changed in part. */
export function testSandbox(changes: Partial<Fleet> = {}): Sandbox {
  return startSandbox({ fleet: { ...emptyFleet, ...changes } });
}

/** The clients' way into a sandbox: nothing leaves the process. `seen` gets each exchange's first line. */
export function httpClientOf(sandbox: Sandbox, seen: string[] = []): HttpClient {
  return {
    sendRequest: async (request) => {
      const response = await sandbox.fetch(
        new Request(request.url, {
          method: request.method,
          headers: request.headers.toJSON(),
          ...(typeof request.body === "string" ? { body: request.body } : {}),
        }),
      );
      seen.push(`${request.method} ${request.url} ${response.status}`);
      return {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        bodyAsText: await response.text(),
      };
    },
  };
}

const yearInSeconds = 365 * 24 * 60 * 60;

/** A credential of one of the fleet's people. It lasts a year: the sandbox's clock is moved by days, and the clients keep a token. */
export function credentialOf(sandbox: Sandbox, principalName?: string): TokenCredential {
  return {
    getToken: (scopes) => {
      const scope = typeof scopes === "string" ? scopes : (scopes[0] ?? "");
      return Promise.resolve({
        token: sandbox.issueToken(scope.replace(/\/\.default$/, ""), principalName, yearInSeconds),
        expiresOnTimestamp: Date.now() + 3_600_000,
      });
    },
  };
}
