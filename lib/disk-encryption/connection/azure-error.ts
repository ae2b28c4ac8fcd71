import { RestError } from "@azure/core-rest-pipeline";

import { RunbookError } from "@runbooks/azure";
import { messageIn, refusalOf } from "./refused-requests";

/** What an operator can do about the codes that Azure answers most; the rest get a general hint. */
const hints: Readonly<Record<string, string>> = {
  AuthorizationFailed: "Ask for a role that allows this action at the scope named, then sign in again.",
  SubscriptionNotFound: "Check the subscription id, and that you are signed in to its tenant.",
  ResourceGroupNotFound: "Check the resource group's name and the subscription.",
  ResourceNotFound: "Check the name and the resource group, or give the full resource id.",
  ExpiredAuthenticationToken: "Sign in again (on live Azure: az login) and connect anew.",
  InvalidAuthenticationToken: "Sign in again (on live Azure: az login) and connect anew.",
  InvalidAuthenticationTokenTenant:
    "Sign in to the tenant of this subscription (on live Azure: az login --tenant).",
  Forbidden:
    "The vault refuses you: check its permission model, your role or access policy, and its firewall.",
  VMExtensionProvisioningError:
    "Read the message: the extension says what stopped it. Mend that, then plan and apply again.",
  VMAgentStatusCommunicationError:
    "The VM agent does not answer: check that the VM runs and its agent is ready.",
  KeyVaultAccessForbidden:
    "See that the identity may get, wrapKey and unwrapKey, that the vault lets trusted services in, and that the vault is meant.",
  KeyVaultSecretDoesNotExist:
    "The VM can't start without this secret: recover it if the vault still holds it as deleted, or go back to a backup from before.",
  KeyVaultKeyNotEnabled:
    "Enable the key's version in the vault, or point the disk encryption set to another.",
  OperationNotAllowed: "Bring the VM or disk into the state that the message asks for, then plan again.",
  InvalidVhd:
    "What was uploaded is no fixed VHD of the size that was announced: inspect the file, delete the disk, and plan again.",
  RequestDisallowedByPolicy: "An Azure Policy denies this; ask its owner for an exemption.",
};

/**
 * Turns whatever an Azure client threw into the library's error, with Azure's own code kept.
 *
 * @param doing - what was being done, for the message: "reading VM vm-web-01".
 */
export function azureError(error: unknown, doing: string): RunbookError {
  if (error instanceof RunbookError) return error;
  // Errors of the data plane's pipeline may be wrapped by the client.
  if (error instanceof Error && error.cause instanceof RunbookError) return error.cause;
  if (error instanceof RestError && error.code === RestError.PARSE_ERROR)
    return unreadableAnswer(error.statusCode, doing);
  const { code, message } = codeOf(error);
  return new RunbookError(
    code,
    `${capitalized(doing)}: ${message}`,
    hints[code] ?? "Look up the code in Azure's documentation; then observe again and plan what is left.",
    { cause: error },
  );
}

/** The client's own words for it are the whole answer, which may hold a secret: a stored key, a disk's signed URL. They go no further. */
function unreadableAnswer(statusCode: number | undefined, doing: string): RunbookError {
  const message = `${capitalized(doing)}: Azure's answer (HTTP ${statusCode ?? "unknown"}) can't be read.`;
  return new RunbookError(
    "AzureOperationFailed",
    message,
    "Something on the way, such as a proxy, cut or changed it. Observe again and plan what is left.",
    statusCode === undefined ? {} : { cause: withStatus(message, statusCode) },
  );
}

/** A client's error of which nothing is left but its words and its HTTP status: no request, no answer. */
export const withStatus = (message: string, statusCode: number): Error =>
  new RestError(message, { statusCode });

/** Azure's code of an error, or undefined where it has none. */
export function azureErrorCode(error: unknown): string | undefined {
  return error instanceof RunbookError ? error.code : error instanceof RestError ? error.code : undefined;
}

/** The HTTP status of an error, or undefined where none was answered. */
export function httpStatus(error: unknown): number | undefined {
  const inner = error instanceof RunbookError ? error.cause : error;
  return inner instanceof RestError ? inner.statusCode : undefined;
}

function codeOf(error: unknown): { code: string; message: string } {
  if (error instanceof RestError) {
    return {
      code: error.code ?? `Http${error.statusCode ?? ""}`,
      message: firstLine(messageIn(error.details) ?? refusalOf(error.request) ?? error.message),
    };
  }
  if (error instanceof Error) {
    // A failed long-running operation is a plain Error: "The long-running operation has failed. <code>. <message>"
    const [, code, message] =
      /long-running operation has failed\.? ?([A-Za-z0-9]+)\. ?([\s\S]*)$/.exec(error.message) ?? [];
    if (code !== undefined && message !== undefined) return { code, message: oneLine(message) };
    if (error.name === "AbortError")
      return { code: "Interrupted", message: "stopped by the operator; Azure goes on." };
    if (error.name.includes("Credential") || error.name.includes("Authentication")) {
      return { code: "CredentialUnavailable", message: firstLine(error.message) };
    }
    return { code: "AzureOperationFailed", message: firstLine(error.message) };
  }
  return { code: "AzureOperationFailed", message: String(error) };
}

/** A failed Linux extension answers a whole traceback: what happened stands in its first and last line. */
function oneLine(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const [first = "", last] = [lines[0], lines.at(-1)];
  return lines.length < 2 ? first : `${first} … ${last ?? ""}`;
}

const firstLine = (text: string): string => text.split("\n")[0]?.trim() ?? text;
const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
