import assert from "node:assert/strict";

import { missing } from "../../../../lib/azure/fact";
import { isOpenUntilItRuns } from "../../../../lib/disk-encryption/checks/new-vm/evaluate";
import { newVirtualMachineRequirementIds } from "../../../../lib/disk-encryption/checks/new-vm/requirement";
import { requirementIds } from "../../../../lib/disk-encryption/checks/requirement";
import { evaluateNewVirtualMachine } from "../../../../lib/disk-encryption/jobs/encrypt-new-vm/evaluate";
import { aSize, fact } from "../../../builders";
import {
  aNewVirtualMachine,
  aWindowsImage,
  newLinuxFacts,
  newVirtualMachineFacts,
} from "../../../new-vm-builders";

const idsThat = (
  facts: Parameters<typeof evaluateNewVirtualMachine>[0],
  outcome: string,
): readonly string[] =>
  evaluateNewVirtualMachine(facts).flatMap((finding) =>
    finding.outcome === outcome ? [finding.requirement] : [],
  );

describe("The findings of a VM that is still to be made", () => {
  it("are those of a new VM, then those of Azure Disk Encryption", () => {
    assert.deepEqual(
      evaluateNewVirtualMachine(newVirtualMachineFacts()).map(({ requirement }) => requirement),
      [...newVirtualMachineRequirementIds, ...requirementIds],
    );
  });

  it("are those of a new VM alone where the server's side encrypts, or where no image tells the operating system", () => {
    const request = aNewVirtualMachine({ encryption: { kind: "server-side" } });
    for (const facts of [
      newVirtualMachineFacts({ request }),
      newVirtualMachineFacts({ image: missing("no rights") }),
    ]) {
      assert.equal(evaluateNewVirtualMachine(facts).length, newVirtualMachineRequirementIds.length);
    }
  });

  it("leave open on Windows what only the running VM tells, and say so", () => {
    const open = evaluateNewVirtualMachine(newVirtualMachineFacts()).filter(
      ({ outcome }) => outcome === "unknown",
    );
    assert.deepEqual(
      open.map(({ requirement }) => requirement),
      [
        "vm-agent",
        "networking",
        "windows-volumes",
        "group-policy-tpm",
        "group-policy-recovery-key",
        "group-policy-compatible",
        "group-policy-aes-cbc",
      ],
    );
    assert.ok(open.every(({ current }) => isOpenUntilItRuns(current)));
  });

  it("don't send anybody to probe a VM that is not there: what only the running VM tells has one hint", () => {
    const verdicts = evaluateNewVirtualMachine(newVirtualMachineFacts()).flatMap(({ module, current }) => [
      module,
      current,
    ]);
    const hints = verdicts.flatMap((verdict) => (verdict.outcome === "unknown" ? [verdict.hint] : []));
    assert.equal(new Set(hints).size, 1);
    assert.match(hints[0] ?? "", /^Make the VM: /);
  });

  it("leave open on Linux how much the root volume holds, and all else that its guest tells", () => {
    assert.deepEqual(idsThat(newLinuxFacts(), "unknown"), [
      "memory",
      "vm-agent",
      "networking",
      "nested-mounts",
      "volume-layout",
      "kernel-modules",
      "selinux",
      "kdump",
    ]);
  });

  it("say from the image what the image tells: Generation 2 fails by the module before the VM is there", () => {
    const facts = newVirtualMachineFacts({ image: fact(aWindowsImage({ hyperVGeneration: "V2" })) });
    assert.deepEqual(idsThat(facts, "fail"), ["vm-generation"]);
  });

  it("say from the image that a key of 2048 bits is too short for Windows Server 2022", () => {
    const facts = newVirtualMachineFacts();
    assert.ok(facts.keyEncryptionKey !== "none" && facts.keyEncryptionKey.kind === "known");
    const keyEncryptionKey = fact({ ...facts.keyEncryptionKey.value, keySizeInBits: 2048 });
    assert.deepEqual(idsThat({ ...facts, keyEncryptionKey }, "fail"), ["key-encryption-key"]);
  });

  it("say from the size that it is too small, and that it is of a family which is not supported", () => {
    const size = fact(aSize({ memoryInGB: 1, family: "StandardDdsv6Family" }));
    assert.deepEqual(idsThat(newVirtualMachineFacts({ size }), "fail"), ["vm-size", "memory"]);
  });

  it("say from the request that a kind of disk is not supported", () => {
    const request = aNewVirtualMachine({
      dataDisks: [{ diskSizeGB: 16, storageAccountType: "UltraSSD_LRS" }],
    });
    assert.deepEqual(idsThat(newVirtualMachineFacts({ request }), "fail"), ["disk-types"]);
  });

  it("do not take for open until it runs what could be read now", () => {
    const facts = newVirtualMachineFacts({ size: missing("no rights") });
    const memory = evaluateNewVirtualMachine(facts).find(({ requirement }) => requirement === "memory");
    assert.ok(memory);
    assert.equal(isOpenUntilItRuns(memory.current), false);
  });
});
