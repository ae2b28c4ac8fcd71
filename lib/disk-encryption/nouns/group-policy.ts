import { z } from "zod";

import { dataFile } from "@runbooks/azure";

/** A BitLocker policy, as the Group Policy editor names it. */
export interface GroupPolicy {
  readonly id: string;
  /** e.g. `Require additional authentication at startup`. */
  readonly name: string;
  /** Folders and name, from `Computer Configuration` on. */
  readonly path: string;
}

/** What one value under the registry key FVE sets. */
export interface GroupPolicySetting {
  /** Name of the registry value, e.g. `OSRecoveryKey`. */
  readonly registryValue: string;
  readonly policy: GroupPolicy;
  /** The choice within the policy, e.g. `Allow 256-bit recovery key`; `the policy itself` where the value turns it on or off. */
  readonly setting: string;
  /** What each number means, e.g. `{ "0": "not allowed" }`. */
  readonly meanings: Readonly<Record<string, string>>;
}

/** Values under `HKLM\SOFTWARE\Policies\Microsoft\FVE`, by name, as a probe read them. */
export type GroupPolicyValues = Readonly<Record<string, number | string>>;

const policies = dataFile(
  "group-policy.json",
  z.object({
    policies: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        folder: z.string(),
        registryValues: z.array(
          z.object({
            name: z.string(),
            setting: z.string(),
            meanings: z.record(z.string(), z.string()).default({}),
          }),
        ),
      }),
    ),
  }),
);

/** All BitLocker policies that the library knows. */
export function groupPolicies(): readonly GroupPolicy[] {
  return policies().policies.map(({ id, name, folder }) => ({ id, name, path: `${folder} > ${name}` }));
}

/** All registry values that the library can name the policy of. */
export function groupPolicySettings(): readonly GroupPolicySetting[] {
  return policies().policies.flatMap(({ id, name, folder, registryValues }) =>
    registryValues.map(({ name: registryValue, setting, meanings }) => ({
      registryValue,
      policy: { id, name, path: `${folder} > ${name}` },
      setting,
      meanings,
    })),
  );
}

/** The policy behind a registry value; undefined for a value that is not a known BitLocker policy. The registry knows no case. */
export function groupPolicySetting(registryValue: string): GroupPolicySetting | undefined {
  return groupPolicySettings().find(
    (known) => known.registryValue.toLowerCase() === registryValue.toLowerCase(),
  );
}

/**
 * A policy value as a number: the policies are `REG_DWORD`, and a probe may have printed one as text.
 *
 * @returns undefined where the value is not set, or is no whole number.
 */
export function groupPolicyNumber(values: GroupPolicyValues, registryValue: string): number | undefined {
  const name = Object.keys(values).find((key) => key.toLowerCase() === registryValue.toLowerCase());
  const value = name === undefined ? undefined : values[name];
  return typeof value === "string" && /^\d+$/.test(value)
    ? Number(value)
    : typeof value === "number"
      ? value
      : undefined;
}

/** A value in words: `OSRecoveryKey = 0, "Allow 256-bit recovery key": not allowed, in Computer Configuration > ...`. */
export function describeGroupPolicyValue(registryValue: string, value: number): string {
  const known = groupPolicySetting(registryValue);
  if (known === undefined) return `${registryValue} = ${value}`;
  const meaning = known.meanings[String(value)] ?? "of unknown meaning";
  const setting = known.setting === "the policy itself" ? known.setting : `"${known.setting}"`;
  return `${known.registryValue} = ${value} (${setting}: ${meaning}, in ${known.policy.path})`;
}
