import "./strict-cells";
import { createConverter } from "tslab/dist/converter";
import { RunbookError } from "@runbooks/azure";
import { type CodeCell, hasTag, type JsonObject, type JsonValue, type Notebook } from "./notebook";
import { type TypeScript, typescript } from "./tslab-typescript";

/** A parameter as the cell tagged `parameters` declares it: `let name: type = value;`. */
export interface Parameter {
  readonly name: string;
  /** The declared type, as it is written in the cell. */
  readonly type: string;
}

/**
 * A parameter given on a command line as `name=value`. The value is JSON where it can be read as such, else a string.
 *
 * @throws RunbookError `ParameterInvalid` if there is no name.
 */
export function parseParameter(argument: string): { readonly name: string; readonly value: JsonValue } {
  const [, name, value] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(argument) ?? [];
  if (name === undefined || value === undefined) {
    throw new RunbookError(
      "ParameterInvalid",
      `"${argument}" doesn't name a parameter.`,
      "Write it as name=value, for example -p vmName=vm-web-01.",
    );
  }
  return { name, value: jsonOrString(value) };
}

/**
 * Parameters as a command line gives them, each as `name=value`; the last of a name wins.
 *
 * @throws RunbookError `ParameterInvalid`.
 */
export const parseParameters = (given: readonly string[]): JsonObject =>
  Object.fromEntries(given.map(parseParameter).map(({ name, value }) => [name, value]));

/**
 * The parameters of a notebook; none if it has no cell tagged `parameters`.
 *
 * @throws RunbookError `ParametersCellUnreadable` if that cell is half-written or holds anything but parameters.
 */
export function declaredParameters(notebook: Notebook, notebookName: string): readonly Parameter[] {
  const cell = parametersCell(notebook, notebookName);
  if (cell === undefined) return [];
  const [problem] = typescript.transpileModule(cell.source, { reportDiagnostics: true }).diagnostics ?? [];
  if (problem !== undefined) {
    const before = cell.source.slice(0, problem.start ?? 0);
    const message = typescript.flattenDiagnosticMessageText(problem.messageText, " ");
    throw unreadable(notebookName, `line ${before.split("\n").length}, ${message}`);
  }
  const file = typescript.createSourceFile(
    "parameters.ts",
    cell.source,
    typescript.ScriptTarget.ES2022,
    true,
  );
  return file.statements.flatMap((statement) => parametersOf(statement, file, notebookName));
}

/**
 * A copy of the notebook with the values set in a new cell, tagged `injected-parameters`, after the one tagged
 * `parameters`: papermill's convention.
 *
 * @throws RunbookError `ParameterInvalid` if a name isn't declared or a value is of another type. Nothing has run then.
 */
export function injectParameters(notebook: Notebook, values: JsonObject, notebookName: string): Notebook {
  const declared = declaredParameters(notebook, notebookName);
  const cells = notebook.cells.filter((cell) => !hasTag(cell, "injected-parameters"));
  if (Object.keys(values).length === 0) return { ...notebook, cells };
  for (const name of Object.keys(values)) {
    if (!declared.some((parameter) => parameter.name === name))
      throw unknownName(name, declared, notebookName);
  }
  const index = cells.findIndex((cell) => hasTag(cell, "parameters"));
  const assignments = Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value)};`);
  checkTypes(cells[index]?.source ?? "", assignments, values, declared, notebookName);
  cells.splice(index + 1, 0, injectedCell(assignments));
  return { ...notebook, cells };
}

function parametersCell(notebook: Notebook, notebookName: string): CodeCell | undefined {
  const [cell, second] = notebook.cells.filter((cell) => hasTag(cell, "parameters"));
  if (second !== undefined) throw unreadable(notebookName, "there are two cells tagged parameters");
  return cell?.cell_type === "code" ? cell : undefined;
}

function parametersOf(
  statement: TypeScript.Statement,
  file: TypeScript.SourceFile,
  notebookName: string,
): readonly Parameter[] {
  const isLet =
    typescript.isVariableStatement(statement) &&
    (statement.declarationList.flags & typescript.NodeFlags.Let) !== 0;
  if (!isLet) throw unreadable(notebookName, `"${statement.getText(file)}" is no parameter`);
  return statement.declarationList.declarations.map(({ name, type, initializer }) => {
    const text = name.getText(file);
    if (type === undefined) throw unreadable(notebookName, `${text} has no type`);
    if (initializer === undefined) throw unreadable(notebookName, `${text} has no value`);
    return { name: text, type: type.getText(file) };
  });
}

function checkTypes(
  declarations: string,
  assignments: readonly string[],
  values: JsonObject,
  declared: readonly Parameter[],
  notebookName: string,
): void {
  const converter = createConverter({ isJS: false, isBrowser: false });
  const { diagnostics } = converter.convert("", [declarations, ...assignments].join("\n"));
  converter.close();
  const [problem] = diagnostics;
  if (problem === undefined) return;
  const name = Object.keys(values)[problem.start.line - declarations.split("\n").length];
  const parameter = declared.find((candidate) => candidate.name === name);
  if (parameter === undefined) throw unreadable(notebookName, problem.messageText);
  throw wrongType(parameter, values[parameter.name] ?? null, notebookName);
}

function injectedCell(assignments: readonly string[]): CodeCell {
  return {
    cell_type: "code",
    id: "injected-parameters",
    metadata: { tags: ["injected-parameters"] },
    // tslab prints the value of a last expression, assignments included.
    source: ["// Parameters", ...assignments, "void 0;"].join("\n"),
    execution_count: null,
    outputs: [],
  };
}

function jsonOrString(text: string): JsonValue {
  try {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- what JSON.parse returns is a JsonValue
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unreadable(notebookName: string, problem: string): RunbookError {
  return new RunbookError(
    "ParametersCellUnreadable",
    `The parameters cell of ${notebookName} can't be read: ${problem.replace(/\.$/, "")}.`,
    "Write each parameter as a line of its own: let name: type = value;",
  );
}

function unknownName(name: string, declared: readonly Parameter[], notebookName: string): RunbookError {
  const names = declared.map((parameter) => parameter.name).join(", ");
  return new RunbookError(
    "ParameterInvalid",
    `${notebookName} has no parameter ${name}.`,
    declared.length === 0 ? "It takes no parameters: leave -p away." : `Its parameters are ${names}.`,
  );
}

function wrongType({ name, type }: Parameter, value: JsonValue, notebookName: string): RunbookError {
  const hint =
    typeof value === "string"
      ? `Give a value of type ${type}, written as JSON.`
      : `Give a value of type ${type}; a text that looks like JSON goes in quotes: -p '${name}="..."'.`;
  return new RunbookError(
    "ParameterInvalid",
    `Parameter ${name} of ${notebookName} is a ${type}: ${JSON.stringify(value)} doesn't fit.`,
    hint,
  );
}
