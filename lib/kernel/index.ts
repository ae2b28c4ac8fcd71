/**
 * Showing things from a runbook, in a notebook or without one.
 *
 * Light on purpose: every cell that imports the library loads this. What runs notebooks is in `headless.ts`.
 */
export { durationWords } from "./duration-words";
export { escapeHtml } from "./escape-html";
export { htmlWithDocumentLinks } from "./html-text";
export { displayHere, type ProgressLine } from "./notebook-display";
export { plotlyScript } from "./plotly-script";
export { colours, htmlTable, show, type TableCell, tableView, type Tone, type View } from "./view";

// Inside on purpose: how tslab is found, and what only a test replaces of a display.
