import assert from "node:assert/strict";

import type { Guest } from "../../../../lib/disk-encryption/nouns/guest";
import type { VirtualMachine, VirtualMachineExtension } from "../../../../lib/azure/virtual-machine";
import { connect, type SandboxConnection } from "../../../../lib/disk-encryption/connection/connect";
import { planEncryption } from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/plan";
import { changeWatch, powerWatch } from "../../../../lib/disk-encryption/change/waits/standstill";
import {
  encryptionProgress,
  type EncryptionProgress,
} from "../../../../lib/disk-encryption/change/waits/encryption-progress";
import { watch } from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/watch";
import { observe } from "../../../../lib/disk-encryption/observe/observe";
import { apply } from "../../../../lib/disk-encryption/change/apply";
import { approve } from "../../../../lib/disk-encryption/change/approve";
import { readGuest } from "../../../../lib/disk-encryption/probe/read-guest";
import { probeScript, probeScriptFor } from "../../../../lib/disk-encryption/probe/scripts";
import { verify } from "../../../../lib/disk-encryption/verify/verify";
import { RunbookError } from "../../../../lib/azure/errors";
import { guestOf } from "../../../../lib/sandbox/guest/guest";
import { shutDown } from "../../../../lib/sandbox/guest/boot-state";
import {
  aLinuxExtension,
  aLinuxGuest,
  aLinuxVirtualMachine,
  anExtension,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  type Overrides,
} from "../../../builders";

const MINUTE_IN_MS = 60_000;
const progressOf = (vm: VirtualMachine, guest?: Guest): EncryptionProgress =>
  encryptionProgress(vm, guest, MINUTE_IN_MS);

const windows = (extension: Overrides<VirtualMachineExtension> = {}): VirtualMachine =>
  aVirtualMachine({ extensions: [anExtension(extension)] });
const linux = (
  volumeType: string,
  substatus: Parameters<typeof aLinuxExtension>[0],
  extension: Overrides<VirtualMachineExtension> = {},
): VirtualMachine =>
  aLinuxVirtualMachine({
    extensions: [
      aLinuxExtension(substatus, {
        settings: { EncryptionOperation: "EnableEncryption", VolumeType: volumeType },
        ...extension,
      }),
    ],
  });
const volumeC = (
  state: ReturnType<typeof aVolume>["state"],
  percentEncrypted: number,
): ReturnType<typeof aVolume> => aVolume({ state, percentEncrypted });

describe("The progress of a Windows VM", () => {
  it("is not encrypted by the extension's success alone: BitLocker goes on in the background", () => {
    assert.equal(progressOf(windows()).state, "running");
  });

  it("is running while the guest still encrypts, with the guest's percent", () => {
    const progress = progressOf(windows(), aWindowsGuest({ volumes: [volumeC("encrypting", 42.5)] }));
    assert.equal(progress.state, "running");
    assert.equal(progress.percentEncrypted, 42.5);
    assert.equal(progress.stage, "C: encrypting");
  });

  it("is encrypted once the guest says so of every volume that was asked for", () => {
    assert.equal(
      progressOf(windows(), aWindowsGuest({ volumes: [volumeC("encrypted", 100)] })).state,
      "encrypted",
    );
  });

  it("is running where the guest says encrypted and the extension is not done", () => {
    const vm = windows({ statusCode: "ProvisioningState/transitioning" });
    assert.equal(progressOf(vm, aWindowsGuest({ volumes: [volumeC("encrypted", 100)] })).state, "running");
  });

  it("has the percent of the least encrypted volume", () => {
    const volumes = [
      volumeC("encrypted", 100),
      aVolume({ mountPoint: "F:", role: "data", state: "encrypting", percentEncrypted: 7 }),
    ];
    assert.equal(progressOf(windows(), aWindowsGuest({ volumes })).percentEncrypted, 7);
  });

  it("does not count a data volume where OS was asked for", () => {
    const vm = windows({ settings: { EncryptionOperation: "EnableEncryption", VolumeType: "OS" } });
    const volumes = [
      volumeC("encrypted", 100),
      aVolume({ mountPoint: "F:", role: "data", percentEncrypted: 0 }),
    ];
    assert.equal(progressOf(vm, aWindowsGuest({ volumes })).state, "encrypted");
  });

  it("does not wait for the temporary disk", () => {
    const volumes = [
      volumeC("encrypted", 100),
      aVolume({ mountPoint: "D:", role: "temporary", percentEncrypted: 0 }),
    ];
    assert.equal(progressOf(windows(), aWindowsGuest({ volumes })).state, "encrypted");
  });

  it("is not over where the guest shows no volume", () => {
    assert.equal(progressOf(windows(), aWindowsGuest({ volumes: [] })).state, "running");
  });

  it("counts all volumes where the settings name no volume type", () => {
    const vm = windows({ settings: { EncryptionOperation: "EnableEncryption" } });
    const volumes = [
      volumeC("encrypted", 100),
      aVolume({ mountPoint: "F:", role: "data", state: "encrypting" }),
    ];
    assert.equal(progressOf(vm, aWindowsGuest({ volumes })).state, "running");
  });

  it("says what the extension says where nobody tells of the volumes", () => {
    assert.equal(progressOf(windows({ statusMessage: " Encrypting " })).stage, "Encrypting");
  });

  it("says that it waits for the extension where that has said nothing yet", () => {
    assert.equal(progressOf(windows({ statusMessage: undefined })).stage, "waiting for the extension");
  });

  it("has no percent where nobody tells it", () => {
    assert.equal("percentEncrypted" in progressOf(windows()), false);
  });

  it("tells the time gone by and how long Microsoft says that it takes", () => {
    const { elapsedInMs, expected } = progressOf(windows());
    assert.equal(elapsedInMs, MINUTE_IN_MS);
    assert.match(expected, /10 to 15 minutes/);
  });
});

describe("The progress of a Linux VM, by the extension's word", () => {
  for (const [volumeType, os, data, state] of [
    ["All", "EncryptionInProgress", "NotEncrypted", "running"],
    ["All", "VMRestartPending", "Encrypted", "restart-pending"],
    ["All", "Encrypted", "EncryptionInProgress", "running"],
    ["All", "Encrypted", "Encrypted", "encrypted"],
    ["All", "Encrypted", "NotMounted", "encrypted"],
    ["Data", "NotEncrypted", "NotMounted", "nothing-to-encrypt"],
    ["OS", "Encrypted", "NotEncrypted", "encrypted"],
    ["OS", "NotEncrypted", "NotEncrypted", "running"],
    ["Data", "NotEncrypted", "Encrypted", "encrypted"],
    ["Data", "NotEncrypted", "EncryptionInProgress", "running"],
    ["Data", "NotEncrypted", "NotEncrypted", "running"],
  ] as const) {
    it(`is ${state} where ${volumeType} was asked for, os is ${os} and data ${data}`, () => {
      assert.equal(progressOf(linux(volumeType, { os, data })).state, state);
    });
  }

  it("is running while the extension is transitioning, whatever it says of the volumes", () => {
    const vm = linux("OS", { os: "Encrypted" }, { statusCode: "ProvisioningState/transitioning" });
    assert.equal(progressOf(vm).state, "running");
  });

  it("is told in the extension's own words", () => {
    const vm = linux("All", { os: "EncryptionInProgress", data: "NotMounted" });
    assert.equal(progressOf(vm).stage, "OS volume EncryptionInProgress, data volumes NotMounted");
  });

  it("is running while a data volume is encrypted in place, though the guest shows only those that are through", () => {
    const vm = aLinuxVirtualMachine({
      extensions: [
        aLinuxExtension(
          { os: "NotEncrypted", data: "EncryptionInProgress" },
          { settings: { VolumeType: "Data" } },
        ),
      ],
    });
    const guest = aLinuxGuest({
      volumes: [
        aVolume({ mountPoint: "/" }),
        aVolume({ mountPoint: "/data", role: "data", state: "encrypted" }),
      ],
    });
    assert.equal(encryptionProgress(vm, guest, 0).state, "running");
  });

  it("gives way to the guest's word", () => {
    const guest = aLinuxGuest({
      volumes: [aVolume({ mountPoint: "/" }), aVolume({ mountPoint: "/data", role: "data" })],
    });
    assert.equal(progressOf(linux("Data", { data: "Encrypted" }), guest).state, "running");
  });

  for (const [volumeType, expected] of [
    ["Data", /minutes to hours/],
    ["OS", /3 to 16 hours/],
  ] as const) {
    it(`is expected to take ${String(expected)} where ${volumeType} was asked for`, () => {
      assert.match(progressOf(linux(volumeType, {})).expected, expected);
    });
  }
});

describe("The progress of a decryption", () => {
  const settings = { EncryptionOperation: "DisableEncryption", VolumeType: "All" };

  it("is decrypted once the guest says so of every volume", () => {
    assert.equal(
      progressOf(windows({ settings }), aWindowsGuest({ volumes: [volumeC("decrypted", 0)] })).state,
      "decrypted",
    );
  });

  it("is running while the guest decrypts", () => {
    assert.equal(
      progressOf(windows({ settings }), aWindowsGuest({ volumes: [volumeC("decrypting", 60)] })).state,
      "running",
    );
  });

  it("is not over by the Windows extension's success alone: it goes on in the background, and the guest may just restart", () => {
    assert.equal(progressOf(windows({ settings })).state, "running");
  });

  for (const [data, state] of [
    ["DecryptionInProgress", "running"],
    ["NotEncrypted", "decrypted"],
    ["NotMounted", "decrypted"],
    ["Encrypted", "running"],
  ] as const) {
    it(`is ${state} where the Linux extension says ${data} of data`, () => {
      assert.equal(
        progressOf(linux("Data", { data }, { settings: { ...settings, VolumeType: "Data" } })).state,
        state,
      );
    });
  }

  it("is running while the Linux extension decrypts, though the guest shows no data volume, or only those that are through", () => {
    const vm = linux(
      "Data",
      { data: "DecryptionInProgress" },
      { settings: { ...settings, VolumeType: "Data" } },
    );
    const os = aVolume({ mountPoint: "/" });
    const through = aVolume({ mountPoint: "/data1", role: "data" });
    for (const volumes of [[os], [os, through]])
      assert.equal(progressOf(vm, aLinuxGuest({ volumes })).state, "running");
  });

  it("is as far as the volume that is furthest behind, and does not promise what is said of encryption", () => {
    const f = aVolume({ mountPoint: "F:", role: "data", state: "decrypted", percentEncrypted: 0 });
    const guest = aWindowsGuest({ volumes: [volumeC("decrypting", 60), f] });
    const { percentEncrypted, expected } = progressOf(windows({ settings }), guest);
    assert.equal(percentEncrypted, 60);
    assert.match(expected, /decryption goes on in the guest/);
  });

  it("is running while the extension is transitioning", () => {
    const vm = windows({ settings, statusCode: "ProvisioningState/transitioning" });
    assert.equal(progressOf(vm, aWindowsGuest({ volumes: [volumeC("decrypted", 0)] })).state, "running");
  });
});

describe("Progress that there is none of", () => {
  const errorOf = (vm: VirtualMachine): RunbookError => {
    try {
      progressOf(vm);
    } catch (error) {
      assert.ok(error instanceof RunbookError);
      return error;
    }
    assert.fail("no error");
  };

  it("is an error where the VM has no Azure Disk Encryption extension", () => {
    assert.equal(errorOf(aVirtualMachine()).code, "AzureOperationFailed");
  });

  it("is an error with the extension's own words where it failed", () => {
    const { message } = errorOf(
      windows({
        statusCode: "ProvisioningState/failed/1",
        statusMessage: "ProtectKeyWithExternalKey failed",
      }),
    );
    assert.match(message, /ProtectKeyWithExternalKey failed/);
  });
});

const WINDOWS = "vm-web-01";
const script = probeScript("Windows");
const rejectsWith =
  (code: string, words = /./) =>
  (error: unknown): boolean =>
    error instanceof RunbookError && error.code === code && words.test(error.message);

async function encrypting(): Promise<SandboxConnection> {
  const azure = await connect();
  const observed = await observe(azure, WINDOWS);
  const guest = await readGuest(azure, observed.virtualMachine, probeScriptFor(observed));
  const facts = await observe(azure, WINDOWS, { guest });
  const plan = planEncryption(facts, { withoutSnapshots: true });
  await apply(azure, plan, approve(azure, plan, WINDOWS));
  return azure;
}

describe("A VM that does not run while it is watched", () => {
  for (const powerState of ["stopping", "stopped", "deallocating", "deallocated"]) {
    it(`ends the watching at the third look in a row where it is ${powerState}`, () => {
      const look = powerWatch();
      look(aVirtualMachine({ powerState }));
      look(aVirtualMachine({ powerState }));
      assert.throws(
        () => {
          look(aVirtualMachine({ powerState }));
        },
        rejectsWith("AzureOperationFailed", new RegExp(`is ${powerState}; its encryption does not go on`)),
      );
    });
  }

  for (const powerState of ["running", "starting", "restarting", undefined]) {
    it(`does not end it where it is ${powerState ?? "not told whether it runs"}`, () => {
      const look = powerWatch();
      for (let times = 0; times < 5; times++) look(aVirtualMachine({ powerState }));
    });
  }

  it("does not end it where it runs again in between, as after a restart", () => {
    const look = powerWatch();
    for (let times = 0; times < 5; times++) {
      look(aVirtualMachine({ powerState: "stopped" }));
      look(aVirtualMachine({ powerState: "stopped" }));
      look(aVirtualMachine({ powerState: "running" }));
    }
  });

  it("is an error that says so", async () => {
    const azure = await encrypting();
    const { world } = azure.sandbox;
    const { virtualMachine } = await observe(azure, WINDOWS);
    const guest = guestOf(world, virtualMachine.id);
    assert.ok(guest);
    shutDown(guest, "deallocated", world.clock.now());
    let looks = 0;
    const watching = watch(azure, WINDOWS, {
      script,
      onProgress: () => {
        looks += 1;
        assert.ok(looks < 10, "the watching does not end");
      },
    });
    await assert.rejects(
      watching,
      rejectsWith("AzureOperationFailed", /^vm-web-01 is deallocated; its encryption does not go on\.$/),
    );
  });
});

describe("A VM in which nothing is under way while it is watched", () => {
  const LOOKS = 20;
  const progress = progressOf(windows());
  const looksUntilTheEnd = (vm: VirtualMachine, guest?: Guest): number => {
    const look = changeWatch();
    for (let looks = 1; looks <= 3 * LOOKS; looks++) {
      try {
        look(vm, guest, progress);
      } catch (error) {
        assert.ok(
          rejectsWith("AzureOperationFailed", /Nothing is under way in vm-web-01/)(error),
          String(error),
        );
        return looks;
      }
    }
    return Infinity;
  };

  it("ends the watching where the extension is done and a volume stays as it is", () => {
    const guest = aWindowsGuest({ volumes: [volumeC("decrypted", 0)] });
    assert.equal(looksUntilTheEnd(windows(), guest), LOOKS);
  });

  it("ends it where the extension reports nothing", () => {
    assert.equal(looksUntilTheEnd(windows({ statusCode: undefined, statusMessage: undefined })), LOOKS);
  });

  it("ends it where the agent does not answer", () => {
    const vm = { ...windows(), agent: { status: "Not Ready", version: "2.7" } };
    assert.equal(looksUntilTheEnd(vm), LOOKS);
  });

  for (const [what, vm, guest] of [
    ["the extension is transitioning", windows({ statusCode: "ProvisioningState/transitioning" }), undefined],
    ["Resource Manager is updating the extension", windows({ provisioningState: "Updating" }), undefined],
    ["a Linux OS volume is in progress for hours", linux("OS", { os: "EncryptionInProgress" }), undefined],
    ["a volume encrypts, however slowly", windows(), aWindowsGuest({ volumes: [volumeC("encrypting", 42)] })],
  ] as const) {
    it(`does not end it while ${what}`, () => {
      assert.equal(looksUntilTheEnd(vm, guest), Infinity);
    });
  }

  const notReady = { status: "Not Ready", version: "2.7" };
  for (const [what, vm] of [
    [
      "the extension was last transitioning and the agent does not report",
      { ...windows({ statusCode: "ProvisioningState/transitioning" }), agent: notReady },
    ],
    [
      "Linux data volumes were last in progress and the agent does not report",
      { ...linux("Data", { data: "EncryptionInProgress" }), agent: notReady },
    ],
    [
      "nobody tells of agent and power state",
      aVirtualMachine({
        powerState: undefined,
        agent: undefined,
        extensions: [anExtension({ statusCode: "ProvisioningState/transitioning" })],
      }),
    ],
  ] as const) {
    it(`ends it where ${what}: that report is old`, () => {
      assert.equal(looksUntilTheEnd(vm), LOOKS);
    });
  }

  it("ends it where the guest decrypts though it was told to encrypt, and stays at its percent", () => {
    const guest = aWindowsGuest({ volumes: [volumeC("decrypting", 40)] });
    assert.equal(looksUntilTheEnd(windows(), guest), LOOKS);
  });

  it("counts anew with each change", () => {
    const look = changeWatch();
    for (let looks = 0; looks < 3 * LOOKS; looks++) {
      look(windows(), undefined, { ...progress, stage: `stage ${Math.floor(looks / 10)}` });
    }
  });
});

describe("A VM in which something is under way and nothing moves while it is watched", () => {
  const MINUTE = 60_000;
  /** The look at which it ends, one a minute, and the error. */
  function endOf(
    vm: VirtualMachine,
    guest?: Guest,
  ): { readonly look: number; readonly error?: RunbookError } {
    const look = changeWatch();
    const progress = progressOf(vm, guest);
    for (let looks = 1; looks <= 5_000; looks++) {
      try {
        look(vm, guest, { ...progress, elapsedInMs: looks * MINUTE });
      } catch (error) {
        assert.ok(error instanceof RunbookError);
        return { look: looks, error };
      }
    }
    return { look: Infinity };
  }

  for (const state of ["encryption-paused", "decryption-paused"] as const) {
    it(`ends the watching at the third look where BitLocker is ${state}, and says how to resume it`, () => {
      const { look, error } = endOf(windows(), aWindowsGuest({ volumes: [volumeC(state, 40)] }));
      assert.equal(look, 3);
      assert.match(
        error?.message ?? "",
        new RegExp(`paused in vm-web-01 for 2 minutes: C: ${state} at 40 %`),
      );
      assert.match(error?.hint ?? "", /manage-bde -resume C:/);
    });
  }

  for (const [what, vm, guest] of [
    ["BitLocker's percent", windows(), aWindowsGuest({ volumes: [volumeC("encrypting", 40)] })],
    [
      "a Linux OS volume, which keeps its VM from answering,",
      linux("OS", { os: "EncryptionInProgress" }),
      undefined,
    ],
  ] as const) {
    it(`ends it at the 1,920th look where ${what} does not move, and says for how long`, () => {
      const { look, error } = endOf({ ...vm, agent: { status: "Not Ready", version: "2.7" } }, guest);
      assert.equal(look, 1_920);
      assert.match(error?.message ?? "", /Nothing moved in vm-web-01 for 1919 minutes/);
    });
  }

  it("does not end while the extension reports anew", () => {
    const look = changeWatch();
    for (let looks = 1; looks <= 5_000; looks++) {
      const statusTime = new Date(looks * MINUTE);
      const vm = { ...windows({ statusTime }), agent: { status: "Not Ready", version: "2.7" } };
      look(vm, undefined, progressOf(vm));
    }
  });
});

describe("Data volumes that are asked for where none is mounted", () => {
  it("end the watching with a result that says so", async () => {
    const azure = await connect();
    const name = "vm-data-01";
    const { virtualMachine } = await observe(azure, name);
    const guest = guestOf(azure.sandbox.world, virtualMachine.id);
    assert.ok(guest?.specification.osType === "Linux");
    guest.specification = { ...guest.specification, dataVolumes: [] };
    const seen = await readGuest(azure, virtualMachine, probeScript("Linux"));
    const facts = await observe(azure, name, { guest: seen });
    const overrides = [{ requirement: "data-volumes" as const, reason: "a test" }];
    const plan = planEncryption(facts, { withoutSnapshots: true, overrides });
    await apply(azure, plan, approve(azure, plan, name));
    for (const options of [{}, { script: probeScript("Linux") }]) {
      const { state, stage } = await watch(azure, name, options);
      assert.equal(state, "nothing-to-encrypt");
      assert.equal(stage, "no data volume is mounted, so nothing was encrypted");
    }
  });
});

describe("A stop that comes while the probe runs in the guest", () => {
  /** Stops a second from now: Run Command takes longer. */
  function stopSoon(azure: SandboxConnection): AbortSignal {
    const stop = new AbortController();
    azure.sandbox.world.clock.after(1_000, () => {
      stop.abort();
    });
    return stop.signal;
  }

  it("is heard by the reading of the guest", async () => {
    const azure = await connect();
    const { virtualMachine } = await observe(azure, WINDOWS);
    await assert.rejects(
      readGuest(azure, virtualMachine, script, stopSoon(azure)),
      rejectsWith("Interrupted"),
    );
  });

  it("is heard by the watching, before the guest's answer is told", async () => {
    const azure = await encrypting();
    let looks = 0;
    const watching = watch(azure, WINDOWS, {
      script,
      signal: stopSoon(azure),
      onProgress: () => {
        looks += 1;
      },
    });
    await assert.rejects(watching, rejectsWith("Interrupted", /Stopped watching vm-web-01/));
    assert.equal(looks, 0);
  });

  it("is heard by the verifying: it is no missing view", async () => {
    const azure = await connect();
    await assert.rejects(
      verify(azure, WINDOWS, { script, signal: stopSoon(azure) }),
      rejectsWith("Interrupted"),
    );
  });
});
