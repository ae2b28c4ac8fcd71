import { AzureError, type AzureErrorDetail } from "../../errors";
import { valueAt, type Json, type JsonObject } from "../../json";
import { resolve } from "./expressions/evaluate";
import { typeName, type TemplateFunctions } from "./expressions/function-call";
import { languageError, TemplateLanguageError } from "./expressions/expression";
import { isSecure } from "./template/values";
import type { OutputDefinition, ParameterType } from "./template/template";

const evaluationFailed = "DeploymentOutputEvaluationFailed";

const expectedTypes: Readonly<Record<ParameterType, string>> = {
  String: "String",
  SecureString: "String",
  Int: "Integer",
  Bool: "Boolean",
  Object: "Object",
  SecureObject: "Object",
  Array: "Array",
};

/**
 * The outputs of a deployment, as answers show them: of a secure one no value.
 *
 * @throws AzureError `DeploymentOutputEvaluationFailed`, with what is wrong with each in its details.
 */
export function evaluatedOutputs(
  outputs: readonly OutputDefinition[],
  functions: TemplateFunctions,
): JsonObject {
  const shown: Record<string, Json> = {};
  const problems: AzureErrorDetail[] = [];
  for (const output of outputs) {
    try {
      const value = evaluatedOutput(output, functions);
      if (value !== undefined) shown[output.name] = value;
    } catch (error) {
      if (!(error instanceof TemplateLanguageError)) throw error;
      problems.push({
        code: evaluationFailed,
        target: output.name,
        message: `The template output '${output.name}' is not valid: ${error.message}.`,
      });
    }
  }
  if (problems.length === 0) return shown;
  throw new AzureError(
    400,
    evaluationFailed,
    `Unable to evaluate template outputs: '${problems.map(({ target }) => target ?? "").join(",")}'. Please see error details and ` +
      "deployment operations. Please see https://aka.ms/arm-common-errors for usage details.",
    { details: problems },
  );
}

function evaluatedOutput(
  { type, definition }: OutputDefinition,
  functions: TemplateFunctions,
): JsonObject | undefined {
  if (resolve(valueAt(definition, "condition") ?? true, functions) === false) return undefined;
  const value = resolve(definition["value"], functions);
  const expected = expectedTypes[type];
  const actual = typeName(value);
  if (expected !== actual) {
    throw languageError(
      `Template output JToken type is not valid. Expected '${expected}'. Actual '${actual}'.`,
    );
  }
  return isSecure(type) ? { type } : { type, value };
}
