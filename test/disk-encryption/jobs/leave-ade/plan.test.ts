import assert from "node:assert/strict";

import type { CreateVirtualMachine } from "../../../../lib/disk-encryption/change/actions/virtual-machine";
import type { LeaveAdeFacts } from "../../../../lib/disk-encryption/jobs/leave-ade/observe";
import { planLeaveAde } from "../../../../lib/disk-encryption/jobs/leave-ade/plan";
import { planRemoveOldVirtualMachine } from "../../../../lib/disk-encryption/jobs/leave-ade/remove";
import { verifyLeaveAde } from "../../../../lib/disk-encryption/jobs/leave-ade/verify";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  aDataDisk,
  anExtension,
  anOsDisk,
  aSize,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  diskEncryptionSettings,
  fact,
  notRead,
} from "../../../builders";
import { aFeature } from "../../../customer-key-builders";
import { aCopy, anOldDisk, itsCopy, leaveAdeFacts, leftFacts, oldWith } from "../../../leave-ade-builders";
import { aSubnet } from "../../../new-vm-builders";

const kindsOf = (facts: LeaveAdeFacts): readonly string[] =>
  planLeaveAde(facts).steps.map(({ action }) => action.kind);
const refusalOf = (facts: LeaveAdeFacts, plan: (facts: LeaveAdeFacts) => unknown = planLeaveAde): string => {
  try {
    plan(facts);
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return `${error.code}: ${error.message}`;
  }
  return "a plan";
};
const madeBy = (facts: LeaveAdeFacts): CreateVirtualMachine => {
  const action = planLeaveAde(facts).steps.at(-1)?.action;
  assert.ok(action?.kind === "create-virtual-machine");
  return action;
};
const stampedCopies = (): LeaveAdeFacts["copies"] =>
  leaveAdeFacts().copies.map((copy) => ({
    ...copy,
    source: fact(
      anOldDisk("osdisk", { encryptionSettings: { enabled: true, settings: [diskEncryptionSettings()] } }),
    ),
  }));
const volumes = (...changes: readonly Parameters<typeof aVolume>[0][]): LeaveAdeFacts["old"] => ({
  ...leaveAdeFacts().old,
  guest: fact(aWindowsGuest({ volumes: changes.map((change) => aVolume(change)) })),
});

describe("The plan to leave Azure Disk Encryption", () => {
  it("takes the VM down only after the subscription is ready, and ends with the new VM", () => {
    const copy = [
      "grant-disk-access",
      "create-disk-for-upload",
      "grant-disk-access",
      "copy-pages",
      "end-disk-access",
      "end-disk-access",
    ];
    assert.deepEqual(kindsOf(leaveAdeFacts({ feature: fact(aFeature("NotRegistered")) })), [
      "register-feature",
      "register-provider",
      "deallocate",
      ...copy,
      ...copy,
      "create-virtual-machine",
    ]);
  });

  it("makes the new VM from the copies, cached as before, with encryption at host, in a network interface of its own", () => {
    const { properties, zones, tags } = madeBy(
      leaveAdeFacts({ old: oldWith({ tags: { owner: "web", diskEncryptionVolumeType: "All" } }) }),
    );
    assert.deepEqual(properties.securityProfile, { encryptionAtHost: true });
    const { osDisk, dataDisks = [] } = properties.storageProfile;
    assert.match(JSON.stringify(osDisk), /"Attach".*"ReadWrite".*vm-new-osdisk/);
    assert.match(JSON.stringify(dataDisks), /"lun":0,.*"Attach".*"ReadOnly".*vm-new-datadisk-0/);
    assert.match(JSON.stringify(properties.networkProfile), /"vm-new-nic".*subnets\/default/);
    assert.deepEqual([zones, tags], [undefined, { owner: "web" }]);
  });

  it("makes it in the zone of a zonal VM, and of the size that is asked for", () => {
    const { configuration, request } = leaveAdeFacts();
    const { zones, properties } = madeBy(
      leaveAdeFacts({
        configuration: { ...configuration, zones: ["2"] },
        request: { ...request, vmSize: "Standard_D4s_v5" },
      }),
    );
    assert.deepEqual([zones, properties.hardwareProfile.vmSize], [["2"], "Standard_D4s_v5"]);
  });

  it("says that the quota was not read, what the new VM does not get, and not to start the old one", () => {
    const warnings = planLeaveAde(leaveAdeFacts()).warnings.join("\n");
    assert.match(warnings, /Nobody read the quota/);
    assert.match(warnings, /does not get: its addresses/);
    assert.match(warnings, /Don't start vm-web-01 again while vm-new runs/);
    assert.match(warnings, /2028-09-15/);
  });

  it("decrypts first, and is blocked already there by what stands against the new VM", () => {
    const facts = leaveAdeFacts({
      copies: stampedCopies(),
      old: { ...leaveAdeFacts().old, disks: stampedCopies().map(({ source }) => source) },
    });
    assert.deepEqual(kindsOf(facts), ["put-extension"]);
    const { blockers } = planLeaveAde({ ...facts, size: fact(aSize({ encryptionAtHostSupported: false })) });
    assert.deepEqual(
      blockers.map(({ requirement }) => requirement),
      ["size-supports-encryption-at-host"],
    );
  });

  it("is not blocked by the mark that the copies will not have", () => {
    assert.deepEqual(planLeaveAde(leaveAdeFacts()).blockers, []);
  });

  for (const [what, changes, message] of [
    [
      "the guest was not asked",
      { old: { ...leaveAdeFacts().old, guest: notRead("no probe") } },
      /Only the guest .* no probe/,
    ],
    [
      "the guest is still decrypting",
      { old: volumes({ state: "decrypting", percentEncrypted: 12 }) },
      /not decrypted yet: C: decrypting \(12 % encrypted\)/,
    ],
    ["the guest shows no data volume", { old: volumes({}) }, /shows 0 data volumes for 1 data disks/],
    [
      "the subnet was not read",
      { subnet: notRead("no rights") },
      /subnet of vm-web-01 could not be read: no rights/,
    ],
    [
      "the subnet is in another region",
      { subnet: fact(aSubnet({ location: "northeurope" })) },
      /is in northeurope; the new VM is to be in westeurope/,
    ],
    [
      "nobody knows whether the new name is free",
      { made: notRead("no rights") },
      /Nobody knows whether VM vm-new/,
    ],
    [
      "the new name is another VM's",
      { made: fact(aVirtualMachine()) },
      /VM vm-new already, with other disks/,
    ],
    [
      "it is a Trusted Launch VM",
      { old: oldWith({ securityType: "TrustedLaunch" }) },
      /state of its virtual TPM/,
    ],
    [
      "it runs Linux and its OS disk has the mark",
      { old: oldWith({ osType: "Linux" }) },
      /Linux OS volume is encrypted/,
    ],
  ] as const) {
    it(`is not made where ${what}`, () => {
      const refusal = refusalOf(leaveAdeFacts(changes));
      assert.match(refusal, /^PlanBlocked/);
      assert.match(refusal, message);
    });
  }

  it("takes the guest's word from before, where the VM is deallocated by now", () => {
    const old = { ...oldWith({ powerState: "deallocated" }), guest: notRead("it is off") };
    assert.ok(!kindsOf(leaveAdeFacts({ old })).includes("deallocate"));
    assert.match(refusalOf(leaveAdeFacts({ old, guestBefore: notRead("") })), /Only the guest/);
  });

  it("leaves nothing to do where the new VM is there", () => {
    const { steps, warnings } = planLeaveAde(leftFacts());
    assert.deepEqual(steps, []);
    assert.match(warnings.join(), /Prove it with verifyLeaveAde/);
  });
});

describe("The proof that a new VM has taken the old one's place", () => {
  it("holds where all six things are so", () => {
    const { verified, checks } = verifyLeaveAde(leftFacts());
    assert.equal(verified, true);
    assert.equal(checks.length, 6);
  });

  const made = aVirtualMachine({
    encryptionAtHost: true,
    osDisk: anOsDisk({ name: "vm-new-osdisk" }),
    dataDisks: [aDataDisk({ name: "vm-new-datadisk-0" })],
  });
  const os = anOldDisk("osdisk");
  const [, dataCopy] = leftFacts().copies;
  assert.ok(dataCopy !== undefined);
  const withOsCopy = (changes: Parameters<typeof itsCopy>[2]): LeaveAdeFacts["copies"] => [
    aCopy(anOsDisk(), os, itsCopy(os, "vm-new-osdisk", changes)),
    dataCopy,
  ];
  for (const [what, changes, title, outcome] of [
    ["the new VM is off", { made: fact({ ...made, powerState: "stopped" }) }, "the new VM runs", "fail"],
    [
      "Azure could not make it whole",
      { made: fact({ ...made, provisioningState: "Failed" }) },
      "the new VM runs",
      "fail",
    ],
    [
      "its host does not encrypt",
      { made: fact({ ...made, encryptionAtHost: false }) },
      "its host encrypts",
      "fail",
    ],
    ["a disk is not attached", { made: fact({ ...made, dataDisks: [] }) }, "every disk is there", "fail"],
    [
      "nothing says what a disk is a copy of",
      { copies: withOsCopy({ tags: {} }) },
      "every disk is there",
      "unknown",
    ],
    [
      "a disk has the mark",
      { copies: withOsCopy({ encryptionSettings: { enabled: false, settings: [] } }) },
      "no mark of Azure Disk Encryption",
      "fail",
    ],
    [
      "the extension is on it",
      { made: fact({ ...made, extensions: [anExtension()] }) },
      "no mark of Azure Disk Encryption",
      "fail",
    ],
    ["its guest was not read", { newGuest: notRead("no probe") }, "the guest shows every volume", "unknown"],
    [
      "a volume is missing",
      { newGuest: fact(aWindowsGuest({ volumes: [aVolume()] })) },
      "the guest shows every volume",
      "fail",
    ],
    ["the old VM runs", { old: oldWith({ powerState: "running" }) }, "the old VM has not run since", "fail"],
    [
      "the old VM was started since",
      { copies: withOsCopy({ timeCreated: new Date("2026-11-24T07:00:00Z") }) },
      "the old VM has not run since",
      "fail",
    ],
  ] as const) {
    it(`does not hold where ${what}, and the old VM may not be deleted`, () => {
      const facts = leftFacts(changes);
      const { verified, checks } = verifyLeaveAde(facts);
      assert.equal(verified, false);
      assert.deepEqual(
        checks.filter((check) => check.outcome !== "pass").map((check) => [check.title, check.outcome]),
        [[title, outcome]],
      );
      assert.match(refusalOf(facts, planRemoveOldVirtualMachine), /vm-new is not proven, so vm-web-01 stays/);
    });
  }

  it("lets the old VM and its disks be deleted, and nothing else", () => {
    const plan = planRemoveOldVirtualMachine(leftFacts());
    assert.deepEqual(
      plan.steps.map(({ request }) => `${request.method} ${request.path.split("/").slice(-2).join("/")}`),
      ["DELETE virtualMachines/vm-web-01", "DELETE disks/osdisk", "DELETE disks/datadisk"],
    );
    assert.ok(plan.steps.every(({ undo }) => undo.kind === "impossible"));
    assert.match(plan.warnings.join(), /Network interface nic stays/);
  });
});
