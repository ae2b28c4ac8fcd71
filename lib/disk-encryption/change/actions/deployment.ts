import type { DeploymentOperation } from "@azure/arm-resources";

import { NOT_SHOWN, parseResourceId, RunbookError } from "@runbooks/azure";
import { type ParameterValues, type ResourceManagerTemplate } from "../../nouns/template";
import { passwordRefusal } from "../../nouns/administrator";
import { azureError } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { errorDetailIn, innermostErrors, type ErrorDetail } from "../../connection/error-details";
import type { ActionKind } from "./action-kind";
import { ADMIN_PASSWORD } from "./virtual-machine";
import { clientsOf } from "../../connection/clients";

/** Deploys a Resource Manager template into a resource group: what is not there is made, what is there and not in it stays as it is. */
export interface DeployTemplate {
  readonly kind: "deploy-template";
  /** Id of the deployment itself. */
  readonly deploymentId: string;
  readonly template: ResourceManagerTemplate;
  /** A secret's value is the hole: what is sent is handed to `apply` under the parameter's name. */
  readonly parameters: ParameterValues;
}

/** The body of a deployment, and of the questions what it would do. */
export interface DeploymentBody {
  readonly properties: {
    readonly mode: "Incremental";
    readonly template: ResourceManagerTemplate;
    readonly parameters: ParameterValues;
  };
}

export const deploymentBody = (
  template: ResourceManagerTemplate,
  parameters: ParameterValues,
): DeploymentBody => ({
  properties: { mode: "Incremental", template, parameters },
});

export const deployTemplate: ActionKind<DeployTemplate> = {
  request: ({ deploymentId, template, parameters }) => ({
    method: "PUT",
    path: deploymentId,
    body: deploymentBody(template, parameters),
  }),
  perform: async (azure, action, send) => {
    const { deploymentId } = action;
    try {
      await send(deployTemplate.request(action), {
        describe: async () => progressWords(await readOperations(azure, deploymentId)),
      });
    } catch (error) {
      const refusal = errorDetailIn(error);
      if (refusal?.details !== undefined) {
        throw tellingError(
          refusal,
          "The template was refused",
          "Nothing was made. Mend what the message names, and plan again.",
          error,
        );
      }
      // The deployment says only that something in it failed; the resource's own operation says what.
      if (azureError(error, "deploying").code !== "DeploymentFailed") throw error;
      throw failureOf(await readOperations(azure, deploymentId), error);
    }
  },
  secrets: ({ template, parameters }) =>
    holesOf(parameters).map((name) => ({
      name,
      ...(name === ADMIN_PASSWORD
        ? { refusal: (value: string | Uint8Array) => passwordRefusal(String(value), osTypeOf(template)) }
        : {}),
    })),
};

/** The parameters whose values are secrets that stand in no plan. */
export function holesOf(parameters: ParameterValues): readonly string[] {
  return Object.entries(parameters)
    .filter(([, value]) => "value" in value && value.value === NOT_SHOWN)
    .map(([name]) => name);
}

function osTypeOf({ resources }: ResourceManagerTemplate): "Windows" | "Linux" {
  return JSON.stringify(resources).includes('"windowsConfiguration"') ? "Windows" : "Linux";
}

/** What the deployment did so far, resource by resource; undefined where it can't be read, which is no failure of the deployment. */
async function readOperations(
  azure: Connection,
  deploymentId: string,
): Promise<readonly DeploymentOperation[] | undefined> {
  const { subscriptionId, resourceGroupName, name } = parseResourceId(deploymentId);
  // By its scope, without its first slash: the client's other list leaves the provider out of the path.
  const scope = `subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
  const operations: DeploymentOperation[] = [];
  try {
    for await (const one of clientsOf(azure)
      .resources(subscriptionId)
      .deploymentOperations.listAtScope(scope, name))
      operations.push(one);
    return operations;
  } catch {
    return undefined;
  }
}

/** `2 of 5 resources done; at virtualMachines vm-new-01`; undefined while nothing is under way. */
function progressWords(operations: readonly DeploymentOperation[] = []): string | undefined {
  const ofResources = operations.filter(({ properties }) => properties?.targetResource !== undefined);
  if (ofResources.length === 0) return undefined;
  const stateOf = ({ properties }: DeploymentOperation): string => properties?.provisioningState ?? "";
  const done = ofResources.filter((operation) => stateOf(operation) === "Succeeded").length;
  const running = ofResources.filter((operation) => !["Succeeded", "Failed"].includes(stateOf(operation)));
  const at = running.map(targetWords).join(", ");
  return `${done} of ${ofResources.length} resources begun are done${at === "" ? "" : `; at ${at}`}`;
}

function targetWords({ properties }: DeploymentOperation): string {
  const { resourceName = "", resourceType = "" } = properties?.targetResource ?? {};
  return `${resourceType.split("/").pop() ?? ""} ${resourceName}`;
}

/** The first resource's own error, as Azure worded it. */
function failureOf(operations: readonly DeploymentOperation[] = [], cause: unknown): RunbookError {
  const failed = operations.find(({ properties }) => properties?.provisioningState === "Failed");
  const error = failed?.properties?.statusMessage?.error;
  if (failed === undefined || error === undefined) return azureError(cause, "deploying the template");
  return tellingError(
    error,
    targetWords(failed),
    "What the deployment made before stays: delete it, or mend what the message names and deploy again.",
    cause,
  );
}

/** Azure wraps the error that tells (`InvalidTemplateDeployment`, `ResourceDeploymentFailure`): it is inside. */
function tellingError(error: ErrorDetail, what: string, hint: string, cause: unknown): RunbookError {
  const [first] = innermostErrors(error);
  return new RunbookError(first?.code ?? "DeploymentFailed", `${what}: ${first?.message ?? ""}`, hint, {
    cause,
  });
}
