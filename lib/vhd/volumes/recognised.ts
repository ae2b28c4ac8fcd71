import { defined } from "@runbooks/azure";
import type { FileSystemVolume, OtherVolume, UnknownVolume } from "../volume";

/**
 * What the start of a volume was recognised as; undefined where a format's signature is not there. Where the signature
 * is, and the rest contradicts it, it is unknown, and what it resembles is told.
 */
export type Recognised = FileSystemVolume | OtherVolume | UnknownVolume | undefined;

/** A signature that the rest does not bear out. */
export const resembling = (resembles: string): UnknownVolume => ({ kind: "unknown", resembles });

/** Label and UUID, as far as there are any. */
export const present = (label: string, uuid?: string): { label?: string; uuid?: string } => ({
  ...(label === "" ? {} : { label }),
  ...defined({ uuid }),
});

/** Whether a number is 1, 2, 4, 8 ... between two bounds. */
export const isPowerOfTwo = (value: number, from: number, to: number): boolean =>
  value >= from && value <= to && Number.isInteger(Math.log2(value));
