import assert from "node:assert/strict";

import type { ImageReference, VolumeType } from "../../../lib/azure/virtual-machine";
import type { Verdict } from "../../../lib/disk-encryption/checks/finding";
import { operatingSystem } from "../../../lib/disk-encryption/checks/operating-system";
import {
  aLinuxGuest,
  aLinuxVirtualMachine,
  aVirtualMachine,
  aWindowsGuest,
  facts,
  notRead,
} from "../../builders";

const noProbe = notRead("no Run Command probe was run in the guest");
const image = (publisher: string, offer: string, sku: string): ImageReference => ({
  publisher,
  offer,
  sku,
  version: "latest",
});
const untold = { osName: undefined, osVersion: undefined };

/** A day on which every listed distribution was in support. */
const IN_SUPPORT = new Date("2019-01-01T00:00:00Z");

function ofGuest(
  distribution: string,
  distributionVersion: string,
  volumeType: VolumeType,
  observedAt: Date = IN_SUPPORT,
): Verdict {
  const guest = aLinuxGuest({ distribution, distributionVersion });
  const known = facts({ virtualMachine: aLinuxVirtualMachine(), guest, volumeType, observedAt });
  return operatingSystem(known, "current");
}

function ofImage(
  imageReference: ImageReference | undefined,
  volumeType: VolumeType = "All",
): Verdict["outcome"] {
  const virtualMachine = aLinuxVirtualMachine({ imageReference, ...untold });
  return operatingSystem(facts({ virtualMachine, guest: noProbe, volumeType }), "current").outcome;
}

describe("operating-system", () => {
  it("is not a matter of the module", () => {
    assert.equal(operatingSystem(facts(), "module").outcome, "not-applicable");
  });

  it("passes for Windows", () => {
    assert.equal(operatingSystem(facts(), "current").outcome, "pass");
  });

  it("notes that Microsoft's support for a Windows has ended, and passes: no document rules it out", () => {
    const verdict = operatingSystem(facts({ guest: aWindowsGuest({ osBuild: 9600 }) }), "current");
    assert.match(
      verdict.outcome === "pass" ? verdict.evidence : "",
      /Note: Microsoft's support for Windows Server 2012 R2 ended on 2023-10-10/,
    );
  });

  it("says nothing of a support that goes on", () => {
    const verdict = operatingSystem(facts({ guest: aWindowsGuest({ osBuild: 20348 }) }), "current");
    assert.doesNotMatch(verdict.outcome === "pass" ? verdict.evidence : "Note", /Note/);
  });

  it("is unknown for Server Core of 2016, which needs bdehdcfg", () => {
    const virtualMachine = aVirtualMachine({
      osName: "Windows Server 2016 Datacenter",
      imageReference: image("MicrosoftWindowsServer", "WindowsServer", "2016-Datacenter-Server-Core"),
    });
    const verdict = operatingSystem(facts({ virtualMachine }), "current");
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /bdehdcfg/);
  });

  for (const [distribution, version, forAll, forData] of [
    ["ubuntu", "24.04", "pass", "pass"],
    ["ubuntu", "16.04", "fail", "fail"],
    ["rhel", "9.4", "pass", "pass"],
    ["rhel", "9.1", "fail", "fail"],
    ["rhel", "6.8", "fail", "pass"],
    ["ol", "8.6", "pass", "pass"],
    ["mariner", "2.0", "pass", "pass"],
    ["azurelinux", "3.0", "fail", "fail"],
    ["sles", "12.4", "fail", "pass"],
    ["sles", "15.5", "fail", "fail"],
    ["debian", "12", "fail", "fail"],
  ] as const) {
    it(`of ${distribution} ${version} comes to ${forAll} for OS and data, ${forData} for data alone`, () => {
      assert.deepEqual(
        [ofGuest(distribution, version, "All").outcome, ofGuest(distribution, version, "Data").outcome],
        [forAll, forData],
      );
    });
  }

  it("is told by the image without a probe", () => {
    assert.equal(ofImage(image("RedHat", "RHEL", "9_4")), "pass");
  });

  it("is told by the agent where neither probe nor image do", () => {
    const virtualMachine = aLinuxVirtualMachine({
      imageReference: image("contoso", "appliance", "1"),
      osName: "rhel",
      osVersion: "9.4",
    });
    assert.equal(operatingSystem(facts({ virtualMachine, guest: noProbe }), "current").outcome, "pass");
  });

  it("goes by the guest where the image tells otherwise", () => {
    const virtualMachine = aLinuxVirtualMachine({
      imageReference: image("Canonical", "0001-com-ubuntu-server-focal", "20_04-lts"),
    });
    const guest = aLinuxGuest({ distribution: "debian", distributionVersion: "12" });
    assert.equal(operatingSystem(facts({ virtualMachine, guest }), "current").outcome, "fail");
  });

  for (const [sku, version, expected] of [
    ["8-lvm", "8.10", "pass"],
    ["8-lvm", "9.6", "fail"],
    ["8_6", "8.10", "fail"],
  ] as const) {
    it(`of RHEL ${version} on an image ${sku} comes to ${expected}: an LVM image follows its minor versions`, () => {
      const virtualMachine = aLinuxVirtualMachine({ imageReference: image("RedHat", "RHEL", sku) });
      const guest = aLinuxGuest({ distribution: "rhel", distributionVersion: version });
      assert.equal(operatingSystem(facts({ virtualMachine, guest }), "current").outcome, expected);
    });
  }

  it("takes the minor version of CentOS, which the guest does not tell, from the image", () => {
    const virtualMachine = aLinuxVirtualMachine({ imageReference: image("OpenLogic", "CentOS", "7_9") });
    const guest = aLinuxGuest({ distribution: "centos", distributionVersion: "7" });
    const known = facts({ virtualMachine, guest, observedAt: IN_SUPPORT });
    assert.equal(operatingSystem(known, "current").outcome, "pass");
  });

  it("is unknown for CentOS 7 of unknown minor version", () => {
    assert.equal(ofGuest("centos", "7", "Data").outcome, "unknown");
  });

  it("is unknown for an image that is not listed", () => {
    assert.equal(ofImage(image("contoso", "appliance", "1")), "unknown");
  });

  for (const volumeType of ["OS", "Data", "All"] as const) {
    it(`fails for ${volumeType} of a Linux VM that was not made from a Marketplace image`, () => {
      assert.equal(ofImage(undefined, volumeType), "fail");
    });
  }

  for (const [distribution, version, day, expected] of [
    ["centos", "7.9", "2024-06-30", "pass"],
    ["centos", "7.9", "2024-07-01", "fail"],
    ["centos", "8-lvm", "2022-01-01", "fail"],
    ["ubuntu", "20.04", "2025-05-31", "pass"],
    ["ubuntu", "20.04", "2025-06-01", "unknown"],
    ["ubuntu", "20.04", "2030-04-03", "fail"],
    ["rhel", "7.9", "2026-11-24", "unknown"],
    ["rhel", "9.4", "2026-11-24", "pass"],
    ["sles", "12.4", "2023-07-01", "fail"],
    ["mariner", "2.0", "2025-08-01", "fail"],
    ["opensuse", "42.3", "2019-07-02", "fail"],
  ] as const) {
    it(`of ${distribution} ${version} comes to ${expected} on ${day}, by its publisher's support`, () => {
      const moment = new Date(`${day}T12:00:00Z`);
      assert.equal(ofGuest(distribution, version, "Data", moment).outcome, expected);
    });
  }

  it("names the day on which support ended, and the publisher's page", () => {
    const verdict = ofGuest("centos", "7.9", "Data", new Date("2026-11-24T08:00:00Z"));
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /2024-06-30.*wiki\.centos\.org/);
  });

  it("names the support that could have been bought where that may still run", () => {
    const verdict = ofGuest("ubuntu", "20.04", "Data", new Date("2026-11-24T08:00:00Z"));
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /2025-05-31.*Ubuntu Pro.*2030-04-02/);
  });
});
