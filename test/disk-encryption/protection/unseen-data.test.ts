import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import type {
  Guest,
  LinuxGuest,
  UnmountedWindowsVolume,
  WindowsGuest,
} from "../../../lib/disk-encryption/nouns/guest";
import { evaluateProtection } from "../../../lib/disk-encryption/protection/evaluate";
import type { VirtualMachineProtection } from "../../../lib/disk-encryption/protection/protection";
import {
  aDataDisk,
  aLinuxExtension,
  aLinuxGuest,
  aLinuxVirtualMachine,
  aLinuxVolume,
  anExtension,
  aSecret,
  aStampedDisk,
  aVirtualMachine,
  aWindowsDisk,
  aWindowsGuest,
  aWindowsVolume,
  views,
  type Overrides,
} from "../../builders";

const names = ["data0", "data1"];

/** What is said of a VM with a stamped OS disk and two stamped data disks. */
function protectionOf(guest: Guest): VirtualMachineProtection {
  const dataDisks = names.map((name, lun) => aDataDisk({ name, lun }));
  return evaluateProtection(
    views({
      virtualMachine:
        guest.osType === "Windows"
          ? aVirtualMachine({ dataDisks, extensions: [anExtension()] })
          : aLinuxVirtualMachine({
              dataDisks,
              extensions: [aLinuxExtension({ os: "Encrypted", data: "Encrypted" })],
            }),
      disks: [aStampedDisk(), ...names.map((name) => aStampedDisk({ name }))],
      secrets: [aSecret()],
      guest,
    }),
  );
}

function assertNotProven(guest: Guest, words: RegExp): void {
  const { proven, disks } = protectionOf(guest);
  assert.equal(proven, false);
  const data = disks.filter(({ role }) => role === "data");
  assert.equal(data.length, 2);
  for (const { azureDiskEncryption, confirmedByGuest, contradictions } of data) {
    assert.equal(azureDiskEncryption.state, "unknown");
    assert.equal(confirmedByGuest, false);
    assert.match(contradictions.join(), words);
  }
}

const encrypted = (mountPoint: string, ...disks: readonly string[]): ReturnType<typeof aLinuxVolume> =>
  aLinuxVolume({
    mountPoint,
    role: mountPoint === "/" ? "os" : "data",
    state: "encrypted",
    storage: { device: mountPoint, layers: ["crypt", "part", "disk"], disks, transports: [] },
  });
const linux = (overrides: Overrides<LinuxGuest>): LinuxGuest =>
  aLinuxGuest({
    volumes: [encrypted("/", "sda"), encrypted("/a", "sdc"), encrypted("/b", "sdd")],
    dataDisks: ["sdc", "sdd"],
    ...overrides,
  });

describe("Stamped data disks of a Linux VM", () => {
  it("are proven where an encrypted volume lies on each", () => {
    assert.equal(protectionOf(linux({})).proven, true);
  });

  it("are not where both volumes lie on one disk", () => {
    const volumes = [encrypted("/", "sda"), encrypted("/a", "sdc"), encrypted("/b", "sdc")];
    assertNotProven(linux({ volumes }), /lie on 1 disk; 2 data disks are stamped/);
  });

  it("are not where nothing of a disk is mounted", () => {
    assertNotProven(linux({ unmountedDisks: ["sde"] }), /nothing of sde is mounted/);
  });

  it("are not where a partition is neither mounted nor encrypted", () => {
    assertNotProven(linux({ unmountedDevices: ["sdc2"] }), /sdc2 is neither mounted nor encrypted/);
  });

  it("are not where it is not known which disk a volume lies on", () => {
    const volumes = [
      encrypted("/", "sda"),
      encrypted("/a", "sdc"),
      { ...encrypted("/b"), storage: undefined },
    ];
    assertNotProven(
      linux({
        volumes: volumes.map(({ storage, ...rest }) => (storage === undefined ? rest : { ...rest, storage })),
      }),
      /Which disk \/b lies on/,
    );
  });

  it("are not where a volume lies on a disk that the guest has attached by iSCSI", () => {
    assertNotProven(linux({ dataDisks: ["sdc"] }), /lie on 1 disk/);
  });

  it("are not where only a part of a volume lies on encrypted devices", () => {
    const partly = { ...encrypted("/b", "sdd"), state: "partly-encrypted" } as const;
    const { proven, disks } = protectionOf(
      linux({ volumes: [encrypted("/", "sda"), encrypted("/a", "sdc"), partly] }),
    );
    assert.equal(proven, false);
    assert.deepEqual(disks[1]?.azureDiskEncryption, {
      state: "unknown",
      missing: "only a part of /b lies on encrypted devices",
    });
  });
});

const volume = (mountPoint: string, diskNumber: number | undefined): ReturnType<typeof aWindowsVolume> =>
  aWindowsVolume({
    mountPoint,
    role: mountPoint === "C:" ? "os" : "data",
    diskNumber,
    state: "encrypted",
    percentEncrypted: 100,
  });
const plain: UnmountedWindowsVolume = {
  name: "\\\\?\\Volume{0a}",
  fileSystem: "NTFS",
  diskNumber: 2,
  state: "decrypted",
  keyProtectors: [],
  protection: "off",
};
const windows = (overrides: Parameters<typeof aWindowsGuest>[0] = {}): WindowsGuest =>
  aWindowsGuest({
    volumes: [volume("C:", 0), volume("F:", 2), volume("G:", 3)],
    disks: known(
      [0, 2, 3].map((number) => aWindowsDisk({ number })),
      "a test",
    ),
    ...overrides,
  });

describe("Stamped data disks of a Windows VM", () => {
  it("are proven where an encrypted volume lies on each", () => {
    assert.equal(protectionOf(windows()).proven, true);
  });

  it("are not where both volumes lie on one disk and the other has none", () => {
    const volumes = [volume("C:", 0), volume("F:", 2), volume("G:", 2)];
    assertNotProven(windows({ volumes }), /disk 3 has no mounted volume/);
  });

  it("are not where Windows does not show one of them", () => {
    const volumes = [volume("C:", 0), volume("F:", 2), volume("G:", 2)];
    const disks = known(
      [0, 2].map((number) => aWindowsDisk({ number })),
      "a test",
    );
    assertNotProven(windows({ volumes, disks }), /lie on 1 disk; 2 data disks are stamped/);
  });

  for (const [what, unmounted] of [
    ["plain", plain],
    ["being encrypted", { ...plain, state: "encrypting" }],
    ["on no disk that Windows tells", { ...plain, diskNumber: undefined }],
    ["suspended", { ...plain, state: "encrypted", keyProtectors: ["External Key"] }],
    [
      "encrypted by somebody else",
      { ...plain, state: "encrypted", protection: "on", keyProtectors: ["TPM"] },
    ],
  ] as const) {
    it(`are not where a volume that is not mounted is ${what}`, () => {
      const { diskNumber, ...rest } = unmounted;
      const unmountedVolumes = [diskNumber === undefined ? rest : { ...rest, diskNumber }];
      assertNotProven(windows({ unmountedVolumes }), /Volume\{0a\}.* is not mounted/);
    });
  }

  it("are proven where the volume that is not mounted is encrypted too", () => {
    const encryptedToo = {
      ...plain,
      state: "encrypted",
      protection: "on",
      keyProtectors: ["External Key"],
    } as const;
    assert.equal(protectionOf(windows({ unmountedVolumes: [encryptedToo] })).proven, true);
  });

  it("are not where it is not known which disk a volume lies on", () => {
    const guest = windows();
    const { diskNumber, ...untold } = volume("H:", 2);
    assert.equal(diskNumber, 2);
    assertNotProven({ ...guest, volumes: [...guest.volumes, untold] }, /Which disk H: lies on/);
  });

  it("are not where one of two volumes lies on the OS disk", () => {
    const disks = known(
      [0, 2].map((number) => aWindowsDisk({ number })),
      "a test",
    );
    assertNotProven(
      windows({ volumes: [volume("C:", 0), volume("D:", 0), volume("F:", 2)], disks }),
      /lie on 1 disk/,
    );
  });

  it("are not where the disks were not read", () => {
    assertNotProven(windows({ disks: missing("InvalidNamespace") }), /disks were not read: InvalidNamespace/);
  });
});

describe("A volume whose BitLocker is paused", () => {
  it("is not proven, and says who has to resume it", () => {
    const c = aWindowsVolume({ state: "encryption-paused", percentEncrypted: 40 });
    const { proven, disks } = protectionOf(windows({ volumes: [c, volume("F:", 2), volume("G:", 3)] }));
    assert.equal(proven, false);
    assert.match(disks[0]?.contradictions.join() ?? "", /C: is encryption-paused: .*manage-bde -resume C:/);
    assert.deepEqual(disks[0]?.azureDiskEncryption, { state: "in-progress", percentEncrypted: 40 });
  });
});
