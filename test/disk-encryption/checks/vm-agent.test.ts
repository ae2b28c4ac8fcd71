import assert from "node:assert/strict";

import { vmAgent } from "../../../lib/disk-encryption/checks/vm-agent";
import { aLinuxVirtualMachine, anExtension, aVirtualMachine, facts } from "../../builders";

describe("vm-agent", () => {
  it("is not a matter of the module", () => {
    assert.equal(vmAgent(facts(), "module").outcome, "not-applicable");
  });

  for (const [what, virtualMachine, expected] of [
    ["runs with its agent ready", aVirtualMachine(), "pass"],
    ["is deallocated", aVirtualMachine({ powerState: "deallocated" }), "fail"],
    ["is stopped", aVirtualMachine({ powerState: "stopped" }), "fail"],
    ["is starting", aVirtualMachine({ powerState: "starting" }), "fail"],
    ["tells no power state", aVirtualMachine({ powerState: undefined }), "unknown"],
    ["has no agent that reports", aVirtualMachine({ agent: undefined }), "fail"],
    [
      "has an agent that is not ready",
      aVirtualMachine({ agent: { status: "Not Ready", version: "Unknown" } }),
      "fail",
    ],
    ["is being updated", aVirtualMachine({ provisioningState: "Updating" }), "fail"],
    ["failed its last update", aVirtualMachine({ provisioningState: "Failed" }), "pass"],
    [
      "has an extension in the making",
      aVirtualMachine({ extensions: [anExtension({ provisioningState: "Creating" })] }),
      "fail",
    ],
    [
      "has an extension that failed",
      aVirtualMachine({ extensions: [anExtension({ provisioningState: "Failed" })] }),
      "pass",
    ],
  ] as const) {
    it(`comes to ${expected} for a VM that ${what}`, () => {
      assert.equal(vmAgent(facts({ virtualMachine }), "current").outcome, expected);
    });
  }

  for (const [version, expected] of [
    ["2.2.37", "fail"],
    ["2.2.38", "pass"],
    ["2.2.38.1", "pass"],
    ["2.11.1.12", "pass"],
    ["Unknown", "unknown"],
  ] as const) {
    it(`comes to ${expected} for Linux agent ${version}: 2.2.38 is needed`, () => {
      const virtualMachine = aLinuxVirtualMachine({ agent: { status: "Ready", version } });
      assert.equal(vmAgent(facts({ virtualMachine }), "current").outcome, expected);
    });
  }
});
