import { badParameter } from "../../errors";
import { param, type Call, type Handler, type Reply } from "../../http";
import { textAt } from "../../json";
import type { KeyVersion } from "../contents";
import { openVault } from "../data-access";
import { existingVersion } from "../items";
import { decryptWith, encryptWith, isWrapAlgorithm } from "../key-encryption";
import type { WrapAlgorithm } from "../platform";
import { assertKeyUsable } from "../usability";
import { itemUrl } from "../vaults-by-name";

type Cipher = (key: KeyVersion, algorithm: WrapAlgorithm, bytes: Buffer) => Buffer;

export const wrapKey: Handler = (call) => operate(call, "wrapKey", "wrap/action", encryptWith);
export const unwrapKey: Handler = (call) => operate(call, "unwrapKey", "unwrap/action", decryptWith);
export const encrypt: Handler = (call) => operate(call, "encrypt", "encrypt/action", encryptWith);
export const decrypt: Handler = (call) => operate(call, "decrypt", "decrypt/action", decryptWith);

/** One operation with a key: bytes in base64url in, bytes in base64url out. */
function operate(call: Call, operation: string, action: string, cipher: Cipher): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, { kind: "keys", action, permission: operation }, name);
  const key = existingVersion("Key", contents.keys, name, call.params["itemVersion"]);
  assertKeyUsable(key.found, operation, call.world.clock.now());
  const algorithm = textAt(call.body, "alg") ?? "";
  const value = textAt(call.body, "value");
  if (!isWrapAlgorithm(algorithm)) {
    throw badParameter(
      `(sandbox) The algorithm '${algorithm}' is not one of RSA-OAEP, RSA-OAEP-256, RSA1_5.`,
    );
  }
  if (value === undefined) throw badParameter("(sandbox) The property 'value' is missing.");
  return {
    status: 200,
    body: {
      kid: itemUrl(vault, "keys", key.name, key.found.version),
      value: cipher(key.found, algorithm, Buffer.from(value, "base64url")).toString("base64url"),
    },
  };
}
