import assert from "node:assert/strict";

import type { GuestVolume, LinuxGuest, VolumeStorage } from "../../../lib/disk-encryption/nouns/guest";
import type { VolumeType } from "../../../lib/azure/virtual-machine";
import type { Check } from "../../../lib/disk-encryption/checks/check";
import type { Verdict } from "../../../lib/disk-encryption/checks/finding";
import {
  aLinuxGuest,
  aLinuxVirtualMachine,
  aLinuxVolume,
  aVirtualMachine,
  facts,
  notRead,
  type Overrides,
} from "../../builders";

/** What a check says of a Linux guest, in the current edition. */
export function verdictOn(
  check: Check,
  guest: Overrides<LinuxGuest>,
  volumeType: VolumeType = "All",
): Verdict {
  const known = facts({ virtualMachine: aLinuxVirtualMachine(), guest: aLinuxGuest(guest), volumeType });
  return check(known, "current");
}

/** A volume that lies on something special. */
export function volumeOn(
  storage: Partial<VolumeStorage>,
  overrides: Overrides<GuestVolume> = {},
): GuestVolume {
  const plain = {
    device: "sdc1",
    uuid: "uuid-of-sdc1",
    layers: ["part", "disk"],
    disks: ["sdc"],
    transports: [],
  };
  return aLinuxVolume({ mountPoint: "/data", role: "data", ...overrides, storage: { ...plain, ...storage } });
}

export const root: GuestVolume = aLinuxVolume();
export const dataAt = (mountPoint: string, overrides: Overrides<GuestVolume> = {}): GuestVolume =>
  aLinuxVolume({ role: "data", mountPoint, ...overrides });

/** What all checks of a Linux guest have in common. */
export function describeLinuxGuestCheck(check: Check, silentFor?: VolumeType): void {
  const linux = aLinuxVirtualMachine();

  it("asks nothing of Windows, and nothing in the module edition", () => {
    const outcomes = [
      check(facts({ virtualMachine: aVirtualMachine() }), "current").outcome,
      check(facts({ virtualMachine: linux }), "module").outcome,
    ];
    assert.deepEqual(outcomes, ["not-applicable", "not-applicable"]);
  });

  it("is unknown without a probe", () => {
    const volumeType = silentFor === "OS" ? "Data" : "OS";
    const known = facts({ virtualMachine: linux, guest: notRead("no probe"), volumeType });
    assert.equal(check(known, "current").outcome, "unknown");
  });

  it("passes for a guest as Azure's images have it", () => {
    assert.equal(verdictOn(check, {}).outcome, "pass");
  });

  if (silentFor !== undefined) {
    it(`asks nothing where ${silentFor} is to be encrypted`, () => {
      assert.equal(verdictOn(check, {}, silentFor).outcome, "not-applicable");
    });
  }
}
