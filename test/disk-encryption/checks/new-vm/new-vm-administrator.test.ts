import assert from "node:assert/strict";

import { missing } from "../../../../lib/azure/fact";
import type { Verdict } from "../../../../lib/disk-encryption/checks/finding";
import type { Administrator } from "../../../../lib/disk-encryption/checks/new-vm/facts";
import { newVmAdministrator } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-administrator";
import {
  aNewLinuxVirtualMachine,
  aNewVirtualMachine,
  newVirtualMachineFacts,
  SSH_PUBLIC_KEY,
} from "../../../new-vm-builders";

const password: Administrator["signInWith"] = { kind: "password" };
const key: Administrator["signInWith"] = { kind: "ssh-public-key", publicKey: SSH_PUBLIC_KEY };

const ofWindows = (administrator: Administrator): Verdict =>
  newVmAdministrator(newVirtualMachineFacts({ request: aNewVirtualMachine({ administrator }) }), "current");
const ofLinux = (administrator: Administrator): Verdict =>
  newVmAdministrator(
    newVirtualMachineFacts({ request: aNewLinuxVirtualMachine({ administrator }) }),
    "current",
  );

describe("new-vm-administrator", () => {
  it("passes for a password on Windows, and for a key or a password on Linux", () => {
    assert.equal(ofWindows({ userName: "dana", signInWith: password }).outcome, "pass");
    assert.equal(ofLinux({ userName: "dana", signInWith: key }).outcome, "pass");
    assert.equal(ofLinux({ userName: "dana", signInWith: password }).outcome, "pass");
  });

  it("fails for an SSH key on Windows", () => {
    assert.equal(ofWindows({ userName: "dana", signInWith: key }).outcome, "fail");
  });

  for (const userName of ["admin", "Administrator", "root", "", "a".repeat(65)]) {
    it(`fails for the user name '${userName}'`, () => {
      assert.equal(ofWindows({ userName, signInWith: password }).outcome, "fail");
      assert.equal(ofLinux({ userName, signInWith: key }).outcome, "fail");
    });
  }

  it("fails for 21 characters on Windows alone", () => {
    const userName = "a".repeat(21);
    assert.equal(ofWindows({ userName, signInWith: password }).outcome, "fail");
    assert.equal(ofLinux({ userName, signInWith: key }).outcome, "pass");
  });

  it("fails for a full stop at the end on Windows, and for a path in a Linux user's name", () => {
    assert.equal(ofWindows({ userName: "dana.", signInWith: password }).outcome, "fail");
    assert.equal(ofWindows({ userName: "dana.smith", signInWith: password }).outcome, "pass");
    assert.equal(ofLinux({ userName: "../etc", signInWith: key }).outcome, "fail");
  });

  for (const userName of ["dana@contoso", "contoso\\dana", "dana/x", "dana*"]) {
    it(`fails for '${userName}' on Windows, for the sign in it`, () => {
      const verdict = ofWindows({ userName, signInWith: password });
      assert.ok(verdict.outcome === "fail");
      assert.match(verdict.evidence, /can't have any of/);
    });
  }

  it("does not repeat a key that can't be used: by mistake it may be the private one", () => {
    const publicKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n";
    const verdict = ofLinux({ userName: "dana", signInWith: { kind: "ssh-public-key", publicKey } });
    assert.equal(verdict.outcome, "fail");
    assert.doesNotMatch(JSON.stringify(verdict), /c2VjcmV0|BEGIN/);
  });

  it("is unknown where the image, and with it the operating system, is not known", () => {
    const facts = newVirtualMachineFacts({ image: missing("no rights") });
    assert.equal(newVmAdministrator(facts, "current").outcome, "unknown");
  });
});
