import { describeGroupPolicyValue, groupPolicyNumber, groupPolicySetting } from "../nouns/group-policy";
import { type VolumeType } from "@runbooks/azure";
import { type WindowsGuest } from "../nouns/guest";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { whenWindowsGuestKnown } from "./guest-probe";
import { notApplicable, unknown } from "./verdict";

/** The drives that a recovery policy is for; also the start of its registry values. */
export type RecoveryDrives = "OS" | "FDV";

/** Judges the Group Policy of a Windows guest; a Linux guest has none. */
export function whenGroupPolicyKnown(
  facts: EncryptionFacts,
  what: string,
  judge: (guest: WindowsGuest) => Verdict,
): Verdict {
  return facts.virtualMachine.osType === "Linux"
    ? notApplicable("Group Policy is for Windows alone.")
    : whenWindowsGuestKnown(facts, what, judge);
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

/** Whether a recovery policy is on. `unclear`: values are set under it, but not the one that turns it on or off. */
export function recoveryPolicyState(
  { groupPolicy }: WindowsGuest,
  drives: RecoveryDrives,
  values: readonly string[],
): "on" | "off" | "unclear" {
  const policy = groupPolicyNumber(groupPolicy, `${drives}Recovery`);
  if (policy === 1) return "on";
  const leftBehind = values.some(
    (value) => groupPolicyNumber(groupPolicy, `${drives}${value}`) !== undefined,
  );
  return policy === undefined && leftBehind ? "unclear" : "off";
}

/** A recovery policy of which nobody can say whether it is on. */
export function unclearRecoveryPolicy(drives: RecoveryDrives): Verdict {
  return unknown(
    `whether the policy "${policyName(`${drives}Recovery`)}" is on: ${drives}Recovery is not set, but values under it are`,
    "Set the policy to Enabled or to Not Configured, run gpupdate /force and probe again.",
  );
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
