import assert from "node:assert/strict";

import { evaluateAll } from "../../../lib/disk-encryption/checks/evaluate-all";
import { fixesView, type FixesViewOptions } from "../../../lib/disk-encryption/presentation/fixes-view";
import { aKeyVault, aVirtualMachine, facts, notRead, type FactValues } from "../../builders";

const vm = (name: string): Pick<FactValues, "virtualMachine"> => ({
  virtualMachine: aVirtualMachine({ name }),
});
const noFlag = { keyVault: aKeyVault({ enabledForDiskEncryption: false }) };
const textOf = (values: readonly FactValues[], options: FixesViewOptions = {}): readonly string[] =>
  fixesView(evaluateAll(values.map(facts)), options)
    .text.split("\n")
    .map((line) => line.trim());

describe("What is to be done for several VMs", () => {
  it("is each thing once, with the VMs that it helps", () => {
    const [caption, , line] = textOf([
      { ...vm("vm-a"), ...noFlag },
      vm("vm-b"),
      { ...vm("vm-c"), ...noFlag },
    ]);
    assert.equal(caption, "1 thing to do");
    assert.match(line ?? "", /^✘ vault-disk-encryption +vm-a, vm-c +Turn on .*: planKeyVault does/);
  });

  it("begins with what helps most VMs", () => {
    const generation2 = { virtualMachine: aVirtualMachine({ name: "vm-gen2", hyperVGeneration: "V2" }) };
    const lines = textOf([generation2, { ...vm("vm-a"), ...noFlag }, { ...vm("vm-c"), ...noFlag }]);
    assert.equal(lines[0], "2 things to do");
    assert.match(lines[2] ?? "", /^✘ vault-disk-encryption/);
    assert.match(lines[3] ?? "", /^✘ vm-generation/);
  });

  it("is one thing for all that the same step tells", () => {
    const [, , line] = textOf([{ ...vm("vm-a"), guest: notRead("no probe") }]);
    assert.match(
      line ?? "",
      /^\? networking, windows-volumes, group-policy-tpm, group-policy-recovery-key.* Run the read-only/,
    );
  });

  it("has what only the other edition asks as a note, with the VM, and not as a thing to do", () => {
    const generation2 = { virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) };
    const [nothing, note, ...others] = textOf([generation2], { edition: "current" });
    assert.equal(nothing, "✔ Nothing to mend.");
    assert.match(note ?? "", /^! vm-web-01: Only a note, .* vm-generation/);
    assert.deepEqual(others, []);
  });
});
