import { defined } from "@runbooks/azure";

/** One entry of an error's `details`. */
export interface AzureErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  /** Where a query of Resource Graph can't be parsed: the line from 1, the character in it from 0, what stands there, and what should. */
  readonly line?: number;
  readonly characterPositionInLine?: number;
  readonly token?: string;
  readonly expectedToken?: string;
}

/**
 * A refusal as Azure words it: thrown by handlers and rules, turned into Resource Manager's error envelope at the door.
 *
 * Where no document gives the text, it starts with "(sandbox)".
 */
export class AzureError extends Error {
  override readonly name = "AzureError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: {
      readonly target?: string;
      readonly details?: readonly AzureErrorDetail[];
      readonly innererror?: { readonly code: string };
      readonly headers?: Readonly<Record<string, string>>;
      readonly additionalInfo?: readonly { readonly type: string; readonly info: unknown }[];
      /** Without the wrapper `error`, as Compute answers who asks too much. */
      readonly isBare?: boolean;
    } = {},
  ) {
    super(message);
  }

  /** The body: `{ error: ... }`, but for the few that come without the wrapper. */
  toBody(): Record<string, unknown> {
    const { target, details, innererror, additionalInfo } = this.more;
    const error = {
      code: this.code,
      message: this.message,
      ...defined({ target, details, additionalInfo, innererror }),
    };
    return this.more.isBare === true ? error : { error };
  }
}

/** 409: the resource is in a state in which this can't be done. */
export const operationNotAllowed = (message: string, target?: string): AzureError =>
  new AzureError(409, "OperationNotAllowed", message, defined({ target }));

/** 400 of Compute. */
export const invalidParameter = (message: string, target?: string): AzureError =>
  new AzureError(400, "InvalidParameter", message, defined({ target }));

/** 400 of a vault's data plane. */
export const badParameter = (message: string): AzureError => new AzureError(400, "BadParameter", message);

/** 400 of the Key Vault provider. */
export const badRequest = (message: string): AzureError => new AzureError(400, "BadRequest", message);

/** 404 of a provider; that of the front door is {@link resourceNotFound}. */
export const notFound = (message: string, target?: string): AzureError =>
  new AzureError(404, "NotFound", message, defined({ target }));

/** 403 of a vault's data plane; the inner code says why. */
export const forbidden = (message: string, innerCode?: string): AzureError =>
  new AzureError(
    403,
    "Forbidden",
    message,
    innerCode === undefined ? {} : { innererror: { code: innerCode } },
  );

/** 404 of the front door, with the header that tells it from a provider's own. */
export function resourceNotFound(type: string, name: string, resourceGroupName: string): AzureError {
  return new AzureError(
    404,
    "ResourceNotFound",
    `The Resource '${type}/${name}' under resource group '${resourceGroupName}' was not found. ` +
      "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    { headers: { "x-ms-failure-cause": "gateway" } },
  );
}
