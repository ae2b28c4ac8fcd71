import { z } from "zod";

import { dataFile } from "@runbooks/azure";
import { groupPolicies, type GroupPolicy } from "./group-policy";

/** A result code of BitLocker, and what to do about it. */
export interface BitLockerResult {
  /** As the extension prints it: `2150695006`. */
  readonly decimal: number;
  /** As Windows documents it: `0x8031005E`. */
  readonly hexadecimal: string;
  /** `FVE_E_POLICY_RECOVERY_KEY_NOT_ALLOWED`. */
  readonly name: string;
  readonly meaning: string;
  readonly action: string;
  /** The policies that may have caused it; empty where it comes from none. */
  readonly policies: readonly GroupPolicy[];
}

const results = dataFile(
  "bitlocker-results.json",
  z.object({
    results: z.array(
      z.object({
        hexadecimal: z.string().regex(/^0x[0-9A-F]{8}$/),
        name: z.string(),
        meaning: z.string(),
        action: z.string(),
        policies: z.array(z.string()).default([]),
      }),
    ),
  }),
);

/** All results of BitLocker that the library can translate. */
export function bitLockerResults(): readonly BitLockerResult[] {
  return results().results.map((result) => ({
    ...result,
    decimal: Number(result.hexadecimal),
    policies: groupPolicies().filter(({ id }) => result.policies.includes(id)),
  }));
}

/**
 * What a result code of BitLocker means, and the policy to change.
 *
 * @param code - 2150695006, 0x8031005E, or the same as a signed 32-bit number (-2144272290).
 * @returns undefined for a code that is not known.
 * @see winerror.h of the Windows SDK; that the extension prints the codes in decimal: azure-powershell issue 4301
 */
export function translateBitLockerCode(code: number): BitLockerResult | undefined {
  const unsigned = code >>> 0;
  return bitLockerResults().find(({ decimal }) => decimal === unsigned);
}
