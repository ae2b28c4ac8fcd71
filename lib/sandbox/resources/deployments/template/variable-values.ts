import type { Json, JsonObject } from "../../../json";
import { nameIn, resolve } from "../expressions/evaluate";
import type { TemplateFunctions } from "../expressions/function-call";
import { languageError } from "../expressions/language-error";

/**
 * What `variables()` answers: a variable is evaluated when it is first asked for.
 *
 * The function throws TemplateLanguageError for a variable that the template does not have, and for one that asks for itself.
 */
export function variableValues(
  variables: JsonObject,
  functions: () => TemplateFunctions,
): (name: string) => Json {
  const values = new Map<string, Json>();
  const beingEvaluated = new Set<string>();
  return (asked) => {
    const name = nameIn(variables, asked);
    if (name === undefined) throw languageError(`The template variable '${asked}' is not found.`);
    if (values.has(name)) return values.get(name);
    if (beingEvaluated.has(name))
      throw languageError(`(sandbox) The template variable '${name}' depends on itself.`);
    beingEvaluated.add(name);
    const value = resolve(variables[name], functions());
    beingEvaluated.delete(name);
    values.set(name, value);
    return value;
  };
}
