import { createHash } from "node:crypto";

import { LONGEST_READ_IN_BYTES, type ByteSource } from "./byte-source";

/** The SHA-256 of all bytes, in hexadecimal; read piece by piece. */
export async function sha256(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < source.sizeInBytes; at += LONGEST_READ_IN_BYTES) {
    hash.update(await source.read(at, Math.min(LONGEST_READ_IN_BYTES, source.sizeInBytes - at)));
  }
  return hash.digest("hex");
}
