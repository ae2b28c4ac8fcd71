import assert from "node:assert/strict";

import type { EncryptionFacts } from "../../../../lib/disk-encryption/checks/facts";
import {
  planEncryption,
  type PlanEncryptionOptions,
} from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import type { Plan } from "../../../../lib/disk-encryption/change/plan";
import { sequenceVersionOf } from "../../../../lib/disk-encryption/change/sequence-version";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  aDataDisk,
  aKeyVault,
  aLinuxVirtualMachine,
  anOsDisk,
  aSize,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  diskId,
  facts,
  KEY_URL,
  notRead,
  OBSERVED_AT,
  VAULT_ID,
  VAULT_URI,
  VM_ID,
} from "../../../builders";

const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);
const extensionStep = (plan: Plan): Plan["steps"][number] => {
  const step = plan.steps.find(({ action }) => action.kind === "put-extension");
  assert.ok(step, "the plan puts no extension");
  return step;
};
const settingsOf = (given: EncryptionFacts): Readonly<Record<string, unknown>> => {
  const { action } = extensionStep(planEncryption(given));
  assert.equal(action.kind, "put-extension");
  return action.settings;
};
const blockersOf = (given: EncryptionFacts, options?: PlanEncryptionOptions): readonly string[] =>
  planEncryption(given, options).blockers.map(({ requirement, outcome }) => `${requirement}: ${outcome}`);
const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error.code;
  }
  return "nothing thrown";
};

const linuxOs = facts({
  virtualMachine: aLinuxVirtualMachine(),
  volumeType: "All",
  size: aSize({ memoryInGB: 16 }),
});
const linuxData = facts({ virtualMachine: aLinuxVirtualMachine(), volumeType: "Data" });

describe("The plan to encrypt a running VM", () => {
  for (const state of ["encrypting", "encryption-paused", "decrypting", "decryption-paused"] as const) {
    it(`is refused while BitLocker has a volume at ${state}, of which the extension says nothing`, () => {
      const guest = aWindowsGuest({ volumes: [aVolume({ state, percentEncrypted: 50 })] });
      assert.throws(
        () => planEncryption(facts({ guest })),
        (error) =>
          error instanceof RunbookError &&
          error.code === "PlanBlocked" &&
          error.message === `Volume C: of vm-web-01 is still ${state} (50 % encrypted).` &&
          error.hint.startsWith("Wait until it is through: watch("),
      );
    });
  }

  it("takes a snapshot of every disk, then puts the extension", () => {
    const virtualMachine = aVirtualMachine({ dataDisks: [aDataDisk()] });
    assert.deepEqual(kindsOf(planEncryption(facts({ virtualMachine }))), [
      "create-snapshot",
      "create-snapshot",
      "put-extension",
    ]);
  });

  it("leaves the snapshots out where the operator has another backup", () => {
    assert.deepEqual(kindsOf(planEncryption(facts(), { withoutSnapshots: true })), ["put-extension"]);
  });

  for (const [system, given] of [
    ["Windows", facts()],
    ["a Linux OS volume", linuxOs],
    ["Linux data volumes", linuxData],
  ] as const) {
    it(`speaks of no snapshot where none is taken: ${system}`, () => {
      const plan = planEncryption(given, { withoutSnapshots: true });
      assert.doesNotMatch(JSON.stringify(plan.steps), /snapshot/);
      assert.ok(
        plan.warnings.includes(
          "No snapshots are taken: if it fails, only a backup of your own restores the VM.",
        ),
      );
    });

    it(`has no such warning where they are taken: ${system}`, () => {
      const plan = planEncryption(given);
      assert.match(JSON.stringify(extensionStep(plan).undo), /snapshot/);
      assert.doesNotMatch(plan.warnings.join(), /No snapshots/);
    });
  }

  it("restarts a Linux VM whose OS volume was encrypted", () => {
    assert.deepEqual(kindsOf(planEncryption(linuxOs, { withoutSnapshots: true })), [
      "put-extension",
      "restart",
    ]);
  });

  it("does not restart a Linux VM whose data volumes alone are encrypted", () => {
    assert.deepEqual(kindsOf(planEncryption(linuxData, { withoutSnapshots: true })), ["put-extension"]);
  });

  it("is the same when it is made twice from the same facts", () => {
    assert.equal(planEncryption(facts()).hash, planEncryption(facts()).hash);
  });

  it("is another when the VM was observed again", () => {
    const later = facts({ observedAt: new Date(OBSERVED_AT.getTime() + 1000) });
    assert.notEqual(planEncryption(later).hash, planEncryption(facts()).hash);
  });

  it("says when the guest was read, and is refused where that is more than an hour before the rest", () => {
    const readAt = (minutes: number): EncryptionFacts =>
      facts({ guest: aWindowsGuest({ readAt: new Date(OBSERVED_AT.getTime() - minutes * 60_000) }) });
    const plan = planEncryption(readAt(60));
    assert.match(
      plan.warnings.join(),
      /guest was read at 2026-11-24T08:00:00\.000Z, and no step reads it again/,
    );
    assert.deepEqual(plan.guestReadAt, new Date("2026-11-24T08:00:00Z"));
    assert.equal(
      codeOf(() => planEncryption(readAt(61))),
      "PlanBlocked",
    );
  });

  it("is approved by the VM's name", () => {
    assert.equal(planEncryption(facts()).target, "vm-web-01");
  });

  it("touches the VM, its disks, the vault and the version of the key encryption key", () => {
    assert.deepEqual(
      planEncryption(facts()).touches.map(({ id }) => id),
      [
        VM_ID,
        diskId("osdisk"),
        VAULT_ID,
        `${VAULT_ID}/keys/kek/versions/0123456789abcdef0123456789abcdef`,
      ].map((id) => id.toLowerCase()),
    );
  });

  it("warns of the end of Azure Disk Encryption", () => {
    assert.match(planEncryption(facts()).warnings.join(), /2028-09-15/);
  });

  it("warns that a Linux OS volume can't be decrypted", () => {
    assert.match(planEncryption(linuxOs).warnings.join(), /stays encrypted for good/);
  });

  it("does not warn so where data volumes alone are encrypted", () => {
    assert.doesNotMatch(planEncryption(linuxData).warnings.join(), /for good/);
  });
});

describe("The extension's request", () => {
  it("is word for word what goes to a Windows VM", () => {
    assert.deepEqual(extensionStep(planEncryption(facts())).request, {
      method: "PUT",
      path: `${VM_ID}/extensions/AzureDiskEncryption`,
      body: {
        location: "westeurope",
        properties: {
          publisher: "Microsoft.Azure.Security",
          type: "AzureDiskEncryption",
          typeHandlerVersion: "2.2",
          autoUpgradeMinorVersion: true,
          settings: {
            EncryptionOperation: "EnableEncryption",
            KeyVaultURL: VAULT_URI,
            KeyVaultResourceId: VAULT_ID,
            KeyEncryptionKeyURL: KEY_URL,
            KekVaultResourceId: VAULT_ID,
            KeyEncryptionAlgorithm: "RSA-OAEP",
            VolumeType: "All",
            SequenceVersion: sequenceVersionOf(facts()),
          },
        },
      },
    });
  });

  it("goes to the Linux extension of version 1.1 on Linux", () => {
    const { action } = extensionStep(planEncryption(linuxData));
    assert.equal(action.kind, "put-extension");
    assert.deepEqual(
      [action.extensionType, action.typeHandlerVersion],
      ["AzureDiskEncryptionForLinux", "1.1"],
    );
  });

  it("names no key's vault where no key is used: the Linux extension fails on it", () => {
    const settings = settingsOf(facts({ keyEncryptionKey: "none" }));
    assert.deepEqual(
      Object.keys(settings).filter((name) => /kek|keyencryption/i.test(name)),
      [],
    );
  });

  for (const volumeType of ["OS", "Data", "All"] as const) {
    it(`asks for ${volumeType} where ${volumeType} is asked for: the Linux extension takes none for granted`, () => {
      assert.equal(
        settingsOf(facts({ virtualMachine: aLinuxVirtualMachine(), volumeType }))["VolumeType"],
        volumeType,
      );
    });
  }
});

describe("What encryption does to the VM", () => {
  for (const [what, given, impact, undo] of [
    ["may restart Windows, and can be undone", facts(), "may-restart", "possible"],
    ["makes Linux unavailable for its OS volume, for good", linuxOs, "unavailable", "impossible"],
    ["may restart Linux for its data volumes, and can be undone", linuxData, "may-restart", "possible"],
  ] as const) {
    it(what, () => {
      const step = extensionStep(planEncryption(given));
      assert.deepEqual([step.impact, step.undo.kind], [impact, undo]);
    });
  }

  for (const [given, expected] of [
    [facts(), /10 to 15 minutes/],
    [linuxOs, /3 to 16 hours/],
    [linuxData, /minutes to hours/],
  ] as const) {
    it(`takes ${String(expected)} on ${given.virtualMachine.osType} for ${given.volumeType}`, () => {
      assert.match(extensionStep(planEncryption(given)).expectedDuration ?? "", expected);
    });
  }
});

describe("The snapshot of a disk", () => {
  const snapshotsOf = (name: string): readonly string[] => {
    const virtualMachine = aVirtualMachine({ osDisk: anOsDisk({ name }) });
    return planEncryption(facts({ virtualMachine })).steps.flatMap(({ action }) =>
      action.kind === "create-snapshot" ? [action.snapshotId] : [],
    );
  };

  it("lies beside its disk, under a name with the moment", () => {
    assert.deepEqual(snapshotsOf("osdisk"), [
      diskId("osdisk").replace("/disks/osdisk", "/snapshots/osdisk-before-ade-20261124090000"),
    ]);
  });

  it("differs from that of a disk alike in its first 54 characters", () => {
    const alike = "d".repeat(70);
    const virtualMachine = aVirtualMachine({
      osDisk: anOsDisk({ name: `${alike}-os` }),
      dataDisks: [aDataDisk({ name: `${alike}-data-0` }), aDataDisk({ name: `${alike}-data-1`, lun: 1 })],
    });
    const ids = planEncryption(facts({ virtualMachine })).steps.flatMap(({ action }) =>
      action.kind === "create-snapshot" ? [action.snapshotId] : [],
    );
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) assert.ok(id.slice(id.lastIndexOf("/") + 1).length <= 80, id);
  });

  it("has a name of no more than 80 characters, however long its disk's", () => {
    const [id = ""] = snapshotsOf("d".repeat(80));
    assert.equal(id.slice(id.lastIndexOf("/") + 1).length, 80);
  });
});

describe("What the plan can't be made without", () => {
  for (const [what, given] of [
    ["the vault", facts({ keyVault: notRead("no rights") })],
    ["a disk, where it is to be snapshotted", facts({ disks: [notRead("no rights")] })],
    ["the key that was asked for: it would be left out", facts({ keyEncryptionKey: notRead("no rights") })],
  ] as const) {
    it(`is ${what}`, () => {
      assert.equal(
        codeOf(() => planEncryption(given)),
        "PlanBlocked",
      );
    });
  }

  it("is the key even where the module's edition counts, which sets no rule on it", () => {
    const given = facts({ keyEncryptionKey: notRead("no rights") });
    assert.equal(
      codeOf(() => planEncryption(given, { edition: "module" })),
      "PlanBlocked",
    );
  });
});

describe("What blocks the plan", () => {
  const generation2 = facts({ virtualMachine: aVirtualMachine({ hyperVGeneration: "V2" }) });
  const noProbe = facts({ guest: notRead("no probe was run") });

  it("is nothing where every requirement is met", () => {
    assert.deepEqual(blockersOf(facts()), []);
  });

  it("is a requirement that fails, with evidence and fix", () => {
    const [blocker] = planEncryption(facts({ keyVault: aKeyVault({ location: "northeurope" }) })).blockers;
    assert.equal(blocker?.requirement, "vault-region");
    assert.match(blocker.evidence, /northeurope/);
    assert.notEqual(blocker.fix, "");
  });

  it("is a requirement that is not known", () => {
    assert.ok(blockersOf(noProbe).includes("networking: unknown"));
  });

  it("is named once, where both editions say the same", () => {
    const names = blockersOf(facts({ size: aSize({ memoryInGB: 1 }) }));
    assert.deepEqual(names, ["memory: fail"]);
  });

  it("is what either edition forbids", () => {
    assert.deepEqual(blockersOf(generation2), ["vm-generation: fail"]);
  });

  it("is named once where the editions word it differently", () => {
    const reached = { "168.63.129.16": false, "169.254.169.254": true, "login.microsoftonline.com": false };
    assert.deepEqual(blockersOf(facts({ guest: aWindowsGuest({ network: { reached, doubtful: {} } }) })), [
      "networking: fail",
    ]);
  });

  it("is what the chosen edition forbids, and nothing else", () => {
    assert.deepEqual(blockersOf(generation2, { edition: "current" }), []);
    assert.deepEqual(blockersOf(generation2, { edition: "module" }), ["vm-generation: fail"]);
  });

  it("is on record with the edition that was chosen", () => {
    assert.equal(planEncryption(facts(), { edition: "current" }).edition, "current");
    assert.equal(planEncryption(facts()).edition, "both");
  });

  it("is not what was overridden by name, with a reason that stays in the plan", () => {
    const overrides = [{ requirement: "vm-generation", reason: "the module is out of date" }] as const;
    const plan = planEncryption(generation2, { overrides });
    assert.deepEqual(plan.blockers, []);
    assert.deepEqual(plan.overrides, overrides);
  });

  it("stays where another requirement was overridden", () => {
    assert.deepEqual(blockersOf(generation2, { overrides: [{ requirement: "memory", reason: "tested" }] }), [
      "vm-generation: fail",
    ]);
  });

  for (const reason of ["", "  ", "\n"]) {
    it(`is not overridden for the reason ${JSON.stringify(reason)}`, () => {
      const overrides = [{ requirement: "vm-generation", reason }] as const;
      assert.equal(
        codeOf(() => planEncryption(generation2, { overrides })),
        "ArgumentInvalid",
      );
    });
  }
});
