import type { WindowsSpecification } from "../guest/specification";
import { bitLockerRefusal, includesData, type Rule } from "./rule";

/** FVE results: winerror.h. The extension prints them in decimal. */
const resultCodes = {
  startupOptionsConflict: 0x8031005b,
  recoveryPasswordRequired: 0x8031005d,
  recoveryKeyNotAllowed: 0x8031005e,
} as const;

/**
 * Group Policy that keeps BitLocker from taking the external key on which Azure Disk Encryption stands.
 *
 * Source of values and scale (0 disallow, 1 require, 2 allow): BitLocker CSP; of the decimal form: azure-powershell#4301.
 */
export const groupPolicyAllowsExternalKey: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Windows") return undefined;
  const code =
    osConflict(specification) ?? (includesData(request) ? dataConflict(specification, request) : undefined);
  return code === undefined ? undefined : bitLockerRefusal(`ProtectKeyWithExternalKey failed with ${code}`);
};

function osConflict({ groupPolicy: policy = {} }: WindowsSpecification): number | undefined {
  const requiresTpm = ["UseTPM", "UseTPMPIN", "UseTPMKey", "UseTPMKeyPIN"].some((name) => policy[name] === 1);
  const startup = policy["UseAdvancedStartup"];
  if ((requiresTpm && startup !== 0) || (startup === 1 && policy["EnableBDEWithNoTPM"] !== 1)) {
    return resultCodes.startupOptionsConflict;
  }
  return recoveryConflict(policy, "OS");
}

function dataConflict(
  { groupPolicy: policy = {} }: WindowsSpecification,
  { volumes }: Parameters<Rule>[0],
): number | undefined {
  // The temporary disk is a fixed data drive too.
  return volumes.some(({ role }) => role !== "os") ? recoveryConflict(policy, "FDV") : undefined;
}

function recoveryConflict(
  policy: Readonly<Record<string, number>>,
  drives: "OS" | "FDV",
): number | undefined {
  if (policy[`${drives}Recovery`] !== 1) return undefined;
  if (policy[`${drives}RecoveryKey`] === 0) return resultCodes.recoveryKeyNotAllowed;
  return policy[`${drives}RecoveryPassword`] === 1 ? resultCodes.recoveryPasswordRequired : undefined;
}
