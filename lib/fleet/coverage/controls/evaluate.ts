import type { ControlOutcome } from "../coverage";
import { cis200Section72 } from "./cis-2-0-0-7-2";
import { cis200Section74 } from "./cis-2-0-0-7-4";
import { cis300Section83 } from "./cis-3-0-0-8-3";
import { cis300Section84 } from "./cis-3-0-0-8-4";
import {
  diskControlIds,
  virtualMachineControlIds,
  type Control,
  type DiskControl,
  type DiskControlFacts,
  type DiskControlId,
  type VirtualMachineControl,
  type VirtualMachineControlFacts,
  type VirtualMachineControlId,
} from "./control";
import { customerKey } from "./customer-key";
import { defenderState } from "./defender-state";
import { doubleEncryption } from "./double-encryption";
import { encryptionAtHost } from "./encryption-at-host";
import { linuxAdeOrEncryptionAtHost } from "./linux-ade-or-encryption-at-host";
import { managedDisks } from "./managed-disks";
import { mcsb1Dp4 } from "./mcsb-1-dp-4";
import { mcsb2Dp4 } from "./mcsb-2-dp-4";
import { unattachedAdeSettings } from "./unattached-ade-settings";
import { windowsAdeOrEncryptionAtHost } from "./windows-ade-or-encryption-at-host";

/** One function for each control on VMs; the compiler asks for every one. */
export const virtualMachineControls: Readonly<Record<VirtualMachineControlId, VirtualMachineControl>> = {
  "windows-ade-or-encryption-at-host": windowsAdeOrEncryptionAtHost,
  "linux-ade-or-encryption-at-host": linuxAdeOrEncryptionAtHost,
  "encryption-at-host": encryptionAtHost,
  "defender-state": defenderState,
  "mcsb-1-dp-4": mcsb1Dp4,
  "mcsb-2-dp-4": mcsb2Dp4,
};

/** One function for each control on disks; the compiler asks for every one. */
export const diskControls: Readonly<Record<DiskControlId, DiskControl>> = {
  "customer-key": customerKey,
  "double-encryption": doubleEncryption,
  "unattached-ade-settings": unattachedAdeSettings,
  "managed-disks": managedDisks,
  "cis-2-0-0-7-2": cis200Section72,
  "cis-2-0-0-7-4": cis200Section74,
  "cis-3-0-0-8-3": cis300Section83,
  "cis-3-0-0-8-4": cis300Section84,
};

/** Outcomes of all controls of a kind, by their id. */
export type ControlOutcomes<Id extends string> = Readonly<Record<Id, ControlOutcome>>;

/** Asks the controls on VMs; outcomes that are the same are one object, for a fleet has few of them. */
export function virtualMachineOutcomes(): (
  facts: VirtualMachineControlFacts,
) => ControlOutcomes<VirtualMachineControlId> {
  return sharedOutcomes(virtualMachineControlIds, virtualMachineControls);
}

/** Asks the controls on disks; outcomes that are the same are one object, for a fleet has few of them. */
export function diskOutcomes(): (facts: DiskControlFacts) => ControlOutcomes<DiskControlId> {
  return sharedOutcomes(diskControlIds, diskControls);
}

function sharedOutcomes<Id extends string, Facts>(
  ids: readonly Id[],
  controls: Readonly<Record<Id, Control<Facts>>>,
): (facts: Facts) => ControlOutcomes<Id> {
  const kept = new Map<string, ControlOutcomes<Id>>();
  return (facts) => {
    let key = "";
    const outcomes = ids.map((id) => {
      const outcome = controls[id](facts);
      key += outcome;
      return outcome;
    });
    const known = kept.get(key);
    if (known !== undefined) return known;
    const entries = ids.map((id, index) => [id, outcomes[index]] as const);
    // One entry for each id.
    const made = Object.fromEntries(entries) as ControlOutcomes<Id>;
    kept.set(key, made);
    return made;
  };
}
