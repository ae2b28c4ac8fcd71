import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { RunbookError } from "@runbooks/azure";

/** Whatever JSON can say. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Text a cell printed. Consecutive pieces of one stream are one output. */
export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string;
}
/** Something a cell displayed: the same thing in one or several MIME types. */
export interface DisplayOutput {
  output_type: "display_data";
  data: JsonObject;
  metadata: JsonObject;
}
/** The value of a cell as other kernels give it; tslab prints it instead. */
export interface ResultOutput {
  output_type: "execute_result";
  data: JsonObject;
  metadata: JsonObject;
  execution_count: number | null;
}
/** Why a cell failed. */
export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

export interface CodeCell {
  cell_type: "code";
  id: string;
  metadata: JsonObject;
  source: string;
  execution_count: number | null;
  outputs: Output[];
}
export interface TextCell {
  cell_type: "markdown" | "raw";
  id: string;
  metadata: JsonObject;
  source: string;
}
export type Cell = CodeCell | TextCell;

/** A notebook in memory: nbformat 4.5 with each text in one piece instead of a list of lines. */
export interface Notebook {
  cells: Cell[];
  metadata: JsonObject;
  nbformat: number;
  nbformat_minor: number;
}

// nbformat allows a text to be cut into a list of its lines.
const text = z.union([z.string(), z.array(z.string())]).transform((lines) => [lines].flat().join(""));
const json: z.ZodType<JsonValue> = z.json();
const jsonObject = z.record(z.string(), json);
const mimeBundle = jsonObject.transform((bundle) => mapValues(bundle, joinLines));

const output = z.discriminatedUnion("output_type", [
  z.object({ output_type: z.literal("stream"), name: z.enum(["stdout", "stderr"]), text }),
  z.object({ output_type: z.literal("display_data"), data: mimeBundle, metadata: jsonObject }),
  z.object({
    output_type: z.literal("execute_result"),
    data: mimeBundle,
    metadata: jsonObject,
    execution_count: z.number().nullable(),
  }),
  z.object({
    output_type: z.literal("error"),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);
const common = { id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), metadata: jsonObject, source: text };
const cell = z.discriminatedUnion("cell_type", [
  z.object({
    cell_type: z.literal("code"),
    ...common,
    execution_count: z.number().nullable(),
    outputs: z.array(output),
  }),
  z.object({ cell_type: z.literal("markdown"), ...common }),
  z.object({ cell_type: z.literal("raw"), ...common }),
]);
const notebook = z.object({
  cells: z.array(cell),
  metadata: jsonObject,
  nbformat: z.literal(4),
  nbformat_minor: z.number().min(5),
});

/**
 * The notebook in a file.
 *
 * @throws RunbookError `NotebookUnreadable` if there is no such file or it isn't a notebook of nbformat 4.5.
 */
export function readNotebook(path: string): Notebook {
  try {
    return parseNotebook(readFileSync(path, "utf8"));
  } catch (error) {
    throw new RunbookError(
      "NotebookUnreadable",
      `${basename(path)} can't be read as a notebook: ${firstProblem(error)}.`,
      "Check the path; a notebook of an older format is brought up to date by saving it in JupyterLab.",
      { cause: error },
    );
  }
}

/** The notebook in a text. Throws a `SyntaxError` or a `ZodError` where it is none. */
export function parseNotebook(content: string): Notebook {
  return notebook.parse(JSON.parse(content));
}

/** Writes a notebook as Jupyter itself would, so that saving it in JupyterLab changes no line. */
export function writeNotebook(path: string, content: Notebook): void {
  writeFileSync(path, formatNotebook(content));
}

/** The text of a notebook's file: sorted keys, one space of indentation, texts cut into their lines. */
export function formatNotebook({ cells, ...rest }: Notebook): string {
  return JSON.stringify(sortKeys({ ...rest, cells: cells.map(cellToJson) }), null, 1) + "\n";
}

/** Whether a cell carries a tag. */
export function hasTag(cell: Cell, tag: string): boolean {
  const tags = cell.metadata["tags"];
  return Array.isArray(tags) && tags.includes(tag);
}

/** Adds an output to a list; what continues a stream is added to its last piece, as Jupyter does it. */
export function appendOutput(outputs: Output[], added: Output): void {
  const last = outputs.at(-1);
  if (added.output_type === "stream" && last?.output_type === "stream" && last.name === added.name) {
    last.text += added.text;
  } else {
    outputs.push(added);
  }
}

function cellToJson(cell: Cell): object {
  const base = { ...cell, source: splitLines(cell.source) };
  return cell.cell_type === "code" ? { ...base, outputs: cell.outputs.map(outputToJson) } : base;
}

function outputToJson(output: Output): object {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: splitLines(output.text) };
    case "display_data":
    case "execute_result":
      return { ...output, data: mapValues(output.data, splitText) };
    case "error":
      return { ...output };
  }
}

// A JSON type's value may be a list in its own right: it is left as it is.
const isJsonType = (mimeType: string): boolean => /^application\/(.*\+)?json$/.test(mimeType);

function joinLines(value: JsonValue, mimeType: string): JsonValue {
  return Array.isArray(value) && !isJsonType(mimeType) ? value.map(String).join("") : value;
}

// nbformat cuts texts and SVG, and leaves base64 in one piece.
function splitText(value: JsonValue, mimeType: string): JsonValue {
  const isText = mimeType.startsWith("text/") || mimeType === "image/svg+xml";
  return typeof value === "string" && isText ? splitLines(value) : value;
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

function mapValues(object: JsonObject, change: (value: JsonValue, key: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, sortKeys(inner)]));
}

function firstProblem(error: unknown): string {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`;
  }
  return error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
}
