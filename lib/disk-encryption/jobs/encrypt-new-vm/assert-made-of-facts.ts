import { isDeepStrictEqual } from "node:util";

import { type ParameterValue, type TemplateResource } from "../../nouns/template";
import { RunbookError } from "@runbooks/azure";
import type { NewVirtualMachineFacts } from "../../checks/new-vm/facts";
import type { TemplateAndParameters } from "./deployment";
import { exportTemplate } from "./export-template";
import { planNewVirtualMachine } from "./plan";

/**
 * A deployment is approved by the VM's name, and evaluated by its facts: a template that makes more, or a parameter with another value, would slip
 * past both.
 *
 * It may have been exported of earlier facts: the moment in the names of its snapshots, and the tag that has the extension run, are its own.
 *
 * @throws RunbookError `ArgumentInvalid` where template or parameters are not those of the facts, but for secrets by reference; `PlanBlocked`
 *   where nothing can be planned with the facts.
 */
export function assertMadeOfFacts(facts: NewVirtualMachineFacts, exported: TemplateAndParameters): void {
  const withoutSnapshots = !exported.template.resources.some(isSnapshot);
  const expected = exportTemplate(planNewVirtualMachine(facts, { withoutSnapshots }));
  const parameters = exported.parameters.parameters;
  // First: the name is what an operator got wrong, where everything else differs too.
  for (const [name, value] of Object.entries(expected.parameters.parameters))
    assertSame(name, value, parameters[name]);
  for (const [name, value] of Object.entries(parameters)) assertExpected(name, value, expected);
  if (isDeepStrictEqual(comparable(exported.template), comparable(expected.template))) return;
  throw new RunbookError(
    "ArgumentInvalid",
    `The template is not the one that the plan of ${facts.request.name} exports: anything it adds or changes was never checked.`,
    "Deploy newVirtualMachine.exportTemplate(newVirtualMachine.plan(facts)) as it is. A template that was changed by hand is deployed by your own means (az deployment group create).",
  );
}

export const isSnapshot = ({ type }: TemplateResource): boolean => type === "Microsoft.Compute/snapshots";

/** Any new value makes the extension run again; the VM and what is evaluated of it are the same. */
const FORCE_UPDATE_TAG = "forceUpdateTag";

function assertSame(name: string, expected: ParameterValue, given: ParameterValue | undefined): void {
  if (isDeepStrictEqual(given, expected)) return;
  const value = given !== undefined && "value" in given ? given.value : undefined;
  if (name === FORCE_UPDATE_TAG && typeof value === "string" && value !== "") return;
  throw new RunbookError(
    "ArgumentInvalid",
    `The template's parameter ${name} is ${inWords(given)}; the facts were read for ${inWords(expected)}.`,
    `Observe a request with the value that you mean, and export the template of its plan. Other than in the facts may be secrets alone, by reference to a vault.`,
  );
}

function inWords(value: ParameterValue | undefined): string {
  if (value === undefined) return "without a value";
  return "value" in value ? `'${String(value.value)}'` : "a secret of a vault";
}

/** Beyond the values of the facts: secrets, by reference. What else is there is not shown, it may be one. */
function assertExpected(
  name: string,
  value: ParameterValue,
  { template, parameters }: TemplateAndParameters,
): void {
  if (parameters.parameters[name] !== undefined) return;
  if (template.parameters[name]?.type === "securestring" && "reference" in value) return;
  throw new RunbookError(
    "ArgumentInvalid",
    template.parameters[name] === undefined
      ? `The template of these facts has no parameter ${name}.`
      : `The parameter ${name} is a secret, which stands in no parameters file.`,
    template.parameters[name] === undefined
      ? `Its parameters are ${Object.keys(template.parameters).join(", ")}.`
      : `Hand it to apply as { secrets: { ${name}: ... } }, or give a reference to a vault.`,
  );
}

/** A template as its file has it, without the moment at which it was planned. */
const comparable = (template: TemplateAndParameters["template"]): unknown =>
  JSON.parse(JSON.stringify(template).replaceAll(/-before-ade-\d{14}\b/g, "-before-ade"));
