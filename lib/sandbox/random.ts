import { createHash } from "node:crypto";

/** Identifiers that look random and are the same at every run with the same seed. */
export interface IdentifierSource {
  /** A GUID, version 4 in form. */
  guid(): string;
  /** A version of a key or a secret: 32 hexadecimal digits. */
  version(): string;
  /** Bytes for key material; the same each run, so of no worth outside the sandbox. */
  bytes(length: number): Buffer;
}

/** Makes the identifier source of one sandbox. */
export function identifiers(seed: string): IdentifierSource {
  let counter = 0;
  const hex = (): string => createHash("sha256").update(`${seed}/${counter++}`).digest("hex");
  return {
    guid: () => {
      const digits = hex();
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
    },
    version: () => hex().slice(0, 32),
    bytes: (length) => {
      const blocks: Buffer[] = [];
      for (let size = 0; size < length; size += 32) blocks.push(Buffer.from(hex(), "hex"));
      return Buffer.concat(blocks).subarray(0, length);
    },
  };
}
