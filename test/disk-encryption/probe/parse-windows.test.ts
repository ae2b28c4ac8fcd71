import assert from "node:assert/strict";

import fc from "fast-check";

import type { WindowsGuest, WindowsVolume } from "../../../lib/disk-encryption/nouns/guest";
import { RunbookError } from "../../../lib/azure/errors";
import { parseWindowsProbe } from "../../../lib/disk-encryption/probe/parse-windows";
import { packed, PLAIN_OS_VOLUME, windowsOutput, windowsText, type WindowsSections } from "./windows-output";

const read = (sections: WindowsSections): WindowsGuest => parseWindowsProbe(windowsOutput(sections), "vm-1");
const volumesOf = (...lines: readonly string[]): readonly WindowsVolume[] =>
  read({ volumes: lines, bitLocker: [String(lines.length)] }).volumes;
const firstVolume = (line: string): WindowsVolume => {
  const [first] = volumesOf(line);
  assert.ok(first);
  return first;
};

/** An OS volume of which BitLocker's methods say this. */
const osVolume = (bitLocker: string): string => `True|False|False|NTFS|0|${bitLocker}|C:\\|Windows`;
const dataVolume = (name: string, label = "", warning = "False"): string =>
  `False|False|${warning}|NTFS|2|0,0,0,0,0,0,0,2150694920,|${name}|${label}`;

const unreadable = (error: unknown): boolean =>
  error instanceof RunbookError && error.code === "GuestOutputUnreadable";
const says =
  (words: RegExp) =>
  (error: unknown): boolean =>
    unreadable(error) && error instanceof Error && words.test(error.message);

describe("The Windows probe's output", () => {
  it("tells domain, build, language and the hosts that were reached", () => {
    const guest = read({
      system: ["language|de-DE", "build|20348", "product|3", "domain|True", "cluster|False"],
      hosts: ["True|80|168.63.129.16", "False|32526|168.63.129.16", "True|443|login.microsoftonline.com"],
    });
    assert.equal(guest.domainJoined, true);
    assert.equal(guest.osBuild, 20348);
    assert.equal(guest.language, "de-DE");
    assert.equal(guest.productType, "server");
    assert.deepEqual(guest.network.reached, {
      "168.63.129.16": true,
      "168.63.129.16:32526": false,
      "login.microsoftonline.com": true,
    });
  });

  it("tells policy values as numbers, and other kinds by their name", () => {
    const policy = ["DWord|1|OSRecovery", "DWord|-1|UseTPM", "String||IdentificationField"];
    assert.deepEqual(read({ policy }).groupPolicy, {
      OSRecovery: 1,
      UseTPM: 0xffffffff,
      IdentificationField: "String",
    });
  });

  it("tells the policies of MBAM, and its client", () => {
    const { mbam } = read({ mbamPolicy: ["DWord|1|ShouldEncryptOSDrive"], mbamAgent: ["1"] });
    assert.deepEqual(mbam.policies, { ShouldEncryptOSDrive: 1 });
    assert.equal(mbam.agent.kind === "known" && mbam.agent.value, true);
  });

  for (const [bitLocker, expected] of [
    ["0,0,0,0,0,0,0,2150694920,", { state: "decrypted", percentEncrypted: 0, keyProtectors: [] }],
    ["0,2,42,0,7,0,0,0,2", { state: "encrypting", percentEncrypted: 42, method: "XTS-AES 256" }],
    ["0,4,42,0,7,0,0,0,2", { state: "encryption-paused", percentEncrypted: 42 }],
    ["0,5,42,0,7,0,0,0,2", { state: "decryption-paused", percentEncrypted: 42 }],
    ["0,1,100,0,7,0,1,0,2", { state: "encrypted", keyProtectors: ["External Key"], protection: "on" }],
    ["0,1,100,0,7,0,0,0,2", { state: "encrypted", protection: "off" }],
    ["0,3,60,0,4,0,0,0,2", { state: "decrypting", method: "AES 256" }],
    ["0,1,100,0,7,0,1,0,2+3", { keyProtectors: ["External Key", "Numerical Password"] }],
  ] as const) {
    it(`reads BitLocker's numbers ${bitLocker}`, () => {
      const volume = firstVolume(osVolume(bitLocker));
      assert.deepEqual({ ...volume, ...expected }, volume);
    });
  }

  it("knows the temporary disk by the file that Azure puts on it, and by its label", () => {
    const roles = volumesOf(
      PLAIN_OS_VOLUME,
      dataVolume("D:\\", "Lokal", "True"),
      dataVolume("E:\\", "Temporary Storage"),
      dataVolume("F:\\", "Données"),
    ).map(({ mountPoint, role }) => `${mountPoint} ${role}`);
    assert.deepEqual(roles, ["C: os", "D: temporary", "E: temporary", "F: data"]);
  });

  it("leaves out volumes that are not mounted, and Azure Disk Encryption's own key volume", () => {
    const mountPoints = volumesOf(
      PLAIN_OS_VOLUME,
      dataVolume("\\\\?\\Volume{0a}\\"),
      dataVolume("E:\\", "BEK Volume"),
      dataVolume("C:\\Données\\"),
    ).map(({ mountPoint }) => mountPoint);
    assert.deepEqual(mountPoints, ["C:", "C:\\Données"]);
  });

  it("tells volumes that are not mounted, without those of the OS disk and the partition that starts it", () => {
    const name = String.raw`\\?\Volume`;
    const plain = "0,0,0,0,0,0,0,2150694920,";
    const lines = [
      PLAIN_OS_VOLUME,
      `False|True|False|FAT32|||${name}{01}\\|`,
      `False|False|False|NTFS|0|${plain}|${name}{02}\\|Recovery`,
      `False|False|False|NTFS|2|${plain}|${name}{03}\\|payroll`,
      `False|False|False||2||${name}{04}\\|`,
    ];
    assert.deepEqual(
      read({ volumes: lines, bitLocker: ["3"] }).unmountedVolumes.map(
        ({ name: volume, fileSystem, diskNumber, state }) => [volume, fileSystem, diskNumber, state],
      ),
      [
        [`${name}{03}`, "NTFS", 2, "decrypted"],
        [`${name}{04}`, "", 2, "decrypted"],
      ],
    );
  });

  it("leaves out the disk of Azure Disk Encryption's key volume", () => {
    const { disks } = read({
      disks: ["0|10|2|False|False|0", "2|10|2|False|False|0"],
      volumes: [PLAIN_OS_VOLUME, dataVolume("E:\\", "BEK Volume")],
      bitLocker: ["2"],
    });
    assert.deepEqual(disks.kind === "known" && disks.value.map(({ number }) => number), [0]);
  });

  it("tells a volume of a dynamic disk by its missing partition, and the disks by their buses", () => {
    const { disks, volumes } = read({
      disks: ["0|10|2|False|False|0", "1|10|2|False|False|2", "2|9|2|False|True|0", "3|16|0|True||0"],
      volumes: [PLAIN_OS_VOLUME, "False|False|False|ReFS|||F:\\|"],
    });
    assert.deepEqual(disks.kind === "known" && disks.value.map(({ bus, dynamic }) => [bus, dynamic]), [
      ["SAS", false],
      ["SAS", true],
      ["iSCSI", false],
      ["Storage Spaces", false],
    ]);
    assert.deepEqual(
      volumes.map(({ fileSystem, diskNumber }) => [fileSystem, diskNumber]),
      [
        ["NTFS", 0],
        ["ReFS", undefined],
      ],
    );
  });

  it("of a Windows without the feature BitLocker says that, and that no volume is encrypted", () => {
    const guest = read({
      bitLocker: ["! ManagementException InvalidNamespace 80131501"],
      volumes: ["True|False|False|NTFS|0||C:\\|Windows"],
    });
    assert.equal(guest.bitLocker, "not-installed");
    assert.deepEqual(
      guest.volumes.map(({ state }) => state),
      ["decrypted"],
    );
  });

  it("is as good where a console broke its one line, with a byte order mark and Windows' line ends", () => {
    const broken = `\uFEFF${windowsOutput().replaceAll(/(.{80})/g, "$1\r\n")}\r\n`;
    assert.deepEqual(parseWindowsProbe(broken, "vm-1"), read({}));
  });

  it("without the storage classes, as on Windows Server 2008 R2, leaves the disks unknown", () => {
    const { disks } = read({ disks: ["! ManagementException InvalidNamespace 80131501"] });
    assert.equal(disks.kind === "missing" && disks.reason.includes("InvalidNamespace"), true);
  });

  for (const [what, sections, words] of [
    [
      "an access that BitLocker refused",
      { bitLocker: ["! UnauthorizedAccessException  80070005"] },
      /80070005/,
    ],
    ["a refused registry key", { policy: ["! SecurityException  8013150A"] }, /'policy' with the error/],
    ["an error after some volumes", { volumes: [PLAIN_OS_VOLUME, "! COMException 1 80041001"] }, /'volumes'/],
    ["fewer volumes than BitLocker knows", { bitLocker: ["2"] }, /knows 2 volumes, of which 1/],
    ["more volumes than BitLocker knows", { bitLocker: ["0"] }, /knows 0 volumes, of which 1/],
    [
      "a locked volume",
      { volumes: [osVolume("2150694912,,,0,7,0,2,0,2")] },
      /0x80310000 \(the volume is locked\)/,
    ],
    ["a conversion of no known kind", { volumes: [osVolume("0,6,0,0,0,0,0,0,")] }, /volume C:/],
    ["a percentage above 100", { volumes: [osVolume("0,2,101,0,7,0,0,0,2")] }, /volume C:/],
    ["an unknown protection", { volumes: [osVolume("0,1,100,0,7,0,2,0,2")] }, /volume C:/],
    ["no OS volume", { volumes: [dataVolume("F:\\")] }, /one OS volume/],
    [
      "two OS volumes",
      { volumes: [PLAIN_OS_VOLUME, PLAIN_OS_VOLUME.replace("C:", "E:")], bitLocker: ["2"] },
      /one OS volume/,
    ],
    [
      "a volume that is listed twice",
      { volumes: [PLAIN_OS_VOLUME, dataVolume("F:\\"), dataVolume("F:\\")], bitLocker: ["3"] },
      /F:\\ twice/,
    ],
    [
      "a disk that is listed twice",
      { disks: ["0|10|2|False|False|0", "0|10|2|False|False|0"] },
      /disk 0 twice/,
    ],
    ["an encrypted volume at 40 %", { volumes: [osVolume("0,1,40,0,7,0,1,0,2")] }, /contradicts itself/],
    [
      "an encrypted volume without a method",
      { volumes: [osVolume("0,1,100,0,0,0,1,0,2")] },
      /contradicts itself/,
    ],
    ["a decrypted volume at 40 %", { volumes: [osVolume("0,0,40,0,0,0,0,0,")] }, /contradicts itself/],
    ["a decrypted volume with a method", { volumes: [osVolume("0,0,0,0,7,0,0,0,")] }, /contradicts itself/],
    [
      "a host that was reached and was not",
      { hosts: ["False|80|168.63.129.16", "True|80|168.63.129.16"] },
      /two things of 168/,
    ],
    ["a policy with two values", { policy: ["DWord|1|UseTPM", "DWord|2|UseTPM"] }, /two things of UseTPM/],
    [
      "a volume that nothing can read",
      { volumes: ["True|False|False||0||C:\\|"], bitLocker: ["0"] },
      /can't read/,
    ],
    ["a line that is no volume", { volumes: ["C:"] }, /no volume/],
    ["a line that is no disk", { disks: ["0|SAS"] }, /no disk/],
    ["a policy without its number", { policy: ["DWord||UseTPM"] }, /no registry value/],
    ["a build that is no number", { system: ["language|en-US", "domain|True", "build|?"] }, /the build/],
    ["a build that is told twice", { system: ["build|1", "build|1"] }, /twice/],
    ["neither True nor False for a host", { hosts: ["Wahr|80|168.63.129.16"] }, /neither True nor False/],
    ["a count that is none", { containers: ["viele"] }, /'containers' is not a number/],
  ] as const) {
    it(`is refused for ${what}`, () => {
      assert.throws(() => read(sections), says(words));
    });
  }

  it("is refused where it was cut at Run Command's 4,096 bytes, and says so", () => {
    const random = Array.from(
      { length: 9000 },
      (_, index) => `DWord|${(index * 7919) % 65521}|Value${index}`,
    );
    const long = windowsOutput({ policy: random });
    assert.throws(
      () => parseWindowsProbe(long.slice(-4096), "vm-1"),
      says(/cut the probe's output at 4,096 bytes/),
    );
  });

  for (const [what, output] of [
    ["nothing", ""],
    [
      "an error of PowerShell",
      "At C:\\script0.ps1:1 char:1\r\n+ Get-WmiObject\r\n    + CategoryInfo : NotSpecified",
    ],
    ["progress as CLIXML", `#< CLIXML\r\n<Objs Version="1.1.0.1"></Objs>\r\n${windowsOutput()}`],
    ["NUL bytes in between", windowsOutput().replaceAll(/(.)/g, "$1\u0000")],
    ["a warning before the output", `WARNUNG: Zeit\u00fcberschreitung\r\n${windowsOutput()}`],
    ["the output twice", windowsOutput() + windowsOutput()],
    ["a whole output without its end", packed(windowsText().replace(/== end .*/, ""))],
    ["a section less than its end says", packed(windowsText().replace("== containers ==\n0\n", ""))],
    [
      "a section twice",
      packed(windowsText().replace("== containers ==\n0", "== containers ==\n0\n== containers ==\n0")),
    ],
  ] as const) {
    it(`is refused for ${what}`, () => {
      assert.throws(() => parseWindowsProbe(output, "vm-1"), unreadable);
    });
  }

  describe("damaged in any way", () => {
    const volumes = [
      PLAIN_OS_VOLUME,
      "False|False|True|NTFS|1|0,1,100,0,7,0,1,0,2|D:\\|Temporary Storage",
      "False|False|False|NTFS|2|0,2,31,0,7,0,0,0,2|F:\\|",
    ];
    const whole = windowsOutput({ volumes, bitLocker: ["3"], policy: ["DWord|1|OSRecovery"] });
    const facts = parseWindowsProbe(whole, "vm-1");
    const lines = whole.replaceAll(/(.{60})/g, "$1\n").split("\n");

    const sameOrUnreadable = (output: string): void => {
      let guest: WindowsGuest;
      try {
        guest = parseWindowsProbe(output, "vm-1");
      } catch (error) {
        assert.ok(unreadable(error), String(error));
        return;
      }
      assert.deepEqual(guest, facts);
    };

    it("tells the same facts or none: a line deleted, doubled, moved or cut", () => {
      const line = fc.nat({ max: lines.length - 1 });
      fc.assert(
        fc.property(
          fc.constantFrom("delete", "double", "move", "cut"),
          line,
          line,
          fc.nat(60),
          (how, at, to, end) => {
            const damaged = [...lines];
            const [taken = ""] = damaged.splice(at, 1);
            if (how === "double") damaged.splice(at, 0, taken, taken);
            if (how === "move") damaged.splice(to, 0, taken);
            if (how === "cut") damaged.splice(at, 0, taken.slice(0, end));
            sameOrUnreadable(damaged.join("\n"));
          },
        ),
        { numRuns: 1000, seed: 20261126 },
      );
    });

    it("tells the same facts or none: characters changed, put in or lost anywhere", () => {
      fc.assert(
        fc.property(
          fc.nat(whole.length),
          fc.nat(8),
          fc.oneof(fc.string({ maxLength: 8 }), fc.base64String({ maxLength: 8 })),
          (at, length, text) => {
            sameOrUnreadable(whole.slice(0, at) + text + whole.slice(at + length));
          },
        ),
        { numRuns: 2000, seed: 20261126 },
      );
    });
  });
});
