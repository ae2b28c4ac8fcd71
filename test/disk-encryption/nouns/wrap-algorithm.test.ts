import assert from "node:assert/strict";
import { constants, generateKeyPairSync, publicEncrypt } from "node:crypto";

import { longestWrappedInBytes } from "../../../lib/disk-encryption/nouns/wrap-algorithm";

describe("What an RSA key wraps at most", () => {
  for (const [keySizeInBits, algorithm, longest] of [
    [2048, "RSA-OAEP", 214],
    [3072, "RSA-OAEP", 342],
    [4096, "RSA-OAEP", 470],
    [2048, "RSA-OAEP-256", 190],
    [3072, "RSA-OAEP-256", 318],
    [4096, "RSA-OAEP-256", 446],
    [2048, "RSA1_5", 245],
  ] as const) {
    it(`is ${longest} bytes with ${algorithm} and ${keySizeInBits} bits`, () => {
      assert.equal(longestWrappedInBytes(keySizeInBits, algorithm), longest);
    });
  }

  it("is what OpenSSL takes, and not a byte more", () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" };
    publicEncrypt(key, Buffer.alloc(longestWrappedInBytes(2048, "RSA-OAEP")));
    assert.throws(() => publicEncrypt(key, Buffer.alloc(longestWrappedInBytes(2048, "RSA-OAEP") + 1)));
  });
});
