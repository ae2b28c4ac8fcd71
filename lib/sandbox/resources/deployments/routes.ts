import type { Handler, Route } from "../../http";
import * as deployments from "./deployments";
import { getOperationResult } from "./deployment";
import { deploymentVersions } from "./versions";
import { whatIf } from "./what-if";

const subscription = "/subscriptions/:subscriptionId";
const scopes = [`${subscription}/resourceGroups/:resourceGroupName`, subscription];

function onDeployments(
  method: Route["method"],
  path: string,
  action: string,
  handler: Handler,
): readonly Route[] {
  return scopes.map((scope) => ({
    method,
    path: `${scope}/providers/Microsoft.Resources/deployments${path}`,
    action: `Microsoft.Resources/deployments/${action}`,
    apiVersions: deploymentVersions,
    handler,
  }));
}

const one = "/:deploymentName";

/** Deployments of templates, in a resource group and in a subscription. */
export const deploymentRoutes: readonly Route[] = [
  ...onDeployments("GET", "", "read", deployments.listDeployments),
  // The client lists with a slash at the end.
  ...onDeployments("GET", "/", "read", deployments.listDeployments),
  ...onDeployments("GET", one, "read", deployments.getDeployment),
  ...onDeployments("PUT", one, "write", deployments.putDeployment),
  ...onDeployments("DELETE", one, "delete", deployments.deleteDeployment),
  ...onDeployments("POST", `${one}/cancel`, "cancel/action", deployments.cancelDeployment),
  ...onDeployments("POST", `${one}/validate`, "validate/action", deployments.validateDeployment),
  ...onDeployments("POST", `${one}/whatIf`, "whatIf/action", whatIf),
  ...onDeployments("POST", `${one}/exportTemplate`, "exportTemplate/action", deployments.exportTemplate),
  ...onDeployments(
    "GET",
    `${one}/operationStatuses/:statusId`,
    "operationstatuses/read",
    deployments.getDeploymentStatus,
  ),
  ...onDeployments("GET", `${one}/operations`, "operations/read", deployments.listDeploymentOperations),
  ...onDeployments(
    "GET",
    `${one}/operations/:operationId`,
    "operations/read",
    deployments.getDeploymentOperation,
  ),
  // The client asks for the operations of a group's deployment by this path, which is from before providers had one form.
  ...["", "/:operationId"].map((end): Route => ({
    method: "GET",
    path: `${subscription}/resourceGroups/:resourceGroupName/deployments${one}/operations${end}`,
    action: "Microsoft.Resources/deployments/operations/read",
    apiVersions: deploymentVersions,
    handler: end === "" ? deployments.listDeploymentOperations : deployments.getDeploymentOperation,
  })),
  // No right of its own: the id is known to nobody but who began the operation.
  {
    method: "GET",
    path: `${subscription}/operationresults/:operationId`,
    apiVersions: deploymentVersions,
    handler: getOperationResult,
  },
];
