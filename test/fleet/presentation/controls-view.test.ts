import assert from "node:assert/strict";

import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { coveragePage } from "../../../lib/fleet/presentation/coverage-report/coverage-page";
import { controlsView } from "../../../lib/fleet/presentation/controls-view";
import { aGap, anInventoriedVirtualMachine, anInventory, anOsDiskOf } from "../../fleet-builders";

const vm = anInventoriedVirtualMachine();
const inventory = anInventory({ virtualMachines: [vm], disks: [anOsDiskOf(vm)] });
const whole = coverageOf(inventory);
const partial = coverageOf({ ...inventory, gaps: [aGap({ kind: "disks", readBefore: 1 })] });

describe("What the controls would say of a fleet", () => {
  it("is without what could not be read, and says so", () => {
    const note =
      /! This is the fleet without the disks of subscription Contoso after the first 1 \(not read\)\./;
    const { html, text } = controlsView(partial);
    assert.match(text, note);
    assert.match(html, note);
    assert.doesNotMatch(controlsView(whole).text, /! This is/);
    const [, section = ""] = coveragePage(partial).split("What policies and benchmarks would say");
    assert.match(section.split("</section>")[0] ?? "", note);
  });

  it("links the policy that each rule was read from", () => {
    assert.match(
      controlsView(whole).html,
      /<a href="https:\/\/github\.com\/Azure\/azure-policy\/blob\/master\/[^"]*HostBasedEncryptionRequired_Deny\.json"/,
    );
  });

  it("names the controls that are left out, and why", () => {
    const { text, html } = controlsView(whole);
    for (const words of [text, html, coveragePage(whole)])
      for (const name of ["0961003e", "d461a302", "v2 (preview), DP-5", "2.1.0, 7.2", "NIST SP 800-53"])
        assert.ok(words.includes(name), name);
  });
});
