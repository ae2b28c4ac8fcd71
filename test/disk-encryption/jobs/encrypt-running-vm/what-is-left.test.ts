import assert from "node:assert/strict";

import type { VirtualMachineExtension } from "../../../../lib/azure/virtual-machine";
import type { EncryptionFacts } from "../../../../lib/disk-encryption/checks/facts";
import { planEncryption } from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import { whatIsLeft } from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/what-is-left";
import { planText } from "../../../../lib/disk-encryption/change/plan";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  aDataDisk,
  aDisk,
  aKey,
  aKeyVault,
  aLinuxExtension,
  aLinuxGuest,
  aLinuxVirtualMachine,
  anExtension,
  anOsDisk,
  aStampedDisk,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  diskEncryptionSettings,
  facts,
  KEY_URL,
  notRead,
  VAULT_ID,
  VAULT_URI,
  type FactValues,
  type Overrides,
} from "../../../builders";

const settings = {
  EncryptionOperation: "EnableEncryption",
  KeyVaultURL: VAULT_URI,
  KeyVaultResourceId: VAULT_ID,
  KeyEncryptionKeyURL: KEY_URL,
  VolumeType: "All",
};
const encryptedGuest = aWindowsGuest({ volumes: [aVolume({ state: "encrypted" })] });

/** Windows, encrypted as asked for. */
const done = (values: FactValues = {}, extension: Overrides<VirtualMachineExtension> = {}): EncryptionFacts =>
  facts({
    virtualMachine: aVirtualMachine({ extensions: [anExtension({ settings, ...extension })] }),
    disks: [aStampedDisk()],
    guest: encryptedGuest,
    ...values,
  });

/** Linux with what its extension says. */
const linux = (
  substatus: { readonly os?: string; readonly data?: string },
  values: FactValues = {},
  extension: Overrides<VirtualMachineExtension> = {},
): EncryptionFacts =>
  facts({
    virtualMachine: aLinuxVirtualMachine({
      extensions: [aLinuxExtension(substatus, { settings, ...extension })],
    }),
    disks: [aStampedDisk(), aStampedDisk({ name: "datadisk" })],
    guest: notRead("SSH is off"),
    ...values,
  });

const withDataDisk = aVirtualMachine({
  dataDisks: [aDataDisk()],
  extensions: [anExtension({ settings })],
});
const otherVault = aStampedDisk({
  encryptionSettings: {
    enabled: true,
    settings: [diskEncryptionSettings({ secretVaultId: `${VAULT_ID}-other` })],
  },
});
const settingsWithoutKey = { ...settings, KeyEncryptionKeyURL: undefined };

describe("Nothing is left", () => {
  for (const [what, given] of [
    ["where the VM is encrypted as asked for", done()],
    ["where no probe was run", done({ guest: notRead("no probe was run") })],
    ["where All was done and OS is asked for", done({ volumeType: "OS" })],
    [
      "where the vault's URL and the key's are spelled otherwise",
      done(
        {},
        {
          settings: {
            ...settings,
            KeyVaultURL: VAULT_URI.toUpperCase().replace(/\/$/, ""),
            KeyEncryptionKeyURL: KEY_URL.toUpperCase(),
          },
        },
      ),
    ],
    [
      "where Windows was given no volume type: it took it for All",
      done({}, { settings: { ...settings, VolumeType: undefined } }),
    ],
    ["where neither had a key", done({ keyEncryptionKey: "none" }, { settings: settingsWithoutKey })],
    [
      "where the key was given empty",
      done({ keyEncryptionKey: "none" }, { settings: { ...settings, KeyEncryptionKeyURL: "" } }),
    ],
    [
      "while BitLocker goes on in the background",
      done({ guest: aWindowsGuest({ volumes: [aVolume({ state: "encrypting" })] }) }),
    ],
    [
      "where only the disk that is not asked for carries no settings",
      done({
        virtualMachine: withDataDisk,
        volumeType: "OS",
        disks: [aStampedDisk(), aDisk({ name: "datadisk" })],
      }),
    ],
    ["on Linux", linux({ os: "Encrypted", data: "Encrypted" })],
    [
      "on Linux that was restarted and has not reported anew",
      linux(
        { os: "VMRestartPending", data: "Encrypted" },
        {
          guest: aLinuxGuest({
            volumes: [
              aVolume({ mountPoint: "/", state: "encrypted" }),
              aVolume({ mountPoint: "/data", role: "data", state: "encrypted" }),
            ],
          }),
        },
      ),
    ],
  ] as const) {
    it(what, () => {
      assert.equal(whatIsLeft(given), "nothing");
    });
  }
});

describe("Everything is left", () => {
  for (const [what, given] of [
    ["where the VM has no extension", facts()],
    ["where the extension failed", done({}, { statusCode: "ProvisioningState/failed/1" })],
    [
      "where it failed with a restart pending",
      linux({ os: "VMRestartPending" }, {}, { statusCode: "ProvisioningState/failed/1" }),
    ],
    ["where it did not report", done({}, { statusCode: undefined })],
    [
      "where it decrypted last",
      done({}, { settings: { ...settings, EncryptionOperation: "DisableEncryption" } }),
    ],
    [
      "where another vault was used",
      done({}, { settings: { ...settings, KeyVaultURL: "https://kv-x.vault.azure.net/" } }),
    ],
    [
      "where another vault is asked for",
      done({ keyVault: aKeyVault({ vaultUri: "https://kv-x.vault.azure.net/" }) }),
    ],
    ["where another key is asked for", done({ keyEncryptionKey: aKey({ url: `${VAULT_URI}keys/kek/2` }) })],
    ["where no key is asked for any more", done({ keyEncryptionKey: "none" })],
    ["where there was no key", done({}, { settings: settingsWithoutKey })],
    ["where OS was done and All is asked for", done({}, { settings: { ...settings, VolumeType: "OS" } })],
    ["where a disk carries no settings", done({ disks: [aDisk()] })],
    [
      "where a disk was decrypted",
      done({ disks: [aDisk({ encryptionSettings: { enabled: false, settings: [] } })] }),
    ],
    [
      "where a disk names no secret",
      done({ disks: [aDisk({ encryptionSettings: { enabled: true, settings: [] } })] }),
    ],
    ["where a disk's secret is in another vault", done({ disks: [otherVault] })],
    ["where a disk was not read", done({ disks: [notRead("no rights")] })],
    [
      "where a data disk came after",
      done({ virtualMachine: withDataDisk, disks: [aStampedDisk(), aDisk({ name: "datadisk" })] }),
    ],
    [
      "where a disk is not managed",
      done({
        virtualMachine: aVirtualMachine({
          osDisk: anOsDisk({ managedDiskId: undefined }),
          extensions: [anExtension({ settings })],
        }),
      }),
    ],
    ["where the guest sees a volume in the clear", done({ guest: aWindowsGuest() })],
    ["where the vault was not read", done({ keyVault: notRead("no rights") })],
    ["where the key was not read", done({ keyEncryptionKey: notRead("no rights") })],
  ] as const) {
    it(what, () => {
      assert.equal(whatIsLeft(given), "everything");
    });
  }
});

describe("Azure is still at it", () => {
  for (const [what, given] of [
    ["while the extension is transitioning", done({}, { statusCode: "ProvisioningState/transitioning" })],
    ["before the extension reported", done({}, { statusCode: undefined, provisioningState: "Creating" })],
    ["while the Linux OS volume is encrypted", linux({ os: "EncryptionInProgress" })],
    ["while Linux data volumes are decrypted", linux({ data: "DecryptionInProgress" })],
  ] as const) {
    it(what, () => {
      assert.equal(whatIsLeft(given), "waiting");
    });
  }
});

describe("The plan for a VM that is under way", () => {
  const restartPending = linux(
    { os: "VMRestartPending", data: "Encrypted" },
    {},
    { statusCode: "ProvisioningState/transitioning" },
  );

  it("has nothing to do where nothing is left, and no requirement blocks it", () => {
    const plan = planEncryption(
      done({ virtualMachine: { ...done().virtualMachine, hyperVGeneration: "V2" } }),
    );
    assert.deepEqual([plan.steps, plan.blockers], [[], []]);
    assert.match(planText(plan), /Nothing to do/);
  });

  it("is the restart alone where the VM waits for it, and no probe is asked for", () => {
    const plan = planEncryption(restartPending);
    assert.deepEqual(
      plan.steps.map(({ action }) => action.kind),
      ["restart"],
    );
    assert.deepEqual(plan.blockers, []);
  });

  it("does not speak of snapshots where none are due", () => {
    assert.doesNotMatch(
      planEncryption(restartPending, { withoutSnapshots: true }).warnings.join(),
      /No snapshots/,
    );
  });

  it("is none while Azure is still at it, and says to watch", () => {
    assert.throws(
      () => planEncryption(done({}, { statusCode: "ProvisioningState/transitioning" })),
      (error) =>
        error instanceof RunbookError &&
        error.code === "PlanBlocked" &&
        error.hint.startsWith('Azure is still at it; watch(azure, "vm-web-01", ...)'),
    );
  });
});
