import assert from "node:assert/strict";

import { missing } from "../../../../lib/azure/fact";
import type { NewVirtualMachineFacts } from "../../../../lib/disk-encryption/checks/new-vm/facts";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  planNewVirtualMachine,
  type PlanNewVirtualMachineOptions,
} from "../../../../lib/disk-encryption/jobs/encrypt-new-vm/plan";
import type { NewVirtualMachineProperties } from "../../../../lib/disk-encryption/change/actions/virtual-machine";
import { planText, type Plan } from "../../../../lib/disk-encryption/change/plan";
import { ABSENT } from "../../../../lib/disk-encryption/change/state";
import { aDisk, aKeyVault, aSize, aVirtualMachine, fact, VAULT_ID } from "../../../builders";
import { aSet, SET_ID } from "../../../customer-key-builders";
import {
  aNewLinuxVirtualMachine,
  aNewVirtualMachine,
  aWindowsImage,
  newLinuxFacts,
  newVirtualMachineFacts,
  SSH_PUBLIC_KEY,
  SUBNET_ID,
} from "../../../new-vm-builders";

const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);
const modelOf = (facts: NewVirtualMachineFacts): NewVirtualMachineProperties => {
  const action = planNewVirtualMachine(facts).steps[0]?.action;
  assert.equal(action?.kind, "create-virtual-machine");
  return action.properties;
};
const blockersOf = (
  facts: NewVirtualMachineFacts,
  options?: PlanNewVirtualMachineOptions,
): readonly string[] =>
  planNewVirtualMachine(facts, options).blockers.map(
    ({ requirement, outcome }) => `${requirement}: ${outcome}`,
  );
const serverSide = aNewVirtualMachine({ encryption: { kind: "server-side" } });

describe("A private key in place of the public one", () => {
  it("gets into no plan: there is none, and the error does not repeat it", () => {
    const publicKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----";
    const request = aNewLinuxVirtualMachine({
      administrator: { userName: "dana", signInWith: { kind: "ssh-public-key", publicKey } },
    });
    assert.throws(
      () => planNewVirtualMachine(newLinuxFacts({ request })),
      (error: unknown) =>
        error instanceof RunbookError &&
        error.code === "ArgumentInvalid" &&
        !error.toString().includes("c2VjcmV0"),
    );
  });
});

describe("The plan of a new Windows VM with Azure Disk Encryption", () => {
  const request = aNewVirtualMachine({ dataDisks: [{ diskSizeGB: 16 }] });
  const plan = planNewVirtualMachine(newVirtualMachineFacts({ request }));

  it("creates the VM, takes a snapshot of each disk, then puts the extension", () => {
    assert.deepEqual(kindsOf(plan), [
      "create-virtual-machine",
      "create-snapshot",
      "create-snapshot",
      "put-extension",
    ]);
  });

  it("is blocked by nothing: what only the running VM tells does not stand in its way", () => {
    assert.deepEqual(plan.blockers, []);
  });

  it("knows the disks' ids before the disks are there: the snapshots are of the disks that the VM names", () => {
    const [create, ...others] = plan.steps.map(({ action }) => action);
    assert.ok(create?.kind === "create-virtual-machine");
    const { osDisk, dataDisks = [] } = create.properties.storageProfile;
    const named = [osDisk, ...dataDisks].map((disk) => ("name" in disk ? disk.name : undefined));
    assert.deepEqual(
      others.flatMap((action) =>
        action.kind === "create-snapshot" ? [action.sourceDiskId.split("/").pop()] : [],
      ),
      named,
    );
  });

  it("creates the VM without any setting of Azure Disk Encryption: that comes by the extension", () => {
    assert.doesNotMatch(
      JSON.stringify(plan.steps[0]?.request.body),
      /encryptionSettings|AzureDiskEncryption/,
    );
  });

  it("says what stays and costs when the VM is deleted, and no more than there is", () => {
    const undoOf = (facts: NewVirtualMachineFacts, options?: PlanNewVirtualMachineOptions): string => {
      const undo = planNewVirtualMachine(facts, options).steps[0]?.undo;
      return undo?.kind === "possible" ? undo.how : "";
    };
    const facts = newVirtualMachineFacts({ request });
    assert.match(undoOf(facts), /its data disks and snapshots stay/);
    assert.match(undoOf(facts, { withoutSnapshots: true }), /its data disks stay/);
    assert.match(undoOf(newVirtualMachineFacts()), /its snapshots stay/);
    assert.match(undoOf(newVirtualMachineFacts({ request: serverSide })), /go with it$/);
  });

  it("has the extension wait for the agent", () => {
    const action = plan.steps.at(-1)?.action;
    assert.ok(action?.kind === "put-extension");
    assert.equal(action.waitForAgent, true);
    assert.match(plan.steps.at(-1)?.title ?? "", /once its agent reports Ready$/);
  });

  it("holds no password: it shows a hole, and tells how it is handed in", () => {
    const profile = modelOf(newVirtualMachineFacts()).osProfile;
    assert.ok(profile);
    assert.equal(profile.adminPassword, "(not shown)");
    assert.match(plan.warnings.join(), /adminPassword/);
  });

  it("names the image by the exact version that was read, so that no other is taken later", () => {
    const { storageProfile } = modelOf(newVirtualMachineFacts());
    assert.ok("imageReference" in storageProfile);
    assert.equal(storageProfile.imageReference.version, "20348.4297.251009");
  });

  it("makes the network interface with the VM, in the subnet, and deletes both together", () => {
    const { networkProfile } = modelOf(newVirtualMachineFacts());
    assert.ok("networkInterfaceConfigurations" in networkProfile);
    const [configuration] = networkProfile.networkInterfaceConfigurations;
    assert.equal(configuration?.properties.ipConfigurations[0]?.properties.subnet.id, SUBNET_ID);
    assert.equal(configuration.properties.deleteOption, "Delete");
  });

  it("says what is deleted to take it back, and what costs until it is", () => {
    const undo = plan.steps[0]?.undo;
    assert.ok(undo?.kind === "possible");
    assert.match(undo.how, /data disks and snapshots stay and cost/);
  });

  it("says that empty data disks are not encrypted before they have a volume", () => {
    assert.match(plan.warnings.join(), /formatted and mounted/);
    assert.doesNotMatch(
      planNewVirtualMachine(newVirtualMachineFacts()).warnings.join(),
      /formatted and mounted/,
    );
  });

  it("touches the VM and its disks, which must not be there, the vault and the key's version", () => {
    assert.deepEqual(
      plan.touches.filter(({ state }) => state === ABSENT).map(({ id }) => id.split("/").pop()),
      ["vm-new-01", "vm-new-01-osdisk", "vm-new-01-datadisk-0"],
    );
    const vaultId = VAULT_ID.toLowerCase();
    assert.deepEqual(
      plan.touches.slice(3).map(({ id }) => id),
      [vaultId, `${vaultId}/keys/kek/versions/0123456789abcdef0123456789abcdef`],
    );
  });

  it("is the same when it is made twice from the same facts", () => {
    assert.equal(planNewVirtualMachine(newVirtualMachineFacts({ request })).hash, plan.hash);
  });

  it("leaves the snapshots out where they are not wanted", () => {
    const without = planNewVirtualMachine(newVirtualMachineFacts(), { withoutSnapshots: true });
    assert.deepEqual(kindsOf(without), ["create-virtual-machine", "put-extension"]);
  });

  it("says that Azure Disk Encryption retires", () => {
    assert.match(planText(plan), /2028-09-15/);
  });
});

describe("The plan of a new Linux VM with Azure Disk Encryption", () => {
  it("encrypts the OS volume unless said, and restarts the VM at the end", () => {
    const plan = planNewVirtualMachine(newLinuxFacts());
    assert.deepEqual(kindsOf(plan), [
      "create-virtual-machine",
      "create-snapshot",
      "put-extension",
      "restart",
    ]);
    assert.match(plan.warnings.join(), /stays encrypted for good/);
  });

  it("holds the public key, and needs no secret", () => {
    const profile = modelOf(newLinuxFacts()).osProfile;
    assert.ok(profile && "linuxConfiguration" in profile && "ssh" in profile.linuxConfiguration);
    assert.equal(profile.linuxConfiguration.disablePasswordAuthentication, true);
    assert.deepEqual(profile.linuxConfiguration.ssh.publicKeys, [
      { path: "/home/dana/.ssh/authorized_keys", keyData: SSH_PUBLIC_KEY },
    ]);
    assert.equal(profile.adminPassword, undefined);
  });

  it("takes a password in place of a key, as a hole", () => {
    const administrator = { userName: "dana", signInWith: { kind: "password" } } as const;
    const request = aNewLinuxVirtualMachine({ administrator });
    assert.equal(modelOf(newLinuxFacts({ request })).osProfile?.adminPassword, "(not shown)");
  });
});

describe("The plan of a new VM with encryption on the server's side", () => {
  it("is the VM alone, and needs no vault", () => {
    const plan = planNewVirtualMachine(newVirtualMachineFacts({ request: serverSide }));
    assert.deepEqual(kindsOf(plan), ["create-virtual-machine"]);
    assert.doesNotMatch(planText(plan), /2028-09-15/);
  });

  it("puts a disk encryption set on the OS disk and on every data disk", () => {
    const request = aNewVirtualMachine({
      encryption: { kind: "server-side", diskEncryptionSetId: SET_ID },
      dataDisks: [{ diskSizeGB: 16 }],
    });
    const facts = newVirtualMachineFacts({ request, diskEncryptionSet: fact(aSet()) });
    const { osDisk, dataDisks = [] } = modelOf(facts).storageProfile;
    for (const disk of [osDisk, ...dataDisks]) {
      assert.ok(disk.createOption !== "Attach");
      assert.deepEqual(disk.managedDisk.diskEncryptionSet, { id: SET_ID });
    }
    assert.deepEqual(blockersOf(facts), []);
  });

  it("turns encryption at host on where it was asked for", () => {
    const request = aNewVirtualMachine({ encryption: { kind: "server-side", encryptionAtHost: true } });
    const facts = newVirtualMachineFacts({
      request,
      encryptionAtHostFeature: fact({ subscriptionId: "s", name: "f", state: "Registered" }),
    });
    assert.deepEqual(modelOf(facts).securityProfile, { encryptionAtHost: true });
    assert.equal(modelOf(newVirtualMachineFacts()).securityProfile, undefined);
  });
});

describe("Trusted launch of a new VM", () => {
  it("is on for an image of Generation 2 that names it", () => {
    const image = fact(aWindowsImage({ hyperVGeneration: "V2", trustedLaunchSupported: true }));
    assert.deepEqual(modelOf(newVirtualMachineFacts({ image })).securityProfile, {
      securityType: "TrustedLaunch",
      uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
    });
  });

  it("is off for Generation 1, and for an image that does not name it", () => {
    for (const image of [
      aWindowsImage({ trustedLaunchSupported: true }),
      aWindowsImage({ hyperVGeneration: "V2" }),
    ]) {
      assert.equal(modelOf(newVirtualMachineFacts({ image: fact(image) })).securityProfile, undefined);
    }
  });
});

describe("What stands against a new VM", () => {
  it("is a requirement that fails before the VM is there, in either edition", () => {
    const image = fact(aWindowsImage({ hyperVGeneration: "V2" }));
    assert.deepEqual(blockersOf(newVirtualMachineFacts({ image })), ["vm-generation: fail"]);
    assert.deepEqual(blockersOf(newVirtualMachineFacts({ image }), { edition: "current" }), []);
  });

  it("is a vault without the disk-encryption setting", () => {
    const keyVault = fact(aKeyVault({ enabledForDiskEncryption: false }));
    assert.deepEqual(blockersOf(newVirtualMachineFacts({ keyVault })), ["vault-disk-encryption: fail"]);
  });

  it("is what could be read and was not", () => {
    const size = missing<never>("no rights");
    assert.deepEqual(blockersOf(newVirtualMachineFacts({ size })), [
      "new-vm-size: unknown",
      "vm-size: unknown",
      "memory: unknown",
    ]);
  });

  it("is too little memory, though how much is needed in the end only the running VM tells", () => {
    const size = fact(aSize({ memoryInGB: 4 }));
    assert.deepEqual(blockersOf(newLinuxFacts({ size })), ["memory: fail"]);
  });

  it("is a VM of that name; and even overridden, nothing that is there is changed", () => {
    const facts = newVirtualMachineFacts({ existing: fact(aVirtualMachine()) });
    assert.deepEqual(blockersOf(facts), ["new-vm-name: fail"]);
    const overrides = [{ requirement: "new-vm-name", reason: "I know" }] as const;
    const plan = planNewVirtualMachine(facts, { overrides });
    assert.deepEqual(plan.blockers, []);
    assert.equal(plan.touches[0]?.state, ABSENT);
  });

  it("is a disk of a new disk's name", () => {
    assert.deepEqual(blockersOf(newVirtualMachineFacts({ existingDisks: [fact(aDisk())] })), [
      "new-vm-disks: fail",
    ]);
  });

  for (const [what, facts] of [
    ["no image", newVirtualMachineFacts({ image: missing("no rights") })],
    ["no vault", newVirtualMachineFacts({ keyVault: missing("no rights") })],
    ["no key that was asked for", newVirtualMachineFacts({ keyEncryptionKey: missing("no rights") })],
  ] as const) {
    it(`leaves nothing to plan with where there is ${what}`, () => {
      assert.throws(
        () => planNewVirtualMachine(facts),
        (error: unknown) =>
          error instanceof RunbookError &&
          error.code === "PlanBlocked" &&
          error.message.includes("no rights"),
      );
    });
  }
});
