/**
 * Showing things from a runbook, in a notebook or without one.
 *
 * Light on purpose: every cell that imports the library loads this. What runs notebooks is in `headless.ts`.
 */
export { batchOutput } from "./batch-output";
export {
  type Display,
  type DisplayForms,
  type DisplayMaker,
  type DisplaySurroundings,
  displayHere,
  type NotebookDisplay,
  notebookDisplay,
  type ProgressLine,
} from "./notebook-display";
export { plotlyScript } from "./plotly-script";
