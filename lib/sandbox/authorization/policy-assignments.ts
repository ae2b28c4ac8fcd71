import { AzureError } from "../errors";
import { param, type Call, type Reply } from "../http";
import type { JsonObject } from "../json";
import { scopeOfCall } from "../scopes";
import type { PolicyAssignment } from "../state";
import { scopeCovers } from "./access";

/** Assigned policies, for reading. A list holds those at the scope, above it and inside it. */
export function listPolicyAssignments(call: Call): Reply {
  const scope = scopeOfCall(call.url);
  const filter = call.query("$filter") ?? "";
  if (filter !== "" && !/^\s*atScope\(\)\s*$/i.test(filter)) {
    throw new AzureError(
      400,
      "InvalidFilterInQueryString",
      `(sandbox) The filter '${filter}' is not supported.`,
    );
  }
  const value = call.world.policyAssignments
    .filter(
      (assignment) =>
        scopeCovers(assignment.scope, scope) || (filter === "" && scopeCovers(scope, assignment.scope)),
    )
    .map(toBody);
  return { status: 200, body: { value } };
}

export function getPolicyAssignment(call: Call): Reply {
  const [name, scope] = [param(call, "policyAssignmentName"), scopeOfCall(call.url)];
  const found = call.world.policyAssignments.find(
    (assignment) =>
      assignment.name.toLowerCase() === name.toLowerCase() &&
      assignment.scope.toLowerCase() === scope.toLowerCase(),
  );
  if (found !== undefined) return { status: 200, body: toBody(found) };
  throw new AzureError(404, "PolicyAssignmentNotFound", `The policy assignment '${name}' is not found.`);
}

function toBody({ name, displayName, scope, policyDefinitionId, effect }: PolicyAssignment): JsonObject {
  return {
    id: `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`,
    name,
    type: "Microsoft.Authorization/policyAssignments",
    properties: {
      displayName,
      policyDefinitionId,
      scope,
      notScopes: [],
      enforcementMode: "Default",
      parameters: { effect: { value: effect } },
      metadata: {},
    },
  };
}
