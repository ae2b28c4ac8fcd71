import { createHash } from "node:crypto";

/** A GUID made of a text: the same for the same text, so that planning twice from the same facts gives the same plan. */
export function guidOf(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `5${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join("-");
}
