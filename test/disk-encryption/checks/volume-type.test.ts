import assert from "node:assert/strict";

import { volumeType } from "../../../lib/disk-encryption/checks/volume-type";
import { aLinuxExtension, aLinuxVirtualMachine, aVirtualMachine, facts } from "../../builders";

describe("volume-type", () => {
  for (const [os, virtualMachine, asked, expected] of [
    ["Windows", aVirtualMachine(), "OS", "pass"],
    ["Windows", aVirtualMachine(), "All", "pass"],
    ["Windows", aVirtualMachine(), "Data", "fail"],
    ["Linux", aLinuxVirtualMachine(), "OS", "pass"],
    ["Linux", aLinuxVirtualMachine(), "All", "pass"],
    ["Linux", aLinuxVirtualMachine(), "Data", "pass"],
    ["confidential Linux", aLinuxVirtualMachine({ securityType: "ConfidentialVM" }), "OS", "fail"],
    ["confidential Linux", aLinuxVirtualMachine({ securityType: "ConfidentialVM" }), "All", "unknown"],
    ["confidential Linux", aLinuxVirtualMachine({ securityType: "ConfidentialVM" }), "Data", "pass"],
  ] as const) {
    it(`${asked} on ${os} comes to ${expected} in the current edition`, () => {
      assert.equal(volumeType(facts({ virtualMachine, volumeType: asked }), "current").outcome, expected);
    });

    it(`${asked} on ${os} is not ruled out by the module`, () => {
      assert.equal(
        volumeType(facts({ virtualMachine, volumeType: asked }), "module").outcome,
        "not-applicable",
      );
    });
  }

  for (const [operation, state, earlier, asked, expected] of [
    ["EnableEncryption", "Succeeded", "Data", "All", "pass"],
    ["EnableEncryption", "Succeeded", "Data", "Data", "pass"],
    ["EnableEncryption", "Succeeded", "Data", "OS", "fail"],
    ["EnableEncryptionFormatAll", "Succeeded", "All", "Data", "fail"],
    ["EnableEncryption", "Failed", "Data", "OS", "pass"],
    ["DisableEncryption", "Succeeded", "Data", "OS", "pass"],
  ] as const) {
    it(`${asked} on Linux comes to ${expected} after ${operation} of ${earlier} that ended ${state}`, () => {
      const extension = aLinuxExtension(
        {},
        { provisioningState: state, settings: { EncryptionOperation: operation, VolumeType: earlier } },
      );
      const virtualMachine = aLinuxVirtualMachine({ extensions: [extension] });
      assert.equal(volumeType(facts({ virtualMachine, volumeType: asked }), "current").outcome, expected);
    });
  }
});
