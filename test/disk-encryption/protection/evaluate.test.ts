import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import type { VirtualMachineExtension } from "../../../lib/azure/virtual-machine";
import { adeByResourceManager, evaluateProtection } from "../../../lib/disk-encryption/protection/evaluate";
import type { DiskProtection } from "../../../lib/disk-encryption/protection/protection";
import {
  aDataDisk,
  aDisk,
  aLinuxExtension,
  aLinuxGuest,
  aLinuxVirtualMachine,
  anExtension,
  anOsDisk,
  aSecret,
  aStampedDisk,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  diskEncryptionSettings,
  KEY_URL,
  SECRET_URL,
  VAULT_ID,
  notRead,
  views,
  type ViewValues,
} from "../../builders";

const noProbe = notRead("no probe was run");
const transitioning = "ProvisioningState/transitioning";
const failed = "ProvisioningState/failed/1";

function diskOf(values: ViewValues, role: DiskProtection["role"]): DiskProtection {
  const found = evaluateProtection(views(values)).disks.find((disk) => disk.role === role);
  assert.ok(found, `there is no ${role} disk`);
  return found;
}

const osStateOf = (values: ViewValues): DiskProtection["azureDiskEncryption"] =>
  diskOf(values, "os").azureDiskEncryption;

const encryptedGuest = aWindowsGuest({
  volumes: [aVolume({ state: "encrypted", percentEncrypted: 100, method: "XTS-AES 256" })],
});

/** A Windows VM whose one disk is encrypted, with the guest's word and a usable secret. */
const encrypted: ViewValues = {
  virtualMachine: aVirtualMachine({
    osDisk: anOsDisk({ encryptionState: "EncryptionState/encrypted" }),
    extensions: [anExtension()],
  }),
  disks: [aStampedDisk()],
  secrets: [aSecret()],
  guest: encryptedGuest,
};

/** A Linux VM with a stamped OS disk and a plain data disk, whose guest was not read. */
const linux = (extension: VirtualMachineExtension): ViewValues => ({
  virtualMachine: aLinuxVirtualMachine({ extensions: [extension] }),
  disks: [aStampedDisk(), aDisk({ name: "datadisk" })],
  secrets: [aSecret()],
  guest: noProbe,
});

describe("The four views of a disk", () => {
  const { views: stamped } = diskOf(encrypted, "os");
  const { views: plain } = diskOf({}, "os");

  it("tell of an encrypted disk that its model is stamped, with the version of the settings", () => {
    assert.equal(stamped.model.says, "stamped, settings version 1.1");
  });

  it("tell what its instance view says", () => {
    assert.equal(stamped.instanceView.says, "encrypted");
  });

  it("tell whether the vault has its secret", () => {
    assert.equal(stamped.vault.says, "secret usable");
  });

  it("tell the guest's volumes with their cipher", () => {
    assert.equal(stamped.guest.says, "C: encrypted (XTS-AES 256, External Key)");
  });

  it("tell of a disk that was never encrypted that nothing says so", () => {
    assert.deepEqual(
      [plain.model.says, plain.instanceView.says, plain.vault.says, plain.guest.says],
      ["no ADE settings", "no encryption state", "no secret", "C: decrypted 0 %"],
    );
  });

  it("tell of a disk that was decrypted that it once was encrypted", () => {
    const disks = [aDisk({ encryptionSettings: { enabled: false, settings: [] } })];
    assert.match(diskOf({ disks }, "os").views.model.says, /once had it/);
  });

  it("tell what the extension says beside the instance view", () => {
    const { instanceView } = diskOf(
      linux(aLinuxExtension({ os: "EncryptionInProgress", data: "NotEncrypted" })),
      "os",
    ).views;
    assert.equal(instanceView.says, "no encryption state; extension says EncryptionInProgress");
  });

  it("tell why the guest was not read", () => {
    assert.equal(diskOf({ guest: noProbe }, "os").views.guest.says, "no probe was run");
  });

  it("tell why a disk was not read", () => {
    assert.equal(diskOf({ disks: [notRead("no rights")] }, "os").views.model.says, "not read: no rights");
  });

  it("tell why a secret was not read", () => {
    assert.equal(
      diskOf({ ...encrypted, secrets: [notRead("Forbidden")] }, "os").views.vault.says,
      "not read: Forbidden",
    );
  });

  it("tell how far the guest is", () => {
    const guest = aWindowsGuest({ volumes: [aVolume({ state: "encrypting", percentEncrypted: 42.5 })] });
    assert.equal(
      diskOf({ ...encrypted, guest }, "os").views.guest.says,
      "C: encrypting 42.5 % (External Key)",
    );
  });

  it("tell the state of the key that wraps the secret", () => {
    const secrets = [aSecret({ keyEncryptionKeyUrl: KEY_URL, keyEncryptionKeyState: "disabled" })];
    assert.equal(diskOf({ ...encrypted, secrets }, "os").views.vault.says, "secret usable, key disabled");
  });

  it("tell of a disk only its own secrets", () => {
    const secrets = [aSecret(), aSecret({ secretUrl: `${SECRET_URL}00`, state: "expired" })];
    assert.equal(diskOf({ ...encrypted, secrets }, "os").views.vault.says, "secret usable");
  });
});

describe("Azure Disk Encryption of an OS disk, with the guest's word", () => {
  it("is none where nothing was asked for", () => {
    assert.deepEqual(osStateOf({}), { state: "none" });
  });

  it("is encrypted where the guest says so", () => {
    assert.deepEqual(osStateOf(encrypted), { state: "encrypted" });
  });

  it("is encrypted where the guest says so and the disk carries no stamp", () => {
    assert.deepEqual(osStateOf({ guest: encryptedGuest }), { state: "encrypted" });
  });

  it("is in progress with the guest's percent", () => {
    const guest = aWindowsGuest({ volumes: [aVolume({ state: "encrypting", percentEncrypted: 42 })] });
    assert.deepEqual(osStateOf({ ...encrypted, guest }), { state: "in-progress", percentEncrypted: 42 });
  });

  it("is decrypting with the guest's percent", () => {
    const guest = aWindowsGuest({ volumes: [aVolume({ state: "decrypting", percentEncrypted: 30 })] });
    assert.deepEqual(osStateOf({ ...encrypted, guest }), { state: "decrypting", percentEncrypted: 30 });
  });

  it("is stamped while the extension works and the guest has nothing encrypted yet", () => {
    const virtualMachine = aVirtualMachine({ extensions: [anExtension({ statusCode: transitioning })] });
    assert.deepEqual(osStateOf({ ...encrypted, virtualMachine, guest: aWindowsGuest() }), {
      state: "stamped",
    });
  });

  for (const [what, extensions] of [
    ["failed", [anExtension({ statusCode: failed })]],
    ["is done", [anExtension()]],
    ["was removed", []],
  ] as const) {
    it(`is stale where the disk is stamped, the guest decrypted, and the extension ${what}`, () => {
      const virtualMachine = aVirtualMachine({ extensions });
      assert.deepEqual(osStateOf({ ...encrypted, virtualMachine, guest: aWindowsGuest() }), {
        state: "stale",
      });
    });
  }

  it("waits for a restart where the extension says so", () => {
    const values = linux(aLinuxExtension({ os: "VMRestartPending", data: "NotEncrypted" }));
    assert.deepEqual(osStateOf({ ...values, guest: aLinuxGuest() }), { state: "reboot-pending" });
  });

  it("is encrypted after the restart, whatever the extension still says", () => {
    const values = linux(aLinuxExtension({ os: "VMRestartPending" }));
    const guest = aLinuxGuest({ volumes: [aVolume({ mountPoint: "/", state: "encrypted" })] });
    assert.deepEqual(osStateOf({ ...values, guest }), { state: "encrypted" });
  });

  it("is in progress where Linux encrypts a volume that still shows as plain", () => {
    const values = linux(aLinuxExtension({ os: "EncryptionInProgress" }));
    assert.deepEqual(osStateOf({ ...values, guest: aLinuxGuest() }), { state: "in-progress" });
  });
});

describe("Azure Disk Encryption of an OS disk, without the guest's word", () => {
  for (const [os, state] of [
    ["Encrypted", "encrypted"],
    ["EncryptionInProgress", "in-progress"],
    ["VMRestartPending", "reboot-pending"],
    ["DecryptionInProgress", "decrypting"],
    ["NotEncrypted", "stale"],
  ] as const) {
    it(`is ${state} where the disk is stamped and the extension says ${os}`, () => {
      assert.deepEqual(osStateOf(linux(aLinuxExtension({ os }))), { state });
    });
  }

  it("is stamped while the extension has not reported on the volume", () => {
    assert.deepEqual(osStateOf(linux(aLinuxExtension({}, { statusCode: transitioning }))), {
      state: "stamped",
    });
  });

  it("is none where the disk is not stamped, whatever the extension says", () => {
    const values = {
      ...linux(aLinuxExtension({ os: "Encrypted" })),
      disks: [aDisk(), aDisk({ name: "datadisk" })],
    };
    assert.deepEqual(osStateOf(values), { state: "none" });
  });

  it("is decrypting where the stamp is off and the extension still decrypts", () => {
    const disks = [
      aDisk({ encryptionSettings: { enabled: false, settings: [] } }),
      aDisk({ name: "datadisk" }),
    ];
    const values = { ...linux(aLinuxExtension({ os: "DecryptionInProgress" })), disks };
    assert.deepEqual(osStateOf(values), { state: "decrypting" });
  });

  for (const [what, extensions] of [
    ["is done", [anExtension()]],
    ["says Encrypted", [anExtension({ substatusMessage: JSON.stringify({ os: "Encrypted" }) })]],
    ["works", [anExtension({ statusCode: transitioning })]],
    ["failed", [anExtension({ statusCode: failed })]],
    ["was removed", []],
  ] as const) {
    it(`is unknown on Windows where the disk is stamped and the extension ${what}: only the guest tells`, () => {
      const virtualMachine = aVirtualMachine({ extensions });
      assert.deepEqual(osStateOf({ ...encrypted, virtualMachine, guest: noProbe }), {
        state: "unknown",
        missing: "guest: no probe was run",
      });
    });
  }

  it("is unknown on Linux where the disk is stamped and the extension was removed", () => {
    const values = {
      ...linux(aLinuxExtension({})),
      virtualMachine: aLinuxVirtualMachine({ extensions: [] }),
    };
    assert.equal(osStateOf(values).state, "unknown");
  });

  it("is unknown on Windows where the guest was read and shows no volume of it", () => {
    assert.deepEqual(osStateOf({ ...encrypted, guest: aWindowsGuest({ volumes: [] }) }), {
      state: "unknown",
      missing: "the guest shows no volume of it",
    });
  });

  it("is unknown where the disk was not read", () => {
    assert.deepEqual(osStateOf({ disks: [notRead("no rights")], guest: noProbe }), {
      state: "unknown",
      missing: "no rights",
    });
  });

  it("is never confirmed by the guest", () => {
    assert.equal(diskOf(linux(aLinuxExtension({ os: "Encrypted" })), "os").confirmedByGuest, false);
  });
});

describe("A data disk", () => {
  const virtualMachine = aVirtualMachine({
    dataDisks: [aDataDisk({ name: "data1" }), aDataDisk({ name: "data2", lun: 1 })],
    extensions: [anExtension()],
  });
  const disks = [aStampedDisk(), aStampedDisk({ name: "data1" }), aDisk({ name: "data2" })];
  const os = aVolume({ state: "encrypted", percentEncrypted: 100 });
  const data = (mountPoint: string, percentEncrypted: number): ReturnType<typeof aVolume> =>
    aVolume({
      mountPoint,
      role: "data",
      state: percentEncrypted === 100 ? "encrypted" : "encrypting",
      percentEncrypted,
    });

  it("is judged apart from the OS disk", () => {
    const guest = aWindowsGuest({ volumes: [os, data("F:", 10)] });
    const values = { virtualMachine, disks, guest };
    assert.equal(osStateOf(values).state, "encrypted");
    assert.deepEqual(diskOf(values, "data").azureDiskEncryption, {
      state: "in-progress",
      percentEncrypted: 10,
    });
  });

  it("counts with the least encrypted of the guest's data volumes", () => {
    const guest = aWindowsGuest({ volumes: [os, data("F:", 100), data("G:", 40)] });
    assert.deepEqual(diskOf({ virtualMachine, disks, guest }, "data").azureDiskEncryption, {
      state: "in-progress",
      percentEncrypted: 40,
    });
  });

  it("has a line of its own, in the order of the model", () => {
    const assessed = evaluateProtection(views({ virtualMachine, disks }));
    assert.deepEqual(
      assessed.disks.map(({ disk }) => disk),
      ["osdisk", "data1", "data2"],
    );
  });

  for (const [said, state] of [
    ["Encrypted", "encrypted"],
    ["EncryptionInProgress", "in-progress"],
  ] as const) {
    it(`is ${state} where it is stamped and the extension says ${said} of data`, () => {
      const values = {
        ...linux(aLinuxExtension({ os: "NotEncrypted", data: said })),
        disks: [aDisk(), aStampedDisk({ name: "datadisk" })],
      };
      assert.deepEqual(diskOf(values, "data").azureDiskEncryption, { state });
    });
  }
});

describe("Disks of which some could not be read", () => {
  const virtualMachine = aVirtualMachine({
    osDisk: anOsDisk({ managedDiskId: undefined }),
    dataDisks: [aDataDisk({ name: "data1" }), aDataDisk({ name: "data2", lun: 1 })],
  });
  const modelOf = (values: ViewValues): readonly string[] =>
    evaluateProtection(views(values)).disks.map((disk) => disk.views.model.says);

  it("have each its own reason", () => {
    assert.deepEqual(modelOf({ virtualMachine, disks: [notRead("no rights"), notRead("gone")] }), [
      "unmanaged disk",
      "not read: no rights",
      "not read: gone",
    ]);
  });

  it("have no other disk's reason", () => {
    assert.deepEqual(modelOf({ virtualMachine, disks: [notRead("no rights")] }), [
      "unmanaged disk",
      "not read: no rights",
      "not read: disk data2 was not read",
    ]);
  });

  it("are not proven, though the guest says encrypted", () => {
    const { proven } = evaluateProtection(
      views({
        ...encrypted,
        virtualMachine: aVirtualMachine({ dataDisks: [aDataDisk()], extensions: [anExtension()] }),
        disks: [aStampedDisk()],
        guest: aWindowsGuest({
          volumes: [aVolume({ state: "encrypted" }), aVolume({ role: "data", state: "encrypted" })],
        }),
      }),
    );
    assert.equal(proven, false);
  });
});

describe("Stamped data disks of which the guest shows fewer", () => {
  const dataDisks = [aDataDisk({ name: "data1" }), aDataDisk({ name: "data2", lun: 1 })];
  const disks = [aStampedDisk(), aStampedDisk({ name: "data1" }), aStampedDisk({ name: "data2" })];
  const onWindows = (...mountPoints: readonly string[]): ViewValues => ({
    virtualMachine: aVirtualMachine({ dataDisks, extensions: [anExtension()] }),
    disks,
    secrets: [aSecret()],
    guest: aWindowsGuest({
      volumes: [
        aVolume({ state: "encrypted" }),
        ...mountPoints.map((mountPoint) => aVolume({ mountPoint, role: "data", state: "encrypted" })),
      ],
    }),
  });
  const words = "The guest's data volumes lie on 1 disk; 2 data disks are stamped.";

  it("are proven where it shows a volume on each", () => {
    assert.equal(evaluateProtection(views(onWindows("F:", "G:"))).proven, true);
  });

  it("are not proven", () => {
    assert.equal(evaluateProtection(views(onWindows("F:"))).proven, false);
  });

  it("are a contradiction, and confirmed by nobody", () => {
    const data = diskOf(onWindows("F:"), "data");
    assert.deepEqual(data.contradictions, [words]);
    assert.equal(data.confirmedByGuest, false);
    assert.deepEqual(data.azureDiskEncryption, { state: "unknown", missing: words });
  });

  it("say nothing of the OS disk", () => {
    const os = diskOf(onWindows("F:"), "os");
    assert.deepEqual([os.contradictions, os.confirmedByGuest], [[], true]);
  });

  it("are no contradiction while Linux encrypts them: it unmounts them for it", () => {
    const extension = aLinuxExtension({ os: "NotEncrypted", data: "EncryptionInProgress" });
    const data = diskOf(
      {
        virtualMachine: aLinuxVirtualMachine({ dataDisks, extensions: [extension] }),
        disks,
        guest: aLinuxGuest({ volumes: [aVolume({ mountPoint: "/" })] }),
      },
      "data",
    );
    assert.deepEqual([data.azureDiskEncryption.state, data.contradictions], ["in-progress", []]);
  });
});

describe("The temporary disk", () => {
  const withTemporaryDisk = (values: ViewValues = {}): DiskProtection =>
    diskOf({ hasTemporaryDisk: known(true, "sizes"), ...values }, "temporary");

  it("is encrypted where the guest says so", () => {
    const guest = aWindowsGuest({
      volumes: [aVolume(), aVolume({ mountPoint: "D:", role: "temporary", state: "encrypted" })],
    });
    assert.deepEqual(withTemporaryDisk({ guest }).azureDiskEncryption, { state: "encrypted" });
  });

  it("is not encrypted by Storage: it is no disk of Storage", () => {
    assert.deepEqual(withTemporaryDisk().serverSideEncryption, { kind: "none", because: "temporary-disk" });
  });

  it("has no view but the guest's", () => {
    const { model, instanceView, vault } = withTemporaryDisk().views;
    for (const view of [model, instanceView, vault]) assert.match(view.says, /no view/);
  });

  it("is unknown, unconfirmed, where the guest was not read", () => {
    const { azureDiskEncryption, confirmedByGuest } = withTemporaryDisk({ guest: noProbe });
    assert.deepEqual(
      { azureDiskEncryption, confirmedByGuest },
      {
        azureDiskEncryption: { state: "unknown", missing: "guest: no probe was run" },
        confirmedByGuest: false,
      },
    );
  });

  for (const [what, hasTemporaryDisk] of [
    ["where the size has none", known(false, "sizes")],
    ["where the size is not known", missing<boolean>("no sizes")],
  ] as const) {
    it(`is not shown ${what}`, () => {
      const { disks } = evaluateProtection(views({ hasTemporaryDisk }));
      assert.deepEqual(
        disks.map(({ role }) => role),
        ["os"],
      );
    });
  }
});

describe("Server-side encryption of a disk", () => {
  const set = `${VAULT_ID}/diskEncryptionSets/des-1`;
  for (const [encryptionType, diskEncryptionSetId, expected] of [
    ["EncryptionAtRestWithPlatformKey", undefined, { kind: "platform-key" }],
    ["EncryptionAtRestWithCustomerKey", set, { kind: "customer-key", diskEncryptionSetId: set }],
    [
      "EncryptionAtRestWithPlatformAndCustomerKeys",
      set,
      { kind: "platform-and-customer-key", diskEncryptionSetId: set },
    ],
  ] as const) {
    it(`of type ${encryptionType} is by ${expected.kind}`, () => {
      const disks = [aDisk({ encryptionType, diskEncryptionSetId })];
      assert.deepEqual(diskOf({ disks }, "os").serverSideEncryption, expected);
    });
  }

  it("of a type that is not known is unknown, not none", () => {
    const disks = [aDisk({ encryptionType: "EncryptionAtRestWithSomething" })];
    assert.equal(diskOf({ disks }, "os").serverSideEncryption.kind, "unknown");
  });

  it("is unknown with the reason where the disk was not read", () => {
    assert.deepEqual(diskOf({ disks: [notRead("no rights")] }, "os").serverSideEncryption, {
      kind: "unknown",
      missing: "no rights",
    });
  });

  it("is none on an unmanaged disk", () => {
    const virtualMachine = aVirtualMachine({
      osDisk: anOsDisk({
        managedDiskId: undefined,
        vhdUri: "https://contoso.blob.core.windows.net/vhds/os.vhd",
      }),
    });
    assert.deepEqual(diskOf({ virtualMachine }, "os").serverSideEncryption, {
      kind: "none",
      because: "unmanaged-disk",
    });
  });
});

describe("A disk that is unmanaged", () => {
  const virtualMachine = aVirtualMachine({
    osDisk: anOsDisk({ managedDiskId: undefined, vhdUri: "https://a/b.vhd" }),
  });

  it("is said to be so by the model", () => {
    assert.equal(diskOf({ virtualMachine }, "os").views.model.says, "unmanaged disk");
  });
});

describe("Encryption at host", () => {
  for (const encryptionAtHost of [true, false]) {
    it(`is ${encryptionAtHost ? "on" : "off"} for each disk of a VM that has it ${encryptionAtHost ? "on" : "off"}`, () => {
      const virtualMachine = aVirtualMachine({ encryptionAtHost, dataDisks: [aDataDisk()] });
      const { disks } = evaluateProtection(views({ virtualMachine, hasTemporaryDisk: known(true, "sizes") }));
      assert.deepEqual(
        disks.map((disk) => disk.encryptionAtHost),
        [encryptionAtHost, encryptionAtHost, encryptionAtHost],
      );
    });
  }

  it("is told by the model alone, of the temporary disk too", () => {
    const virtualMachine = aVirtualMachine({ encryptionAtHost: true });
    const { disks } = evaluateProtection(views({ virtualMachine, hasTemporaryDisk: known(true, "sizes") }));
    for (const { views: of } of disks) {
      assert.match(of.model.says, /^encryptionAtHost: true; no /);
      for (const { says } of [of.instanceView, of.vault, of.guest]) assert.doesNotMatch(says, /host/i);
    }
  });
});

describe("Views that can't both be right", () => {
  it("are none on an encrypted disk", () => {
    assert.deepEqual(diskOf(encrypted, "os").contradictions, []);
  });

  it("are an extension that says encrypted, and a guest that says decrypted", () => {
    const values = { ...linux(aLinuxExtension({ os: "Encrypted" })), guest: aLinuxGuest() };
    assert.match(diskOf(values, "os").contradictions.join(), /the guest says decrypted/);
  });

  it("are an encrypted guest, and a disk without a stamp", () => {
    assert.match(diskOf({ guest: encryptedGuest }, "os").contradictions.join(), /carries no settings/);
  });

  for (const [what, secret] of [
    ["secret is disabled", aSecret({ state: "disabled" })],
    ["secret has expired", aSecret({ state: "expired" })],
    ["secret is gone", aSecret({ state: "not-found" })],
    ["key is disabled", aSecret({ keyEncryptionKeyUrl: KEY_URL, keyEncryptionKeyState: "disabled" })],
    ["key has expired", aSecret({ keyEncryptionKeyUrl: KEY_URL, keyEncryptionKeyState: "expired" })],
    ["key is gone", aSecret({ keyEncryptionKeyUrl: KEY_URL, keyEncryptionKeyState: "not-found" })],
  ] as const) {
    it(`are a stamped disk whose ${what}: the next start will not unlock it`, () => {
      assert.match(diskOf({ ...encrypted, secrets: [secret] }, "os").contradictions.join(), /next start/);
    });
  }

  it("are none where a secret could not be read: that is not known", () => {
    assert.deepEqual(diskOf({ ...encrypted, secrets: [notRead("Forbidden")] }, "os").contradictions, []);
  });
});

describe("Encryption is proven", () => {
  const proven = (values: ViewValues): boolean => evaluateProtection(views(values)).proven;

  it("where the guest says encrypted and the vault has a usable secret", () => {
    assert.equal(proven(encrypted), true);
  });

  it("where the key that wraps the secret is usable too", () => {
    assert.equal(
      proven({
        ...encrypted,
        secrets: [aSecret({ keyEncryptionKeyUrl: KEY_URL, keyEncryptionKeyState: "usable" })],
      }),
      true,
    );
  });

  it("where only the disks that were asked for are encrypted: a plain data disk of an encrypted OS is no contradiction", () => {
    const virtualMachine = aVirtualMachine({
      dataDisks: [aDataDisk()],
      extensions: [anExtension({ settings: { VolumeType: "OS" } })],
    });
    const guest = aWindowsGuest({
      volumes: [aVolume({ state: "encrypted" }), aVolume({ mountPoint: "F:", role: "data" })],
    });
    assert.equal(
      proven({ ...encrypted, virtualMachine, disks: [aStampedDisk(), aDisk({ name: "datadisk" })], guest }),
      true,
    );
  });

  for (const [what, values] of [
    ["nothing was asked for", {}],
    ["the guest was not read", { ...encrypted, guest: noProbe }],
    ["the guest saw no volume of the disk", { ...encrypted, guest: aWindowsGuest({ volumes: [] }) }],
    [
      "the guest still encrypts",
      {
        ...encrypted,
        guest: aWindowsGuest({ volumes: [aVolume({ state: "encrypting", percentEncrypted: 99 })] }),
      },
    ],
    ["the guest says decrypted", { ...encrypted, guest: aWindowsGuest() }],
    ["there is no secret", { ...encrypted, secrets: [] }],
    ["a secret could not be read", { ...encrypted, secrets: [notRead("Forbidden")] }],
    ["a secret is disabled", { ...encrypted, secrets: [aSecret({ state: "disabled" })] }],
    ["its key has expired", { ...encrypted, secrets: [aSecret({ keyEncryptionKeyState: "expired" })] }],
    ["the guest is encrypted and the disk carries no stamp", { ...encrypted, disks: [aDisk()] }],
    ["the disk could not be read", { ...encrypted, disks: [notRead("no rights")] }],
    [
      "the disk's own secret is not among those that were read",
      { ...encrypted, secrets: [aSecret({ secretUrl: `${SECRET_URL}00` })] },
    ],
    [
      "only one of two disks has its secret",
      {
        ...encrypted,
        virtualMachine: aVirtualMachine({ dataDisks: [aDataDisk()], extensions: [anExtension()] }),
        disks: [
          aStampedDisk(),
          aStampedDisk({
            name: "datadisk",
            encryptionSettings: {
              enabled: true,
              settings: [diskEncryptionSettings({ secretUrl: `${SECRET_URL}00` })],
            },
          }),
        ],
        guest: aWindowsGuest({
          volumes: [
            aVolume({ state: "encrypted" }),
            aVolume({ mountPoint: "F:", role: "data", state: "encrypted" }),
          ],
        }),
      },
    ],
  ] as const satisfies readonly (readonly [string, ViewValues])[]) {
    it(`not where ${what}`, () => {
      assert.equal(proven(values), false);
    });
  }
});

describe("The authority on what is encrypted", () => {
  it("is the guest where it was read", () => {
    assert.equal(evaluateProtection(views(encrypted)).authoritative, "guest");
  });

  it("is nobody where the guest was not read", () => {
    assert.match(evaluateProtection(views({ ...encrypted, guest: noProbe })).authoritative, /^none/);
  });
});

describe("Azure Disk Encryption by what Resource Manager tells alone", () => {
  const linux = aLinuxVirtualMachine({
    extensions: [aLinuxExtension({ os: "Encrypted", data: "NotEncrypted" })],
  });
  const machines = [aVirtualMachine(), aVirtualMachine({ extensions: [anExtension()] }), linux];
  for (const disk of [
    aDisk(),
    aStampedDisk(),
    aStampedDisk({ encryptionSettings: { enabled: false, settings: [] } }),
  ]) {
    const stamp = disk.encryptionSettings?.enabled ?? "never";
    it(`is what the four views come to where nobody asked the guest, with the stamp ${stamp}`, () => {
      for (const virtualMachine of machines) {
        const { state } = osStateOf({ virtualMachine, disks: [disk], guest: noProbe });
        assert.equal(adeByResourceManager("os", known(disk, "a test"), virtualMachine).state, state);
      }
    });
  }
});
