import type { GroupPolicyValues } from "../../../lib/disk-encryption/nouns/group-policy";
import type { GuestVolume } from "../../../lib/disk-encryption/nouns/guest";
import type { VolumeType } from "../../../lib/azure/virtual-machine";
import type { EncryptionFacts } from "../../../lib/disk-encryption/checks/facts";
import { aLinuxGuest, aLinuxVirtualMachine, aVolume, aWindowsGuest, facts, notRead } from "../../builders";

const temporaryDisk = aVolume({ mountPoint: "D:", role: "temporary" });

/** A domain-joined Windows VM with a temporary disk under these policy values. */
export function underPolicy(
  groupPolicy: GroupPolicyValues,
  volumeType: VolumeType = "All",
  domainJoined = true,
  volumes: readonly GuestVolume[] = [aVolume(), temporaryDisk],
): EncryptionFacts {
  return facts({ guest: aWindowsGuest({ groupPolicy, domainJoined, volumes }), volumeType });
}

/** A Linux VM, which has no Group Policy. */
export const linuxFacts: EncryptionFacts = facts({ virtualMachine: aLinuxVirtualMachine() });

/** Windows VMs of whose Group Policy nothing is known. */
export const withoutPolicyFacts: readonly (readonly [why: string, facts: EncryptionFacts])[] = [
  ["without a probe", facts({ guest: notRead("no Run Command probe was run in the guest") })],
  ["where the probe saw Linux", facts({ guest: aLinuxGuest() })],
];
