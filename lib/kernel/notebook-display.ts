import { createRequire } from "node:module";

/** One place in a notebook's output that can be written again and again. */
export interface Display {
  html(html: string): void;
  text(text: string): void;
}

/** The part of tslab that is needed here: what `import * as tslab from "tslab"` gives a cell. */
export interface DisplayMaker {
  newDisplay(): Display;
  /** Displays one thing in several forms. A cell's own tslab has no such function; without it the HTML is shown. */
  displayForms?(forms: DisplayForms): void;
}

/** One thing in several forms, by MIME type; each viewer takes the one that it draws best. */
export interface DisplayForms {
  readonly [mimeType: string]: string | object;
  readonly "text/html": string;
}

/** A line that tells how far something is. */
export interface ProgressLine {
  /** Shows this text instead of the one before. */
  update(text: string): void;
  /** Shows the last text. It is always shown, and nothing after it. */
  done(text: string): void;
}

/** Where a runbook shows things: in a notebook as displays, elsewhere as lines of text. */
export interface NotebookDisplay {
  readonly isNotebook: boolean;
  /** Begins a line that updates in place in a notebook; elsewhere each of its states is a line of its own. */
  progressLine(): ProgressLine;
  /**
   * Shows HTML; where there is no notebook, `text` is shown instead.
   *
   * @example show.html("<b>Ready</b>", "Ready");
   */
  html(html: string, text: string): void;
  /** Shows one thing in several forms; where there is no notebook, `text` is shown instead. */
  forms(forms: DisplayForms, text: string): void;
}

/** What a test replaces. */
export interface DisplaySurroundings {
  /** Where lines go if there is no notebook. Standard error by default: standard output is for results. */
  readonly log?: (line: string) => void;
  readonly nowInMs?: () => number;
}

// Jupyter's interfaces redraw for every message: ten a second look alive and cost little.
const INTERVAL_IN_MS = 100;

/**
 * Where to show things, from tslab where there is one.
 *
 * @param tslab - handed in from a cell or found by {@link displayHere}; without it there is no notebook.
 */
export function notebookDisplay(
  tslab?: DisplayMaker,
  surroundings: DisplaySurroundings = {},
): NotebookDisplay {
  const log = surroundings.log ?? ((line: string) => process.stderr.write(line + "\n"));
  if (tslab === undefined) return plainDisplay(log);
  const nowInMs = surroundings.nowInMs ?? (() => performance.now());
  return {
    isNotebook: true,
    progressLine: () => updatingLine(tslab.newDisplay(), nowInMs),
    html: (html) => {
      tslab.newDisplay().html(html);
    },
    forms: (forms) => {
      if (tslab.displayForms === undefined) tslab.newDisplay().html(forms["text/html"]);
      else tslab.displayForms(forms);
    },
  };
}

/** Where to show things here: in the notebook if this process runs one's cells, else as lines of text. */
export function displayHere(): NotebookDisplay {
  return notebookDisplay(runningTslab());
}

function plainDisplay(log: (line: string) => void): NotebookDisplay {
  return {
    isNotebook: false,
    progressLine: () => {
      let shown: string | undefined;
      const show = (text: string): void => {
        if (text !== shown) log(text);
        shown = text;
      };
      return { update: show, done: show };
    },
    html: (_html, text) => {
      log(text);
    },
    forms: (_forms, text) => {
      log(text);
    },
  };
}

function updatingLine(display: Display, nowInMs: () => number): ProgressLine {
  let shownAtInMs = Number.NEGATIVE_INFINITY;
  let latest = "";
  let timer: NodeJS.Timeout | undefined;
  let isDone = false;
  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    shownAtInMs = nowInMs();
    display.text(latest);
  };
  return {
    update(text) {
      if (isDone) return;
      latest = text;
      const waitInMs = shownAtInMs + INTERVAL_IN_MS - nowInMs();
      if (waitInMs <= 0) show();
      else timer ??= setTimeout(show, waitInMs).unref();
    },
    done(text) {
      if (isDone) return;
      isDone = true;
      latest = text;
      show();
    },
  };
}

// tslab is only looked for among what is loaded already: outside a kernel its displays aren't ready, and loading it
// takes a second.
function runningTslab(): DisplayMaker | undefined {
  const requireHere = createRequire(__filename);
  try {
    const jupyter: unknown = requireHere.cache[requireHere.resolve("tslab/dist/jupyter")]?.exports;
    if (!hasFunction(jupyter, "lastWriteDisplayData")) return undefined;
    const tslab: unknown = requireHere("tslab");
    if (!isDisplayMaker(tslab)) return undefined;
    return {
      newDisplay: () => tslab.newDisplay(),
      // Looked up again each time: every cell gets one of its own.
      displayForms: (forms) => {
        jupyter.lastWriteDisplayData({ data: forms, metadata: {}, transient: {} }, false);
      },
    };
  } catch {
    return undefined; // tslab isn't installed: there is no notebook either.
  }
}

function isDisplayMaker(value: unknown): value is DisplayMaker {
  return hasFunction(value, "newDisplay");
}

function hasFunction<Name extends string>(
  value: unknown,
  name: Name,
): value is Record<Name, (...parameters: readonly unknown[]) => unknown> {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
}
