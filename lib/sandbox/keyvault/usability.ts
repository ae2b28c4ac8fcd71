import { forbidden } from "../errors";
import type { KeyVersion, SecretVersion } from "./contents";

/** Whether a key or secret version can be used at a moment. */
type Usability = "usable" | "disabled" | "expired" | "not-yet-valid";

export function usability({ enabled, expires, notBefore }: KeyVersion | SecretVersion, now: Date): Usability {
  if (!enabled) return "disabled";
  if (expires !== undefined && expires <= now) return "expired";
  if (notBefore !== undefined && notBefore > now) return "not-yet-valid";
  return "usable";
}

// "About keys", date-time controlled operations: outside its window a key still unwraps, decrypts and verifies.
const allowedOutsideTheWindow: readonly string[] = ["unwrapKey", "decrypt", "verify"];

/**
 * Throws what Key Vault answers where a key may not be used for an operation: it is disabled, outside its window, or not made for it.
 *
 * The text on a disabled key is Azure's; the two on time are the sandbox's.
 */
export function assertKeyUsable(key: KeyVersion, operation: string, now: Date): void {
  switch (usability(key, now)) {
    case "disabled":
      throw forbidden(`Operation ${operation} is not allowed on a disabled key.`, "KeyDisabled");
    case "expired":
      if (!allowedOutsideTheWindow.includes(operation)) {
        throw forbidden(`(sandbox) Operation ${operation} is not allowed on an expired key.`, "KeyExpired");
      }
      break;
    case "not-yet-valid":
      if (!allowedOutsideTheWindow.includes(operation)) {
        throw forbidden(
          `(sandbox) Operation ${operation} is not allowed on a key that is not yet valid.`,
          "KeyNotYetValid",
        );
      }
      break;
    case "usable":
      break;
  }
  if (!key.keyOperations.includes(operation)) {
    throw forbidden(`Operation ${operation} is not permitted on this key.`, "KeyOperationForbidden");
  }
}
