import type { TemplateFunction } from "../function-call";
import { arithmeticFunctions, collectionFunctions, logicFunctions } from "./values";
import { textFunctions } from "./text";

/** The functions whose value depends on their arguments alone. */
export const pureFunctions: Readonly<Record<string, TemplateFunction>> = {
  ...textFunctions,
  ...logicFunctions,
  ...arithmeticFunctions,
  ...collectionFunctions,
};
