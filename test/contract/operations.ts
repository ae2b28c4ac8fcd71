/**
 * Every operation that the runbook sends and the status it is answered, by the path of Microsoft's documents. Kept by hand: a request
 * that is new here is looked at before it is accepted.
 */
export const documentedOperations: readonly string[] = [];

/** A request that no document in `../shared` has, and why. */
export interface UndocumentedOperation {
  readonly operation: string;
  readonly path: RegExp;
  readonly reason: string;
}

export const undocumentedOperations: readonly UndocumentedOperation[] = [
  {
    operation: "GET /subscriptions 200",
    path: /^\/subscriptions$/,
    reason: "the document of Microsoft.Resources isn't in ../shared",
  },
  {
    operation: "GET .../providers/Microsoft.Authorization/policyAssignments 200",
    path: /\/providers\/Microsoft\.Authorization\/policyAssignments$/,
    reason: "the document of Microsoft.Authorization isn't in ../shared",
  },
  {
    operation: "GET .../providers/Microsoft.Compute/locations/{location}/operations/{operationId} 200",
    path: /\/providers\/Microsoft\.Compute\/locations\/[^/]+\/operations\/[^/]+$/,
    reason: "no document has status URLs: a client takes them from headers; what they answer is compared with recordings",
  },
  {
    operation: "GET .../providers/Microsoft.Compute/locations/{location}/DiskOperations/{operationId} 200",
    path: /\/providers\/Microsoft\.Compute\/locations\/[^/]+\/DiskOperations\/[^/]+$/,
    reason: "no document has status URLs: a client takes them from headers; what they answer is compared with recordings",
  },
];
