import assert from "node:assert/strict";

import type { EncryptionFacts } from "../../../../lib/disk-encryption/checks/facts";
import { planAdeKeyRotation } from "../../../../lib/disk-encryption/jobs/rotate-ade-keys/plan";
import { sequenceVersionOf } from "../../../../lib/disk-encryption/change/sequence-version";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  aDataDisk,
  aKey,
  aKeyVault,
  aLinuxExtension,
  aLinuxGuest,
  aLinuxVirtualMachine,
  aLinuxVolume,
  anExtension,
  aSize,
  aStampedDisk,
  aDisk,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  diskEncryptionSettings,
  facts,
  KEY_URL,
  notRead,
  SECRET_URL,
  VAULT_ID,
  VAULT_URI,
  VM_ID,
  type FactValues,
} from "../../../builders";

const OLD_KEY_URL = `${VAULT_URI}keys/kek/00000000000000000000000000000000`;
const stampedWith = (
  keyEncryptionKeyUrl: string | undefined,
  name = "osdisk",
): ReturnType<typeof aStampedDisk> =>
  aStampedDisk({
    name,
    encryptionSettings: {
      enabled: true,
      version: "1.1",
      settings: [
        diskEncryptionSettings({
          keyEncryptionKeyUrl,
          keyEncryptionKeyVaultId: keyEncryptionKeyUrl === undefined ? undefined : VAULT_ID,
        }),
      ],
    },
  });
const encryptedVolume = aVolume({ state: "encrypted", percentEncrypted: 100 });

/** A Windows VM whose disk names the old version, observed with the new one. */
const windows = (values: FactValues = {}): EncryptionFacts =>
  facts({
    virtualMachine: aVirtualMachine({ extensions: [anExtension()] }),
    disks: [stampedWith(OLD_KEY_URL)],
    guest: aWindowsGuest({ volumes: [encryptedVolume] }),
    ...values,
  });
/** A Linux VM with data volumes alone encrypted. */
const linux = (values: FactValues = {}): EncryptionFacts =>
  facts({
    virtualMachine: aLinuxVirtualMachine({
      extensions: [
        aLinuxExtension(
          { os: "NotEncrypted", data: "Encrypted" },
          { settings: { EncryptionOperation: "EnableEncryption", VolumeType: "Data" } },
        ),
      ],
    }),
    volumeType: "All",
    disks: [aDisk(), stampedWith(OLD_KEY_URL, "datadisk")],
    guest: aLinuxGuest({
      volumes: [
        aLinuxVolume({ mountPoint: "/" }),
        aLinuxVolume({ mountPoint: "/data", role: "data", state: "encrypted" }),
      ],
    }),
    ...values,
  });

const settingsOf = (given: EncryptionFacts): Readonly<Record<string, unknown>> => {
  const action = planAdeKeyRotation(given).steps.at(-1)?.action;
  assert.ok(action?.kind === "put-extension");
  return action.settings;
};
const refusalOf = (given: EncryptionFacts): RunbookError => {
  try {
    planAdeKeyRotation(given);
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error;
  }
  throw new Error("It made a plan.");
};

describe("The plan to rotate an encrypted VM's keys", () => {
  it("takes a snapshot of every disk, then runs the extension again, word for word", () => {
    const given = windows();
    const [snapshot, rerun] = planAdeKeyRotation(given).steps;
    assert.equal(snapshot?.action.kind, "create-snapshot");
    assert.deepEqual(rerun?.request, {
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
            SequenceVersion: sequenceVersionOf(given),
          },
        },
      },
    });
  });

  for (const [what, given] of [
    ["another version of the key", windows()],
    ["a key where there was none", windows({ disks: [stampedWith(undefined)] })],
    ["no key any more", windows({ keyEncryptionKey: "none" })],
    [
      "another vault",
      windows({
        disks: [stampedWith(KEY_URL)],
        keyVault: aKeyVault({ id: `${VAULT_ID}-2`, name: "kv-web-2" }),
        keyEncryptionKeyVault: aKeyVault(),
      }),
    ],
    [
      "another version on one disk of two",
      windows({
        virtualMachine: aVirtualMachine({ extensions: [anExtension()], dataDisks: [aDataDisk()] }),
        disks: [stampedWith(KEY_URL), stampedWith(OLD_KEY_URL, "datadisk")],
        guest: aWindowsGuest({
          volumes: [encryptedVolume, { ...encryptedVolume, mountPoint: "F:", role: "data" }],
        }),
      }),
    ],
  ] as const) {
    it(`has something to do for ${what}`, () => {
      const plan = planAdeKeyRotation(given);
      assert.equal(plan.steps.at(-1)?.action.kind, "put-extension");
      assert.deepEqual(plan.blockers, []);
    });
  }

  it("has nothing to do where every disk names the key and the vault already", () => {
    const plan = planAdeKeyRotation(
      windows({ disks: [stampedWith(KEY_URL)], size: aSize({ memoryInGB: 1 }) }),
    );
    assert.deepEqual([plan.steps, plan.blockers], [[], []]);
  });

  it("says which key version and which secret must be kept", () => {
    const warnings = planAdeKeyRotation(windows()).warnings.join("\n");
    assert.ok(warnings.includes(OLD_KEY_URL));
    assert.ok(warnings.includes(SECRET_URL));
  });

  it("asks for the volumes that are encrypted, whatever was observed as wished", () => {
    assert.equal(settingsOf(linux())["VolumeType"], "Data");
  });

  it("asks for All where a Linux OS volume is encrypted", () => {
    const given = linux({ disks: [stampedWith(OLD_KEY_URL), stampedWith(OLD_KEY_URL, "datadisk")] });
    assert.equal(settingsOf(given)["VolumeType"], "All");
  });

  it("warns on Linux that the volume with the key was emptied by rotations", () => {
    assert.match(planAdeKeyRotation(linux()).warnings.join(), /#2035/);
    assert.doesNotMatch(planAdeKeyRotation(windows()).warnings.join(), /#2035/);
  });

  it("asks a Linux VM whose OS volume is encrypted for no memory", () => {
    const disks = [stampedWith(OLD_KEY_URL), stampedWith(OLD_KEY_URL, "datadisk")];
    const plan = planAdeKeyRotation(linux({ disks, size: aSize({ memoryInGB: 4 }) }));
    assert.deepEqual(plan.blockers, []);
  });

  it("is blocked by a key that the vault has disabled", () => {
    const plan = planAdeKeyRotation(windows({ keyEncryptionKey: aKey({ enabled: false }) }));
    assert.deepEqual(
      plan.blockers.map(({ requirement }) => requirement),
      ["key-encryption-key"],
    );
  });

  for (const [what, given, says] of [
    ["no disk is stamped", windows({ disks: [aDisk()] }), /carries the settings/],
    ["a disk was not read", windows({ disks: [notRead("no rights")] }), /was not read/],
    ["the vault was not read", windows({ keyVault: notRead("no rights") }), /No vault/],
    ["the key was not read", windows({ keyEncryptionKey: notRead("no rights") }), /No key encryption key/],
    [
      "a volume is still encrypted",
      windows({ guest: aWindowsGuest({ volumes: [aVolume({ state: "encrypting" })] }) }),
      /still encrypting/,
    ],
    [
      "Azure is still at it",
      windows({
        virtualMachine: aVirtualMachine({
          extensions: [anExtension({ statusCode: "ProvisioningState/transitioning" })],
        }),
      }),
      /not done yet/,
    ],
  ] as const) {
    it(`is refused where ${what}`, () => {
      const refusal = refusalOf(given);
      assert.equal(refusal.code, "PlanBlocked");
      assert.match(refusal.message, says);
    });
  }
});
