/** Where a fact was read from, as an operator would look it up: `GET Microsoft.Compute/virtualMachines/vm-web-01`. */
export type FactSource = string;

/**
 * A value read from Azure with its origin, or the reason why it could not be read.
 *
 * What could not be read is missing, never a default: a check answers `unknown` to it.
 */
export type Fact<T> =
  | { readonly kind: "known"; readonly value: T; readonly source: FactSource }
  | {
      readonly kind: "missing";
      readonly reason: string;
      /** Azure said that the thing is not there; without it, it may be there and could not be read. */
      readonly absent?: true;
    };

/** A fact with its origin. */
export function known<T>(value: T, source: FactSource): Fact<T> {
  return { kind: "known", value, source };
}

/** A fact that could not be read, and why. */
export function missing<T>(reason: string): Fact<T> {
  return { kind: "missing", reason };
}

/** A thing of which Azure said that it is not there. */
export function absent<T>(reason: string): Fact<T> {
  return { kind: "missing", reason, absent: true };
}
