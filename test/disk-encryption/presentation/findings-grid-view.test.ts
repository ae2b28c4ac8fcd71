import assert from "node:assert/strict";

import { evaluateAll } from "../../../lib/disk-encryption/checks/evaluate-all";
import { requirementIds } from "../../../lib/disk-encryption/checks/requirement";
import {
  findingsGridView,
  type FindingsGridViewOptions,
} from "../../../lib/disk-encryption/presentation/findings-grid-view";
import type { View } from "../../../lib/kernel/view";
import {
  aKeyVault,
  aLinuxVirtualMachine,
  aSize,
  aVirtualMachine,
  facts,
  notRead,
  type FactValues,
} from "../../builders";

const ready = { virtualMachine: aVirtualMachine({ name: "vm-ready" }) };
const noFlag = {
  virtualMachine: aVirtualMachine({ name: "vm-noflag" }),
  keyVault: aKeyVault({ enabledForDiskEncryption: false }),
};
const generation2 = { virtualMachine: aVirtualMachine({ name: "vm-gen2", hyperVGeneration: "V2" }) };
const version6 = {
  virtualMachine: aVirtualMachine({ name: "vm-v6" }),
  size: aSize({ family: "StandardDdsv6Family" }),
};
const notAsked = { virtualMachine: aVirtualMachine({ name: "vm-silent" }), guest: notRead("no probe") };
const linux = { virtualMachine: aLinuxVirtualMachine({ name: "vm-linux" }), volumeType: "Data" } as const;
const all = [ready, noFlag, generation2, version6, notAsked, linux];

const viewOf = (values: readonly FactValues[] = all, options: FindingsGridViewOptions = {}): View =>
  findingsGridView(evaluateAll(values.map(facts)), options);
/** Sign and word of each cell of a requirement's row. */
function rowOf({ html }: View, title: string): readonly string[] | undefined {
  const row = html.split("<tr ").find((one) => one.includes(`>${title}</th>`));
  if (row === undefined) return undefined;
  const cells = row.matchAll(/<td [^>]*>([^<]+)<br><span [^>]*>([^<]+)<\/span>/g);
  return [...cells].map(([, sign = "", word = ""]) => `${sign} ${word}`);
}

describe("The grid of requirements and VMs", () => {
  it("has a row for each requirement and a cell for each VM, with a sign and a word", () => {
    const view = viewOf();
    for (const id of requirementIds) assert.equal(rowOf(view, id)?.length, all.length, id);
    assert.deepEqual(rowOf(view, "vault-disk-encryption"), [
      "✔ pass",
      "✘ fail",
      "✔ pass",
      "✔ pass",
      "✔ pass",
      "✔ pass",
    ]);
    assert.deepEqual(rowOf(view, "group-policy-tpm"), [
      "✔ pass",
      "✔ pass",
      "✔ pass",
      "✔ pass",
      "? unknown",
      "– n/a",
    ]);
  });

  it("names the edition that alone forbids", () => {
    assert.equal(rowOf(viewOf(), "vm-generation")?.[2], "✘ module");
    assert.equal(rowOf(viewOf(), "vm-size")?.[3], "✘ current");
  });

  it("sums each VM up in its first row", () => {
    assert.deepEqual(rowOf(viewOf(), "ready for Azure Disk Encryption"), [
      "✔ ready",
      "✘ 1 fail",
      "✘ 1 fail",
      "✘ 1 fail",
      "? 6 open",
      "✔ ready",
    ]);
    assert.match(viewOf().text, /^6 VMs, 2 ready/);
  });

  it("counts one edition where it is asked for", () => {
    const module = viewOf(all, { edition: "module" });
    assert.match(module.text, /^6 VMs, 3 ready; by the module edition/);
    assert.equal(rowOf(module, "vm-size")?.[0], "✔ pass");
    assert.equal(rowOf(module, "vm-generation")?.[2], "✘ fail");
  });

  it("marks what the edition that does not count objects to, beside the sign of the one that does", () => {
    const module = viewOf(all, { edition: "module" });
    assert.equal(rowOf(module, "vm-size")?.[3], "✔ ! current");
    assert.match(module.text, /vm-v6: ✔ all requirements met; ! not counted: vm-size \(current\)/);
  });

  it("leaves out what blocks no VM, where that is asked for", () => {
    const view = viewOf([ready, noFlag], { onlyOpen: true });
    assert.equal(rowOf(view, "memory"), undefined);
    assert.deepEqual(rowOf(view, "vault-disk-encryption"), ["✔ pass", "✘ fail"]);
  });

  it("shows only where the editions differ, where that is asked for", () => {
    const view = viewOf(all, { onlyEditionsDiffer: true });
    assert.equal(rowOf(view, "vault-disk-encryption"), undefined);
    assert.notEqual(rowOf(view, "vm-generation"), undefined);
    assert.match(view.text, /vm-gen2: ✘ fail: vm-generation \(module\)$/m);
    assert.match(view.text, /vm-noflag: ✔ all requirements met$/m);
  });

  it("in text has a line for each VM with all that blocks it", () => {
    const { text } = viewOf();
    assert.match(text, /^ {2}vm-ready: ✔ all requirements met$/m);
    assert.match(text, /^ {2}vm-noflag: ✘ fail: vault-disk-encryption$/m);
    assert.match(text, /^ {2}vm-silent: \? unknown: networking, windows-volumes, group-policy-tpm, /m);
  });

  it("tells two VMs of one name apart by their groups", () => {
    const twins = ["rg-a", "rg-b"].map((resourceGroupName) => ({
      virtualMachine: aVirtualMachine({ name: "vm-app-01", resourceGroupName }),
    }));
    const { text, html } = viewOf([...twins, ready]);
    for (const label of ["vm-app-01 (rg-a)", "vm-app-01 (rg-b)"]) {
      assert.ok(text.includes(`${label}: `));
      assert.ok(html.includes(`>${label}</span>`));
    }
    assert.ok(html.includes(">vm-ready</span>"));
  });

  it("shows a VM's name as text, whatever is in it", () => {
    assert.doesNotMatch(viewOf([{ virtualMachine: aVirtualMachine({ name: "<i>x" }) }]).html, /<i>x/);
  });

  it("of no VM at all is empty", () => {
    assert.match(viewOf([]).text, /^0 VMs, 0 ready$/);
  });
});
