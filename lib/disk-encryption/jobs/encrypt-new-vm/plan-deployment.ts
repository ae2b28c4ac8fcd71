import { secretsWithoutValue, vaultsReferredTo } from "../../nouns/template";
import type { NewVirtualMachineFacts } from "../../checks/new-vm/facts";
import { type Plan } from "../../change/plan";
import { assertMadeOfFacts, isSnapshot } from "./assert-made-of-facts";
import { deploymentId, deploymentOf, valuesWithHoles, type TemplateAndParameters } from "./deployment";
import { evaluateNewVirtualMachine } from "./evaluate";
import { deletionWords, emptyDisksWarning, touchedBy, untilItRuns } from "./plan";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import { RETIREMENT_WARNING } from "../../change/warnings";

/**
 * Plans a new VM by one deployment of a Resource Manager template. Pure.
 *
 * What a template can't do, such as the restart that ends the encryption of a Linux OS volume, is left: observe the VM and plan its encryption.
 *
 * @param exported - what `newVirtualMachine.exportTemplate` made of the plan of these facts, or of earlier ones of the same request; with a secret by reference to
 *   a vault, where that is wanted.
 * @throws RunbookError `PlanBlocked` where the image, the vault or a key encryption key was not read; `ArgumentInvalid` for another template, or
 *   other values, than those of the facts: nothing would have evaluated them.
 */
export function planTemplateDeployment(
  facts: NewVirtualMachineFacts,
  exported: TemplateAndParameters,
  options: PlanOptions = {},
): Plan {
  const { request, vmId } = facts;
  assertMadeOfFacts(facts, exported);
  const { template, parameters } = exported;
  const secretVaultIds = vaultsReferredTo(parameters.parameters);
  const findings = untilItRuns(evaluateNewVirtualMachine(facts, { kind: "template", secretVaultIds }));
  const encrypts = request.encryption.kind === "azure-disk-encryption";
  const secrets = secretsWithoutValue(template, parameters.parameters);
  return definePlan(
    {
      job: "encrypt-new-vm",
      target: { id: vmId, name: request.name },
      steps: [
        {
          title: `Deploy the template of VM ${request.name}: ${contentWords(exported)}`,
          action: {
            kind: "deploy-template",
            deploymentId: deploymentId(deploymentOf(facts)),
            template,
            parameters: valuesWithHoles(exported),
          },
          impact: "none",
          undo: {
            kind: "possible",
            how: `${deletionWords(request, template.resources.some(isSnapshot))}; deleting the deployment deletes its record alone`,
          },
          expectedDuration: encrypts
            ? "about 10 minutes; encryption goes on in the guest after the deployment is over"
            : "about 3 minutes",
        },
      ],
      touches: touchedBy(facts),
      findings,
      warnings: [
        ...(encrypts ? [RETIREMENT_WARNING] : []),
        ...emptyDisksWarning(facts),
        ...secrets.map(
          (name) =>
            `The secret parameter ${name} stands in no plan: hand it to apply as { secrets: { ${name}: ... } }.`,
        ),
      ],
    },
    options,
  );
}

function contentWords({ template }: TemplateAndParameters): string {
  const counts = new Map<string, number>();
  for (const { type } of template.resources) {
    const kind = type.split("/").slice(1).join("/");
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(", ");
}
