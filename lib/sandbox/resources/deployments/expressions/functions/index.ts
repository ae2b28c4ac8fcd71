import type { TemplateFunction } from "../function-call";
import { arithmeticFunctions } from "./arithmetic";
import { collectionFunctions } from "./collections";
import { logicFunctions } from "./logic";
import { textFunctions } from "./text";

/** The functions whose value depends on their arguments alone. */
export const pureFunctions: Readonly<Record<string, TemplateFunction>> = {
  ...textFunctions,
  ...logicFunctions,
  ...arithmeticFunctions,
  ...collectionFunctions,
};
