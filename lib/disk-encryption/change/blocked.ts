import { RunbookError } from "@runbooks/azure";

/** The error of a job that has nothing to plan with. */
export const planBlocked = (message: string, hint: string): RunbookError =>
  new RunbookError("PlanBlocked", message, hint);

/** What to do where the key's own vault is not known. */
export const VAULT_OF_KEY_HINT =
  "Give the full resource id of the key's own vault too (keyEncryptionKeyVaultId), and get the right to read it.";
