import { Redacted, RunbookError } from "@runbooks/azure";

/**
 * A secret that the operator put into an environment variable before the notebook was started: no cell and no output holds it.
 *
 * @throws RunbookError `SecretMissing` where the variable is not set, or empty.
 */
export function secretFromEnvironment(name: string): Redacted<string> {
  const value = process.env[name] ?? "";
  if (value !== "") return new Redacted(value);
  throw new RunbookError(
    "SecretMissing",
    `The environment variable ${name} is not set.`,
    `Set it where the notebook or the command is started: ${name}=... npm start.`,
  );
}
