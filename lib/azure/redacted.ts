import { inspect } from "node:util";

import { RunbookError } from "./errors";

/** What stands in place of a value that is never shown. */
export const NOT_SHOWN = "(not shown)";

/**
 * A value that must not be seen: a password, a key, a signed URL.
 *
 * However it is printed, copied or written as JSON, it shows {@link NOT_SHOWN}; a structured clone of it is an empty object. It is opened
 * by {@link use} alone, which can be searched for.
 */
export class Redacted<T extends string | Uint8Array> {
  #value: T | undefined;

  constructor(value: T) {
    this.#value = value;
  }

  /**
   * Hands the value to the one function that needs it.
   *
   * @throws RunbookError `SecretDisposed` once it was let go of.
   */
  use<R>(fn: (value: T) => R): R {
    if (this.#value === undefined) {
      throw new RunbookError(
        "SecretDisposed",
        "This secret was let go of after its use.",
        "Read it again from where it is kept.",
      );
    }
    return fn(this.#value);
  }

  /** Forgets the value. Bytes are overwritten with zeros first; a text can't be, the engine owns it. */
  dispose(): void {
    if (this.#value instanceof Uint8Array) this.#value.fill(0);
    this.#value = undefined;
  }

  get isDisposed(): boolean {
    return this.#value === undefined;
  }

  toString(): string {
    return NOT_SHOWN;
  }

  toJSON(): string {
    return NOT_SHOWN;
  }

  static {
    // Not as a method: a computed name can't be declared under isolatedDeclarations.
    Object.defineProperty(this.prototype, inspect.custom, {
      value(this: Redacted<string>): string {
        return this.toString();
      },
    });
  }
}
