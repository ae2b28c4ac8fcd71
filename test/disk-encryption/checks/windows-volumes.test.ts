import assert from "node:assert/strict";

import { known, missing } from "../../../lib/azure/fact";
import type {
  UnmountedWindowsVolume,
  WindowsDisk,
  WindowsGuest,
  WindowsVolume,
} from "../../../lib/disk-encryption/nouns/guest";
import type { VolumeType } from "../../../lib/azure/virtual-machine";
import type { EncryptionFacts } from "../../../lib/disk-encryption/checks/facts";
import type { Verdict } from "../../../lib/disk-encryption/checks/finding";
import {
  encryptedByOthers,
  windowsVolumes,
  windowsDataVolumes,
  windowsFileSystems,
  windowsVolumeLayout,
} from "../../../lib/disk-encryption/checks/windows-volumes";
import {
  aDataDisk,
  aLinuxVirtualMachine,
  aVirtualMachine,
  aWindowsDisk,
  aWindowsGuest,
  aWindowsVolume,
  anExtension,
  build,
  facts,
  notRead,
  type Overrides,
} from "../../builders";

const dataVolume = (overrides: Overrides<WindowsVolume> = {}): WindowsVolume =>
  aWindowsVolume({ mountPoint: "F:", role: "data", diskNumber: 1, ...overrides });
const dataDisk = (overrides: Overrides<WindowsDisk> = {}): WindowsDisk =>
  aWindowsDisk({ number: 1, ...overrides });

const unmounted = (overrides: Overrides<UnmountedWindowsVolume> = {}): UnmountedWindowsVolume =>
  build<UnmountedWindowsVolume>(
    {
      name: "\\\\?\\Volume{0a}",
      fileSystem: "NTFS",
      diskNumber: 1,
      state: "decrypted",
      keyProtectors: [],
      protection: "off",
    },
    overrides,
  );

interface Given {
  readonly guest?: Parameters<typeof aWindowsGuest>[0];
  readonly volumes?: readonly WindowsVolume[];
  readonly disks?: readonly WindowsDisk[];
  readonly dataDisks?: number;
  readonly volumeType?: VolumeType;
}

/** A Windows VM with one data disk, which carries F:. */
function evaluated(
  evaluate: (guest: WindowsGuest, facts: EncryptionFacts) => Verdict,
  { guest, volumes = [dataVolume()], disks = [dataDisk()], dataDisks = 1, volumeType = "All" }: Given = {},
): Verdict {
  const windows = aWindowsGuest({
    volumes: [aWindowsVolume(), ...volumes],
    disks: known([aWindowsDisk(), ...disks], "a test"),
    ...guest,
  });
  const virtualMachine = aVirtualMachine({
    dataDisks: Array.from({ length: dataDisks }, (_, lun) => aDataDisk({ name: `data${lun}`, lun })),
  });
  return evaluate(windows, facts({ virtualMachine, guest: windows, volumeType }));
}

const unreadDisks: Pick<WindowsGuest, "disks"> = {
  disks: missing("Windows answered with the error InvalidNamespace"),
};
const saysWhy = (verdict: Verdict): string =>
  verdict.outcome === "fail" ? verdict.evidence : verdict.outcome === "unknown" ? verdict.missing : "";

interface Case {
  readonly when: string;
  readonly given: Given;
  readonly outcome: Verdict["outcome"];
  readonly says?: RegExp;
}

const dataVolumeCases: readonly Case[] = [
  { when: "each data disk has a mounted volume", given: {}, outcome: "pass" },
  { when: "there is no data disk", given: { volumes: [], disks: [], dataDisks: 0 }, outcome: "pass" },
  {
    when: "a data disk has no partition",
    given: { volumes: [], disks: [dataDisk({ initialized: false })] },
    outcome: "fail",
    says: /disk 1 has no partition/,
  },
  {
    when: "a data disk is offline",
    given: { volumes: [], disks: [dataDisk({ offline: true })] },
    outcome: "fail",
    says: /disk 1 is offline/,
  },
  {
    when: "a data disk's volume is not mounted",
    given: { volumes: [] },
    outcome: "fail",
    says: /no mounted volume/,
  },
  {
    when: "one of two data disks has no volume",
    given: { disks: [dataDisk(), dataDisk({ number: 2 })], dataDisks: 2 },
    outcome: "fail",
    says: /disk 2/,
  },
  {
    when: "Windows shows fewer disks than the VM has",
    given: { dataDisks: 2 },
    outcome: "unknown",
    says: /it has 2/,
  },
  {
    when: "Windows shows more disks than the VM has",
    given: { dataDisks: 0 },
    outcome: "unknown",
    says: /it has 0/,
  },
  ...(["NTFS", "ReFS", ""] as const).map((fileSystem): Case => ({
    when: `an unmounted ${fileSystem === "" ? "volume that Windows can't read" : `${fileSystem} volume`} lies beside a mounted one`,
    given: { guest: { unmountedVolumes: [unmounted({ fileSystem })] } },
    outcome: "fail",
    says: /a volume of disk 1 is not mounted/,
  })),
  {
    when: "an unmounted volume lies on no disk that Windows tells",
    given: { guest: { unmountedVolumes: [unmounted({ diskNumber: undefined })] } },
    outcome: "fail",
    says: /a volume is not mounted/,
  },
  {
    when: "an unmounted volume lies on the temporary disk",
    given: {
      volumes: [dataVolume(), dataVolume({ mountPoint: "D:", role: "temporary", diskNumber: 2 })],
      disks: [dataDisk(), dataDisk({ number: 2 })],
      guest: { unmountedVolumes: [unmounted({ diskNumber: 2 })] },
    },
    outcome: "pass",
  },
  {
    when: "an unmounted volume is encrypted as Azure Disk Encryption does it",
    given: {
      guest: {
        unmountedVolumes: [
          unmounted({ state: "encrypted", protection: "on", keyProtectors: ["External Key"] }),
        ],
      },
    },
    outcome: "pass",
  },
  {
    when: "two data disks are one storage pool",
    given: { disks: [dataDisk({ bus: "Storage Spaces" })], dataDisks: 2 },
    outcome: "unknown",
    says: /a storage pool hides the disks/,
  },
  {
    when: "the temporary disk alone is beside the OS disk",
    given: { volumes: [dataVolume({ mountPoint: "D:", role: "temporary" })], dataDisks: 0 },
    outcome: "pass",
  },
  {
    when: "the disks were not read",
    given: { guest: unreadDisks },
    outcome: "unknown",
    says: /InvalidNamespace/,
  },
  {
    when: "the disks were not read, and there is none",
    given: { guest: unreadDisks, dataDisks: 0 },
    outcome: "pass",
  },
  { when: "the OS volume alone is asked for", given: { volumes: [], volumeType: "OS" }, outcome: "pass" },
];

const fileSystemCases: readonly Case[] = [
  { when: "all volumes are NTFS", given: {}, outcome: "pass" },
  ...["ReFS", "FAT32", "exFAT", "CSVFS"].map((fileSystem): Case => ({
    when: `a data volume is ${fileSystem}`,
    given: { volumes: [dataVolume({ fileSystem })] },
    outcome: "fail",
    says: new RegExp(`F: is ${fileSystem}`),
  })),
  {
    when: "Windows can't read a data volume",
    given: { volumes: [dataVolume({ fileSystem: "" })] },
    outcome: "fail",
    says: /no file system that Windows reads/,
  },
  {
    when: "a data volume is ReFS and the OS volume alone is asked for",
    given: { volumes: [dataVolume({ fileSystem: "ReFS" })], volumeType: "OS" },
    outcome: "pass",
  },
];

const layoutCases: readonly Case[] = [
  { when: "all disks are basic", given: {}, outcome: "pass" },
  {
    when: "a data disk is dynamic",
    given: { disks: [dataDisk({ dynamic: true })] },
    outcome: "fail",
    says: /disk 1 is a dynamic disk/,
  },
  {
    when: "a data disk is dynamic and the OS volume alone is asked for",
    given: { disks: [dataDisk({ dynamic: true })], volumeType: "OS" },
    outcome: "pass",
  },
  {
    when: "a data disk is in a cluster",
    given: { disks: [dataDisk({ clustered: true })] },
    outcome: "fail",
    says: /failover cluster/,
  },
  {
    when: "a data disk is attached by iSCSI",
    given: { disks: [dataDisk({ bus: "iSCSI" })] },
    outcome: "fail",
    says: /iSCSI/,
  },
  {
    when: "Storage Spaces are on Windows Server 2012 R2",
    given: { guest: { osBuild: 9600 }, disks: [dataDisk({ bus: "Storage Spaces" })] },
    outcome: "fail",
    says: /Storage Spaces before Windows Server 2016/,
  },
  {
    when: "Storage Spaces are on Windows Server 2016",
    given: { guest: { osBuild: 14393 }, disks: [dataDisk({ bus: "Storage Spaces" })] },
    outcome: "pass",
  },
  {
    when: "the VM is a node of a cluster, whatever is asked for",
    given: { guest: { inFailoverCluster: true }, volumeType: "OS" },
    outcome: "fail",
    says: /node of a failover cluster/,
  },
  {
    when: "the feature Containers is installed",
    given: { guest: { containers: known(true, "a test") } },
    outcome: "fail",
    says: /Windows Server containers/,
  },
  {
    when: "the feature Containers could not be asked for",
    given: { guest: { containers: missing("error 80041001") } },
    outcome: "unknown",
    says: /80041001/,
  },
  {
    when: "the disks were not read",
    given: { guest: unreadDisks },
    outcome: "unknown",
    says: /InvalidNamespace/,
  },
  {
    when: "Windows does not say whether a disk is in a cluster",
    given: { disks: [dataDisk({ clustered: undefined })] },
    outcome: "unknown",
    says: /in a cluster/,
  },
];

for (const [what, evaluate, cases] of [
  ["The data volumes of a Windows VM", windowsDataVolumes, dataVolumeCases],
  ["The file systems of a Windows VM", windowsFileSystems, fileSystemCases],
  ["The layout of a Windows VM", windowsVolumeLayout, layoutCases],
] as const) {
  describe(what, () => {
    for (const { when, given, outcome, says } of cases) {
      it(`comes to ${outcome} where ${when}`, () => {
        const verdict = evaluated(evaluate, given);
        assert.equal(verdict.outcome, outcome, JSON.stringify(verdict));
        if (says !== undefined) assert.match(saysWhy(verdict), says);
      });
    }
  });
}

describe("windows-volumes", () => {
  it("is not a matter of the module, nor of Linux", () => {
    assert.equal(windowsVolumes(facts(), "module").outcome, "not-applicable");
    const linux = facts({ virtualMachine: aLinuxVirtualMachine() });
    assert.equal(windowsVolumes(linux, "current").outcome, "not-applicable");
  });

  it("passes for basic disks with NTFS", () => {
    assert.equal(windowsVolumes(facts(), "current").outcome, "pass");
  });

  it("is unknown without a probe", () => {
    assert.equal(windowsVolumes(facts({ guest: notRead("no probe") }), "current").outcome, "unknown");
  });

  it("fails for each of its rules", () => {
    const guests = [
      aWindowsGuest({ inFailoverCluster: true }),
      aWindowsGuest({ volumes: [aWindowsVolume({ fileSystem: "ReFS" })] }),
      aWindowsGuest({ disks: known([aWindowsDisk(), dataDisk({ initialized: false })], "a test") }),
    ];
    assert.deepEqual(
      guests.map((guest) => windowsVolumes(facts({ guest }), "current").outcome),
      ["fail", "fail", "fail"],
    );
  });
});

describe("A Windows volume that BitLocker encrypts already", () => {
  const byHand = { state: "encrypted", keyProtectors: ["TPM", "Numerical Password"] } as const;
  const outcomeOf = (
    volume: Overrides<WindowsVolume>,
    virtualMachine = aVirtualMachine(),
    volumeType: VolumeType = "All",
  ): Verdict => {
    const guest = aWindowsGuest({ volumes: [aWindowsVolume(volume)] });
    return windowsVolumes(facts({ virtualMachine, guest, volumeType }), "current");
  };

  for (const state of ["encrypted", "encrypting", "encryption-paused", "decrypting"] as const) {
    it(`is no volume for Azure Disk Encryption while it is ${state} without an External Key`, () => {
      const verdict = outcomeOf({ ...byHand, state });
      assert.equal(verdict.outcome, "fail");
      assert.match(saysWhy(verdict), /TPM, Numerical Password.*somebody else/);
    });
  }

  it("is unknown with an External Key where the VM never had Azure Disk Encryption", () => {
    assert.equal(outcomeOf({ state: "encrypted" }).outcome, "unknown");
  });

  it("is Azure Disk Encryption's own where the VM has its extension", () => {
    assert.equal(
      outcomeOf({ state: "encrypted" }, aVirtualMachine({ extensions: [anExtension()] })).outcome,
      "pass",
    );
  });

  it("is nothing to ask of where the OS volume alone is asked for and it is a data volume", () => {
    const verdict = evaluated(encryptedByOthers, { volumes: [dataVolume(byHand)], volumeType: "OS" });
    assert.equal(verdict.outcome, "pass");
  });
});
