import type { CommandContext, CommandOutput } from "./command";

/** `reg query` of the BitLocker policies, in reg.exe's own layout. The key is there only where a policy sets something. */
export function queryBitLockerPolicies({ specification }: CommandContext): CommandOutput {
  const policies = specification.osType === "Windows" ? Object.entries(specification.groupPolicy ?? {}) : [];
  if (policies.length === 0) {
    return {
      stderr: "ERROR: The system was unable to find the specified registry key or value.",
      exitCode: 1,
    };
  }
  const lines = policies.map(([name, value]) => `    ${name}    REG_DWORD    0x${value.toString(16)}`);
  return { stdout: ["", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\FVE", ...lines, ""].join("\n") };
}
