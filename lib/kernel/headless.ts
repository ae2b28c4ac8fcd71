/**
 * Running notebooks without Jupyter: the runner, parameters, executed copies and pages. Knows nothing of Azure.
 *
 * Loads tslab and its TypeScript, which takes a second: import it only where notebooks are run.
 */
export type { CellFailure } from "./cell-failure";
export { htmlPage } from "./html-page";
export {
  type Cell,
  type CodeCell,
  type DisplayOutput,
  type ErrorOutput,
  formatNotebook,
  hasTag,
  type JsonObject,
  type JsonValue,
  type Notebook,
  type Output,
  parseNotebook,
  readNotebook,
  type ResultOutput,
  type StreamOutput,
  type TextCell,
  writeNotebook,
} from "./notebook";
export {
  declaredParameters,
  injectParameters,
  type Parameter,
  parseParameter,
  parseParameters,
} from "./parameters";
export { type FailedCell, type NotebookRun, runNotebook, type RunNotebookOptions } from "./run-notebook";
export { chooseNotebooks, walkthrough, type WalkthroughOptions, type WalkthroughResult } from "./walkthrough";
