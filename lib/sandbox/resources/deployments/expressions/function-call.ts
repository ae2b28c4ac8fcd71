import { isJsonObject, type Json, type JsonObject } from "../../../json";
import { languageError, type TemplateLanguageError } from "./expression";

/** A function of the template language. */
export type TemplateFunction = (call: TemplateFunctionCall) => Json;

/** The functions that may be called somewhere, by name without regard to case; undefined: there is none of that name. */
export type TemplateFunctions = (name: string) => TemplateFunction | undefined;

/** What Azure's messages call a value's type. */
export function typeName(value: Json): string {
  if (value === null || value === undefined) return "Null";
  if (Array.isArray(value)) return "Array";
  switch (typeof value) {
    case "string":
      return "String";
    case "number":
      return Number.isInteger(value) ? "Integer" : "Float";
    case "boolean":
      return "Boolean";
    default:
      return "Object";
  }
}

/** One call of a function: its arguments are evaluated when they are asked for, so that `if` takes one branch alone. */
export class TemplateFunctionCall {
  constructor(
    readonly name: string,
    private readonly given: readonly (() => Json)[],
  ) {}

  get count(): number {
    return this.given.length;
  }

  value(index: number): Json {
    const argument = this.given[index];
    if (argument === undefined) throw this.wrongCount();
    return argument();
  }

  all(): readonly Json[] {
    return this.given.map((argument) => argument());
  }

  /** Refuses a call with fewer or more arguments than the function takes. */
  expectCount(least: number, most: number = least): this {
    if (this.count < least || this.count > most) throw this.wrongCount();
    return this;
  }

  text(index: number): string {
    const value = this.value(index);
    if (typeof value === "string") return value;
    throw this.wrongType(index, "string", value);
  }

  integer(index: number): number {
    const value = this.value(index);
    if (typeof value === "number" && Number.isInteger(value)) return value;
    throw this.wrongType(index, "integer", value);
  }

  boolean(index: number): boolean {
    const value = this.value(index);
    if (typeof value === "boolean") return value;
    throw this.wrongType(index, "boolean", value);
  }

  object(index: number): JsonObject {
    const value = this.value(index);
    if (isJsonObject(value)) return value;
    throw this.wrongType(index, "object", value);
  }

  list(index: number): readonly Json[] {
    const value = this.value(index);
    if (Array.isArray(value)) return value as readonly Json[];
    throw this.wrongType(index, "array", value);
  }

  /** An argument that the function can't use. The pattern of the text is that of Azure's about `empty`. */
  wrongType(index: number, expected: string, value: Json): TemplateLanguageError {
    const which = this.count === 1 ? "its parameter" : `its parameter at position ${index + 1}`;
    const article = /^[aeiou]/.test(expected) ? "an" : "a";
    return languageError(
      `The template function '${this.name}' expects ${which} to be ${article} ${expected}. ` +
        `The provided value is of type '${typeName(value)}'.`,
    );
  }

  wrongCount(): TemplateLanguageError {
    return languageError(
      `(sandbox) The template function '${this.name}' does not take ${this.count} parameters.`,
    );
  }
}
