import { type Redacted, RunbookError } from "@runbooks/azure";
import type { Plan, PlanStep } from "./plan";

/** Secrets that a plan's steps need and the plan never holds, by name: handed to `apply`, each in its own redacting box. */
export type PlanSecrets = Readonly<Record<string, Redacted<string | Uint8Array>>>;

/** A secret that an action needs. */
export interface NeededSecret {
  /** As it is handed in: `adminPassword`. */
  readonly name: string;
  /** Why a value can't be taken, in a sentence that does not hold the value; undefined: it can. */
  readonly refusal?: (value: string | Uint8Array) => string | undefined;
}

/**
 * Sees that every secret that the plan's steps need was handed in and can be taken; before anything is sent.
 *
 * @throws RunbookError `SecretMissing`, or `ArgumentInvalid` for a value that can't be taken.
 */
export function assertSecretsGiven(
  plan: Plan,
  neededBy: (step: PlanStep) => readonly NeededSecret[],
  secrets: PlanSecrets = {},
): void {
  for (const step of plan.steps) {
    for (const { name, refusal } of neededBy(step)) {
      const reason = secretOf(secrets, name).use((value) => refusal?.(value));
      if (reason === undefined) continue;
      throw new RunbookError(
        "ArgumentInvalid",
        `The secret '${name}' of step ${step.id} can't be taken: ${reason}`,
        "Hand in another; nothing was sent.",
      );
    }
  }
}

/**
 * A secret that is text, for the one request that it goes into.
 *
 * @throws RunbookError `SecretMissing`.
 */
export function secretText(secrets: PlanSecrets | undefined, name: string): string {
  return secretOf(secrets ?? {}, name).use((value) =>
    typeof value === "string" ? value : Buffer.from(value).toString("utf8"),
  );
}

/**
 * A secret's bytes, for the one function that needs them.
 *
 * @throws RunbookError `SecretMissing`.
 */
export function useSecretBytes<R>(
  secrets: PlanSecrets | undefined,
  name: string,
  fn: (bytes: Uint8Array) => R,
): R {
  return secretOf(secrets ?? {}, name).use((value) =>
    fn(typeof value === "string" ? Buffer.from(value, "utf8") : value),
  );
}

function secretOf(secrets: PlanSecrets, name: string): Redacted<string | Uint8Array> {
  const secret = secrets[name];
  if (secret !== undefined) return secret;
  throw new RunbookError(
    "SecretMissing",
    `The plan needs the secret '${name}', which it does not hold.`,
    `Hand it in: apply(azure, plan, approval, { secrets: { ${name}: ... } }).`,
  );
}
