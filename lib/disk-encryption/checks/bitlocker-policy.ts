import { describeGroupPolicyValue, groupPolicyNumber, groupPolicySetting } from "../nouns/group-policy";
import { type VolumeType } from "@runbooks/azure";
import { type WindowsGuest } from "../nouns/guest";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { whenWindowsGuestKnown } from "./guest-probe";
import { notApplicable, pass, unknown } from "./verdict";

/** The drives that a recovery policy is for; also the start of its registry values. */
export type RecoveryDrives = "OS" | "FDV";

/** What is asked of a recovery policy. */
export interface RecoveryQuestion {
  readonly drives: RecoveryDrives;
  /** The values that matter, without their start. */
  readonly values: readonly string[];
  /** The evidence where the policy is off, after its name. */
  readonly whenOff: string;
}

/** Evaluates the Group Policy of a Windows guest; a Linux guest has none. */
export function whenGroupPolicyKnown(
  facts: EncryptionFacts,
  what: string,
  evaluate: (guest: WindowsGuest) => Verdict,
): Verdict {
  return facts.virtualMachine.osType === "Linux"
    ? notApplicable("Group Policy is for Windows alone.")
    : whenWindowsGuestKnown(facts, what, evaluate);
}

/**
 * The recovery policies that matter for the volumes asked for.
 *
 * All includes the temporary disk, which is a fixed data drive: its policy counts on a VM without data disks too, but not where the guest has
 * no volume beside the OS volume.
 */
export function recoveryDrives({ volumes }: WindowsGuest, volumeType: VolumeType): readonly RecoveryDrives[] {
  return volumeType === "OS" || volumes.every(({ role }) => role === "os") ? ["OS"] : ["OS", "FDV"];
}

/**
 * Evaluates a recovery policy that is on. One that is off passes; where values are set under it, but not the one that turns it on or off, nobody
 * can say.
 *
 */
export function whenRecoveryPolicyIsOn(
  { groupPolicy }: WindowsGuest,
  { drives, values, whenOff }: RecoveryQuestion,
  evaluate: (policy: string) => Verdict,
): Verdict {
  const policy = policyName(`${drives}Recovery`);
  const valueOf = (name: string): number | undefined => groupPolicyNumber(groupPolicy, `${drives}${name}`);
  const isOn = valueOf("Recovery");
  if (isOn === 1) return evaluate(policy);
  return isOn === undefined && values.some((name) => valueOf(name) !== undefined)
    ? unknown(
        `whether the policy "${policy}" is on: ${drives}Recovery is not set, but values under it are`,
        "Set the policy to Enabled or to Not Configured, run gpupdate /force and probe again.",
      )
    : pass(`"${policy}" ${whenOff}.`);
}

/** Name of the policy behind a registry value. */
export function policyName(registryValue: string): string {
  return groupPolicySetting(registryValue)?.policy.name ?? registryValue;
}

/** Evidence: the values with their policies, in full. */
export function describeValues({ groupPolicy }: WindowsGuest, registryValues: readonly string[]): string {
  return registryValues
    .flatMap((name) => {
      const value = groupPolicyNumber(groupPolicy, name);
      return value === undefined ? [] : [describeGroupPolicyValue(name, value)];
    })
    .join("; ");
}
