import { NOT_SHOWN, RunbookError } from "@runbooks/azure";
import { type ParameterValues, secretsWithoutValue } from "../../nouns/template";
import type { NewVirtualMachineFacts } from "../../checks/new-vm/facts";
import type { ExportedTemplate } from "./export-template";

/** A template with its parameters, as an operator may have changed them since they were exported. */
export type TemplateAndParameters = Pick<ExportedTemplate, "template" | "parameters">;

/**
 * A template with other values for some of its parameters: a secret by reference to a vault, or another size to be asked about by
 * `newVirtualMachine.validateTemplate` and `newVirtualMachine.whatIf`. Pure; the template stays. `newVirtualMachine.planDeployment` takes other values of secrets alone: for another size
 * observe a request with it.
 *
 * @example newVirtualMachine.withParameterValues(exported, { adminPassword: { reference: { keyVault: { id: vaultId }, secretName: "admin" } } })
 * @throws RunbookError `ArgumentInvalid` for a parameter that the template does not have, and for a secret's value: that is handed to apply.
 */
export function withParameterValues(
  { template, parameters }: TemplateAndParameters,
  values: ParameterValues,
): TemplateAndParameters {
  for (const [name, value] of Object.entries(values)) {
    const parameter = template.parameters[name];
    if (parameter === undefined) {
      throw new RunbookError(
        "ArgumentInvalid",
        `The template has no parameter ${name}.`,
        `Its parameters are ${Object.keys(template.parameters).join(", ")}.`,
      );
    }
    if (parameter.type === "securestring" && "value" in value) {
      throw new RunbookError(
        "ArgumentInvalid",
        `The parameter ${name} is a secret, which stands in no parameters file.`,
        `Hand it to apply as { secrets: { ${name}: ... } }, or give a reference to a vault.`,
      );
    }
  }
  return { template, parameters: { ...parameters, parameters: { ...parameters.parameters, ...values } } };
}

/** Where a template is deployed to, and under which name the deployment is kept. */
export interface DeploymentTarget {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  /** 1 to 64 letters, digits, hyphens, underscores and full stops. */
  readonly deploymentName: string;
}

export const deploymentId = ({
  subscriptionId,
  resourceGroupName,
  deploymentName,
}: DeploymentTarget): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Resources/deployments/${deploymentName}`;

const LONGEST_NAME = 64;

/** The deployment of a new VM: named after the VM and the moment it was observed, so that a later one does not replace its record. */
export function deploymentOf({ request, observedAt }: NewVirtualMachineFacts): DeploymentTarget {
  const { subscriptionId, resourceGroupName, name } = request;
  const stamp = observedAt.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  const head = `encrypt-${name}`.slice(0, LONGEST_NAME - stamp.length - 1);
  return { subscriptionId, resourceGroupName, deploymentName: `${head}-${stamp}` };
}

/** The values of all parameters, with a hole for each secret that has none. */
export function valuesWithHoles({ template, parameters }: TemplateAndParameters): ParameterValues {
  const holes = secretsWithoutValue(template, parameters.parameters);
  return {
    ...parameters.parameters,
    ...Object.fromEntries(holes.map((name) => [name, { value: NOT_SHOWN }])),
  };
}
