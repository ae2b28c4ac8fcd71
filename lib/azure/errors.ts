import { inspect } from "node:util";

/**
 * The library's own error codes: a closed list, so that a caller can rely on each.
 *
 * An error that Azure answered keeps Azure's own code (`AuthorizationFailed`, `ResourceNotFound` ...), hence
 * {@link RunbookError.code} is wider than this list.
 */
export const runbookErrorCodes = [
  "ApprovalExpired",
  "ApprovalRefused",
  "ArgumentInvalid",
  "AzureOperationFailed",
  "ChangeOutsidePlan",
  "CheckFailed",
  "CredentialUnavailable",
  "DisableNotAllowed",
  "FileUnreadable",
  "FileUnwritable",
  "GuestOutputUnreadable",
  "Interrupted",
  "KeyMaterialUnusable",
  "NotebookUnreadable",
  "ParameterInvalid",
  "ParametersCellUnreadable",
  "PlanBlocked",
  "ResourceIdMalformed",
  "SandboxFleetUnknown",
  "SecretDisposed",
  "SecretMissing",
  "SecretValueRefused",
  "SnapshotUnreadable",
  "SnapshotUnwritable",
  "SqlEngineMissing",
  "SqlInvalid",
  "SqlRefused",
  "SqlTooLarge",
  "StateChanged",
  "SubscriptionNotAccessible",
  "VirtualMachineAmbiguous",
  "VirtualMachineNotFound",
] as const;
export type RunbookErrorCode = (typeof runbookErrorCodes)[number];

/**
 * The one error class of the library: what went wrong, on which thing, and what to do next.
 *
 * Shown in a notebook cell or a terminal it is two lines: code and message, then the hint.
 */
export class RunbookError extends Error {
  override readonly name = "RunbookError";

  /**
   * @param code - one of {@link runbookErrorCodes}, or the code that Azure answered.
   * @param message - what happened, naming the thing it happened to; one sentence.
   * @param hint - what the operator can do about it; one sentence.
   */
  constructor(
    readonly code: RunbookErrorCode | AzureErrorCode,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  override toString(): string {
    return `${this.code}: ${this.message}\n  Try: ${this.hint}`;
  }

  static {
    // Not as a method: a computed name can't be declared under isolatedDeclarations.
    Object.defineProperty(this.prototype, inspect.custom, {
      value(this: RunbookError): string {
        return this.toString();
      },
    });
  }
}

declare const azureErrorCode: unique symbol;
/** A code that Azure answered, spelled as Azure spells it. */
export type AzureErrorCode = string & { readonly [azureErrorCode]?: true };
