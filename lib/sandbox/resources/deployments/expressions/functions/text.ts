import { createHash } from "node:crypto";

import { isJsonObject, type Json } from "../../../../json";
import type { TemplateFunction, TemplateFunctionCall } from "../function-call";
import { languageError } from "../expression";

/** A value as a text: what `string()` makes of it. */
function textOf(value: Json): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

function concat(call: TemplateFunctionCall): Json {
  const values = call.all();
  if (Array.isArray(values[0])) return values.flatMap((_, index) => [...call.list(index)]);
  return values
    .map((value, index) => {
      if (isJsonObject(value) || Array.isArray(value)) throw call.wrongType(index, "string", value);
      return textOf(value);
    })
    .join("");
}

/** `{0}` and doubled braces; a placeholder with a width or a format of its own is not supported. */
function format(call: TemplateFunctionCall): Json {
  const values = call.all().slice(1);
  return call.text(0).replace(/\{\{|\}\}|\{([^{}]*)\}/g, (found, inside: string | undefined) => {
    if (inside === undefined) return found.charAt(0);
    if (!/^\d+$/.test(inside)) {
      throw languageError(
        `(sandbox) The format '${found}' of function 'format' is not supported by the sandbox.`,
      );
    }
    const value = values[Number(inside)];
    if (value === undefined) {
      throw languageError(`(sandbox) The function 'format' has no value for '${found}'.`);
    }
    // Azure writes them as .NET does.
    return typeof value === "boolean" ? (value ? "True" : "False") : textOf(value);
  });
}

function split(call: TemplateFunctionCall): Json {
  call.expectCount(2);
  const delimiters = call.value(1);
  const wanted = Array.isArray(delimiters) ? (delimiters as readonly Json[]).map(textOf) : [call.text(1)];
  return wanted.reduce<readonly string[]>(
    (parts, delimiter) => parts.flatMap((part) => (delimiter === "" ? [part] : part.split(delimiter))),
    [call.text(0)],
  );
}

function substring(call: TemplateFunctionCall): Json {
  call.expectCount(2, 3);
  const text = call.text(0);
  const start = call.integer(1);
  const length = call.count === 3 ? call.integer(2) : text.length - start;
  if (start < 0 || length < 0 || start + length > text.length) {
    throw languageError(
      "The template function 'substring' parameters are not valid: (sandbox) they reach beyond the text.",
    );
  }
  return text.slice(start, start + length);
}

function padLeft(call: TemplateFunctionCall): Json {
  call.expectCount(2, 3);
  return textOf(call.value(0)).padStart(call.integer(1), call.count === 3 ? call.text(2) : " ");
}

function string(call: TemplateFunctionCall): Json {
  return textOf(call.expectCount(1).value(0));
}

function base64ToJson(call: TemplateFunctionCall): Json {
  return jsonIn(call, fromBase64(call));
}

/** The JSON in a text. */
function jsonIn(call: TemplateFunctionCall, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw languageError(`(sandbox) The text given to the template function '${call.name}' is not JSON.`);
  }
}

const fromBase64 = (call: TemplateFunctionCall): string =>
  Buffer.from(call.expectCount(1).text(0), "base64").toString("utf8");

function uri(call: TemplateFunctionCall): Json {
  const [base, relative] = [call.expectCount(2).text(0), call.text(1)];
  if (URL.canParse(relative, base)) return new URL(relative, base).href;
  throw languageError(`(sandbox) The template function 'uri' can't join '${base}' and '${relative}'.`);
}

function uriComponentToString(call: TemplateFunctionCall): Json {
  const text = call.expectCount(1).text(0);
  try {
    return decodeURIComponent(text);
  } catch {
    throw languageError(`(sandbox) The text given to the template function '${call.name}' is not encoded.`);
  }
}

/** Two texts compared without regard to case, as `startsWith` and its like do. */
function compared(call: TemplateFunctionCall): readonly [string, string] {
  call.expectCount(2);
  return [call.text(0).toLowerCase(), call.text(1).toLowerCase()];
}

const seedOf = (call: TemplateFunctionCall): string => {
  if (call.count === 0) throw call.wrongCount();
  return call
    .all()
    .map((_, index) => call.text(index))
    .join("-");
};

/** 13 letters and digits that depend on the texts alone. (sandbox) Azure's own hash is another: names differ from those in Azure. */
function uniqueString(call: TemplateFunctionCall): Json {
  const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  const hash = createHash("sha256").update(seedOf(call)).digest();
  return [...hash.subarray(0, 13)].map((byte) => alphabet.charAt(byte % alphabet.length)).join("");
}

// The namespace that Azure's documents give for guid() ("String functions for Bicep").
const guidNamespace = Buffer.from("11fb06fb712d4ddd98c7e71bbd588830", "hex");

/** A GUID that depends on the texts alone, version 5 (RFC 4122), the texts joined by hyphens: the same as in Azure. */
function guid(call: TemplateFunctionCall): Json {
  const bytes = createHash("sha1").update(guidNamespace).update(seedOf(call)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Functions on texts. @see "String functions for ARM templates" */
export const textFunctions: Readonly<Record<string, TemplateFunction>> = {
  concat,
  format,
  split,
  substring,
  padLeft,
  string,
  uniqueString,
  guid,
  toLower: (call) => call.expectCount(1).text(0).toLowerCase(),
  toUpper: (call) => call.expectCount(1).text(0).toUpperCase(),
  trim: (call) => call.expectCount(1).text(0).trim(),
  replace: (call) => call.expectCount(3).text(0).split(call.text(1)).join(call.text(2)),
  indexOf: (call) => {
    const [text, wanted] = compared(call);
    return text.indexOf(wanted);
  },
  lastIndexOf: (call) => {
    const [text, wanted] = compared(call);
    return text.lastIndexOf(wanted);
  },
  startsWith: (call) => {
    const [text, wanted] = compared(call);
    return text.startsWith(wanted);
  },
  endsWith: (call) => {
    const [text, wanted] = compared(call);
    return text.endsWith(wanted);
  },
  join: (call) => call.expectCount(2).list(0).map(textOf).join(call.text(1)),
  base64: (call) => Buffer.from(call.expectCount(1).text(0), "utf8").toString("base64"),
  base64ToString: fromBase64,
  base64ToJson,
  uri,
  uriComponent: (call) => encodeURIComponent(call.expectCount(1).text(0)),
  uriComponentToString,
  json: (call) => jsonIn(call.expectCount(1), call.text(0)),
};
