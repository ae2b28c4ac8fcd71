/** One entry of an error's `details`. */
export interface AzureErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
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
    } = {},
  ) {
    super(message);
  }

  /** The `{ error: ... }` body. */
  toBody(): { error: Record<string, unknown> } {
    const { target, details, innererror, additionalInfo } = this.more;
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(target === undefined ? {} : { target }),
        ...(details === undefined ? {} : { details }),
        ...(additionalInfo === undefined ? {} : { additionalInfo }),
        ...(innererror === undefined ? {} : { innererror }),
      },
    };
  }
}

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
