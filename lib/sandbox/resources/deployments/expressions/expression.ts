/** What is wrong with an expression, in Azure's words; whoever met it says in which resource, variable or output. */
export class TemplateLanguageError extends Error {
  override readonly name = "TemplateLanguageError";
}

/** Adds where Azure's texts send the reader. */
export function languageError(message: string): TemplateLanguageError {
  return new TemplateLanguageError(`${message} Please see https://aka.ms/arm-functions for usage details.`);
}

/** An expression of the template language, taken apart. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  /** `a.b`, `a['b']`, `a[0]`. */
  | { readonly kind: "property"; readonly of: Expression; readonly property: Expression };

/**
 * The expression in a text of a template: what stands between `[` and `]`; undefined where the text is a plain one.
 *
 * @throws TemplateLanguageError where it is none that Azure would take.
 * @see "Syntax and expressions in ARM templates", 2025
 */
export function expressionIn(text: string): Expression | undefined {
  return isExpression(text) ? new Parser(text.slice(1, -1)).parse() : undefined;
}

/** The text that a plain text stands for: `[[` at the start of one that ends with `]` is one bracket. */
export function plainText(text: string): string {
  return text.startsWith("[[") && text.endsWith("]") ? text.slice(1) : text;
}

/** The calls of a function in an expression, by name without regard to case, the outer ones first. */
export function callsOf(expression: Expression, name: string): readonly (readonly Expression[])[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "property":
      return [...callsOf(expression.of, name), ...callsOf(expression.property, name)];
    case "call": {
      const inner = expression.arguments.flatMap((argument) => callsOf(argument, name));
      return expression.name.toLowerCase() === name.toLowerCase() ? [expression.arguments, ...inner] : inner;
    }
  }
}

const isExpression = (text: string): boolean =>
  text.length > 1 && text.startsWith("[") && !text.startsWith("[[") && text.endsWith("]");

const whiteSpace = /\s/;
const startOfName = /[A-Za-z_]/;
const insideName = /[A-Za-z0-9_]/;
const digit = /[0-9]/;

class Parser {
  private position = 0;

  constructor(private readonly text: string) {}

  parse(): Expression {
    const expression = this.expression();
    this.skipSpace();
    if (this.position < this.text.length) throw this.unexpected();
    return expression;
  }

  private expression(): Expression {
    this.skipSpace();
    const next = this.peek();
    if (next === "'") return this.literal(this.string());
    if (digit.test(next) || ((next === "-" || next === "+") && digit.test(this.peek(1)))) {
      return this.literal(this.integer());
    }
    if (startOfName.test(next)) return this.properties(this.call());
    throw this.unexpected();
  }

  private literal(value: string | number): Expression {
    return { kind: "literal", value };
  }

  private string(): string {
    const startsAt = this.position++;
    let value = "";
    for (;;) {
      const character = this.text[this.position++];
      if (character === undefined) {
        throw this.invalid(
          `the string constant at position '${startsAt}' is not terminated. ` +
            "String constants must be enclosed within a pair of single quotes.",
        );
      }
      if (character !== "'") value += character;
      else if (this.peek() !== "'") return value;
      else {
        // Two quotes inside are one.
        value += "'";
        this.position++;
      }
    }
  }

  private integer(): number {
    const startsAt = this.position++;
    while (digit.test(this.peek())) this.position++;
    return Number(this.text.slice(startsAt, this.position));
  }

  private call(): Expression {
    let name = this.word();
    // `contoso.uniqueName(...)`: a function of the template's own.
    while (this.peek() === ".") {
      this.position++;
      name += `.${this.word()}`;
    }
    this.skipSpace();
    this.expect("(");
    return { kind: "call", name, arguments: this.callArguments() };
  }

  private callArguments(): readonly Expression[] {
    const found: Expression[] = [];
    this.skipSpace();
    if (this.peek() === ")") {
      this.position++;
      return found;
    }
    for (;;) {
      found.push(this.expression());
      this.skipSpace();
      if (this.peek() === ")") break;
      this.expect(",");
    }
    this.position++;
    return found;
  }

  private properties(of: Expression): Expression {
    let expression = of;
    for (;;) {
      this.skipSpace();
      if (this.peek() === ".") {
        this.position++;
        this.skipSpace();
        expression = { kind: "property", of: expression, property: this.literal(this.word()) };
      } else if (this.peek() === "[") {
        this.position++;
        const property = this.expression();
        this.skipSpace();
        this.expect("]");
        expression = { kind: "property", of: expression, property };
      } else return expression;
    }
  }

  private word(): string {
    const startsAt = this.position;
    if (!startOfName.test(this.peek())) throw this.unexpected();
    while (insideName.test(this.peek())) this.position++;
    return this.text.slice(startsAt, this.position);
  }

  private peek(ahead = 0): string {
    return this.text[this.position + ahead] ?? "";
  }

  private expect(character: string): void {
    if (this.peek() !== character) throw this.unexpected();
    this.position++;
  }

  private skipSpace(): void {
    while (whiteSpace.test(this.peek())) this.position++;
  }

  private unexpected(): TemplateLanguageError {
    const found = this.peek();
    return found === ""
      ? this.invalid("(sandbox) it ends where more is expected.")
      : this.invalid(`the string character '${found}' at position '${this.position}' is not expected.`);
  }

  private invalid(reason: string): TemplateLanguageError {
    return languageError(`The language expression '${this.text}' is not valid: ${reason}`);
  }
}
