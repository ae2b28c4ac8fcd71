import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";

import { sshPublicKeyRefusal } from "../../../lib/disk-encryption/nouns/ssh-public-key";
import { SSH_PUBLIC_KEY } from "../../new-vm-builders";

/** A field of an SSH key: its length in four bytes, then its bytes. */
function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A public RSA key as ssh-keygen writes it. */
function rsaKey(modulusLength: number): string {
  const { n = "", e = "" } = generateKeyPairSync("rsa", { modulusLength }).publicKey.export({
    format: "jwk",
  });
  const modulus = Buffer.concat([Buffer.from([0]), Buffer.from(n, "base64url")]);
  const data = [Buffer.from("ssh-rsa"), Buffer.from(e, "base64url"), modulus].map(field);
  return `ssh-rsa ${Buffer.concat(data).toString("base64")} dana@contoso`;
}

describe("A public SSH key for a new Linux VM", () => {
  it("is taken as ED25519, with and without a comment", () => {
    assert.equal(sshPublicKeyRefusal(SSH_PUBLIC_KEY), undefined);
    assert.equal(sshPublicKeyRefusal(SSH_PUBLIC_KEY.split(" ").slice(0, 2).join(" ")), undefined);
    assert.equal(sshPublicKeyRefusal(`${SSH_PUBLIC_KEY}\n`), undefined);
  });

  it("is taken as RSA of 2048 bits, and not of 1024", () => {
    assert.equal(sshPublicKeyRefusal(rsaKey(2048)), undefined);
    assert.match(sshPublicKeyRefusal(rsaKey(1024)) ?? "", /1024 bits/);
  });

  it("is not taken where its end is missing, though enough bits are left", () => {
    const [type = "", data = ""] = rsaKey(4096).split(" ");
    assert.match(sshPublicKeyRefusal(`${type} ${data.slice(0, 480)}`) ?? "", /not a key/);
  });

  for (const [what, text] of [
    ["an empty text", ""],
    ["a kind that Azure does not take", "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAI dana"],
    ["a key of another kind than it says", SSH_PUBLIC_KEY.replace("ssh-ed25519", "ssh-rsa")],
    ["a key that is cut short", SSH_PUBLIC_KEY.slice(0, 50)],
    ["a kind without a key", "ssh-rsa"],
    ["two keys", `${SSH_PUBLIC_KEY}\n${SSH_PUBLIC_KEY}`],
    ["a private key of PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519"],
    ["a private key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----"],
  ] as const) {
    it(`is not ${what}, which is refused without repeating it`, () => {
      const refusal = sshPublicKeyRefusal(text);
      assert.ok(refusal);
      assert.doesNotMatch(refusal, /AAAA/);
    });
  }
});
