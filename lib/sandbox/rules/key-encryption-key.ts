import { platformKeyVault } from "../keyvault/platform-key-vault";
import type { WrapAlgorithm } from "../keyvault/platform";
import { isWrapAlgorithm } from "../keyvault/key-encryption";
import { keyLengthInBytes } from "../guest/key-protector";
import { hostRefusal, inputsRefused, wrapFailed } from "./host-refusal";
import type { Rule } from "./rule";

/** Bytes that RSA padding takes: RFC 8017, 7.1 and 7.2. */
const paddingInBytes: Readonly<Record<WrapAlgorithm, number>> = {
  "RSA-OAEP": 42,
  "RSA-OAEP-256": 66,
  RSA1_5: 11,
};

/** The algorithm that the settings name, or the extension's default. */
export function wrapAlgorithm(name: string | undefined): WrapAlgorithm {
  const algorithm = name?.toUpperCase() ?? "";
  return isWrapAlgorithm(algorithm) ? algorithm : "RSA-OAEP";
}

/**
 * The key encryption key is named with its version, is there, is RSA, enabled and not expired, and long enough for what it wraps.
 *
 * Source: key vault pages (RSA only, versioned URL, no port); Windows troubleshooting guide (a disabled key shows as "Failed to send
 * DiskEncryptionData"); support notes by third parties for a key that is expired or too small; Windows FAQ: 3072 or 4096 bits from
 * Windows Server 2022 and Windows 11 on, since their key files outgrow what 2048 bits can wrap.
 */
export const keyEncryptionKeyUsable: Rule = (request) => {
  const { world, guest, settings } = request;
  const url = settings.KeyEncryptionKeyURL;
  if (url === undefined) return undefined;
  const found = platformKeyVault.findKey(world, url);
  if (!found?.versioned || found.key === undefined || /^https:\/\/[^/]*:\d/.test(url))
    return inputsRefused(request);

  switch (platformKeyVault.usability(found.key, world.clock.now())) {
    case "disabled":
      return inputsRefused(request);
    case "expired":
    case "not-yet-valid":
      return hostRefusal(request, wrapFailed);
    case "usable":
      break;
  }
  const { keySizeInBits, keyOperations } = found.key;
  if (keySizeInBits === undefined || !keyOperations.includes("wrapKey"))
    return hostRefusal(request, wrapFailed);
  const room = keySizeInBits / 8 - paddingInBytes[wrapAlgorithm(settings.KeyEncryptionAlgorithm)];
  return keyLengthInBytes(guest.specification) > room
    ? hostRefusal(request, `${wrapFailed} Bad Length`)
    : undefined;
};
