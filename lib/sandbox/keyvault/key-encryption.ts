import { constants, privateDecrypt, publicEncrypt, randomBytes } from "node:crypto";

import { badParameter } from "../errors";
import type { KeyVersion } from "./contents";
import type { WrapAlgorithm } from "./platform-key-vault";

/** Whether a text is an algorithm that an RSA key of a vault encrypts and wraps with. */
export function isWrapAlgorithm(text: string): text is WrapAlgorithm {
  return text === "RSA-OAEP" || text === "RSA-OAEP-256" || text === "RSA1_5";
}

const hashes: Readonly<Record<Exclude<WrapAlgorithm, "RSA1_5">, string>> = {
  "RSA-OAEP": "sha1",
  "RSA-OAEP-256": "sha256",
};
const overheadInBytes: Readonly<Record<WrapAlgorithm, number>> = {
  "RSA-OAEP": 42,
  "RSA-OAEP-256": 66,
  RSA1_5: 11,
};

/** Encrypts bytes with the key's public half: `encrypt` and `wrapkey` are the same mathematics. */
export function encryptWith(key: KeyVersion, algorithm: WrapAlgorithm, plain: Buffer): Buffer {
  const { publicKey } = key.material();
  const sizeInBytes = sizeOf(key);
  const longest = sizeInBytes - overheadInBytes[algorithm];
  if (plain.length > longest) {
    throw badParameter(
      `(sandbox) ${algorithm} with a key of ${sizeInBytes * 8} bits takes at most ${longest} bytes; ${plain.length} were sent.`,
    );
  }
  if (algorithm === "RSA1_5") {
    return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, padPkcs1(plain, sizeInBytes));
  }
  return publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashes[algorithm] },
    plain,
  );
}

/** Decrypts bytes with the key's private half. */
export function decryptWith(key: KeyVersion, algorithm: WrapAlgorithm, encrypted: Buffer): Buffer {
  const { privateKey } = key.material();
  const refused = badParameter(`(sandbox) The value cannot be decrypted with this key and ${algorithm}.`);
  if (encrypted.length !== sizeOf(key)) throw refused;
  try {
    if (algorithm === "RSA1_5") {
      return unpadPkcs1(privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encrypted));
    }
    return privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashes[algorithm] },
      encrypted,
    );
  } catch {
    throw refused;
  }
}

function sizeOf({ keyType, keySizeInBits }: KeyVersion): number {
  if (keySizeInBits === undefined) {
    throw badParameter(`(sandbox) A key of type ${keyType} does not encrypt, decrypt, wrap or unwrap.`);
  }
  return keySizeInBits / 8;
}

// PKCS #1 v1.5 (RFC 8017, 7.2) by hand: Node refuses to decrypt it with OpenSSL 3.0, as a guard against timing attacks.
function padPkcs1(plain: Buffer, sizeInBytes: number): Buffer {
  const filler = randomBytes(sizeInBytes - plain.length - 3).map((byte) => byte || 1);
  return Buffer.concat([Buffer.from([0, 2]), filler, Buffer.from([0]), plain]);
}

function unpadPkcs1(padded: Buffer): Buffer {
  const end = padded.indexOf(0, 2);
  if (padded[0] !== 0 || padded[1] !== 2 || end < 10) throw new RangeError("Not padded by PKCS #1 v1.5.");
  return padded.subarray(end + 1);
}
