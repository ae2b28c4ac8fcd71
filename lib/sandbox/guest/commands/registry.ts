import type { WindowsSpecification } from "../specification";
import type { CommandContext, CommandOutput } from "./command";
import { wordsOf } from "./languages";

const POLICY_KEY = "SOFTWARE\\Policies\\Microsoft\\FVE";
const MBAM_KEY = `${POLICY_KEY}\\MDOPBitLockerManagement`;

/** The policies under a key of HKEY_LOCAL_MACHINE, by value name; empty where there is no such key. */
export function registryPolicies(
  { groupPolicy, mbam }: WindowsSpecification,
  path: string,
): Readonly<Record<string, number>> {
  switch (path) {
    case POLICY_KEY:
      return groupPolicy ?? {};
    case MBAM_KEY:
      return mbam?.policies ?? {};
    default:
      return {};
  }
}

/** `reg query` of the BitLocker policies, in reg.exe's own layout. The key is there only where a policy sets something. */
export function queryBitLockerPolicies({ specification }: CommandContext): CommandOutput {
  if (specification.osType !== "Windows") return {};
  const policies = Object.entries(registryPolicies(specification, POLICY_KEY));
  if (policies.length === 0) return { stderr: wordsOf(specification.language).noRegistryKey, exitCode: 1 };
  const lines = policies.map(([name, value]) => `    ${name}    REG_DWORD    0x${value.toString(16)}`);
  return { stdout: ["", `HKEY_LOCAL_MACHINE\\${POLICY_KEY}`, ...lines, ""].join("\n") };
}
