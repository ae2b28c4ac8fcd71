import assert from "node:assert/strict";

import { missing } from "../../../../lib/azure/fact";
import type { Verdict } from "../../../../lib/disk-encryption/checks/finding";
import { newVmName } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-name";
import { aVirtualMachine, fact } from "../../../builders";
import {
  aNewLinuxVirtualMachine,
  aNewVirtualMachine,
  newVirtualMachineFacts,
} from "../../../new-vm-builders";

const ofWindows = (name: string): Verdict =>
  newVmName(newVirtualMachineFacts({ request: aNewVirtualMachine({ name }) }), "current");
const ofLinux = (name: string): Verdict =>
  newVmName(newVirtualMachineFacts({ request: aNewLinuxVirtualMachine({ name }) }), "current");

describe("new-vm-name", () => {
  it("passes for a name that no VM of the group has", () => {
    assert.equal(ofWindows("vm-new-01").outcome, "pass");
  });

  for (const [what, name] of [
    ["an underscore", "vm_new"],
    ["a letter outside of ASCII", "vm-zürich"],
    ["a hyphen at its end", "vm-"],
    ["a full stop at its end", "vm."],
    ["a hyphen at its start", "-vm"],
    ["nothing in it", ""],
    ["a slash", "a/b"],
  ] as const) {
    it(`fails for a name with ${what}`, () => {
      assert.equal(ofLinux(name).outcome, "fail");
      assert.equal(ofWindows(name).outcome, "fail");
    });
  }

  it("fails for 16 characters on Windows, where 15 are the most, and passes on Linux", () => {
    assert.equal(ofWindows("a".repeat(15)).outcome, "pass");
    assert.equal(ofWindows("a".repeat(16)).outcome, "fail");
    assert.equal(ofLinux("a".repeat(16)).outcome, "pass");
  });

  it("fails for 65 characters on Linux", () => {
    assert.equal(ofLinux("a".repeat(64)).outcome, "pass");
    assert.equal(ofLinux("a".repeat(65)).outcome, "fail");
  });

  for (const name of ["12345", "a.b"]) {
    it(`fails for '${name}' on Windows alone`, () => {
      assert.equal(ofWindows(name).outcome, "fail");
      assert.equal(ofLinux(name).outcome, "pass");
    });
  }

  it("fails where the group has a VM of that name, and says how that one is encrypted", () => {
    const verdict = newVmName(newVirtualMachineFacts({ existing: fact(aVirtualMachine()) }), "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.fix, /planEncryption/);
  });

  it("is unknown where the group's VMs can't be read", () => {
    const verdict = newVmName(newVirtualMachineFacts({ existing: missing("no rights") }), "current");
    assert.equal(verdict.outcome, "unknown");
  });
});
