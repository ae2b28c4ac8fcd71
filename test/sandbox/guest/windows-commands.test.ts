import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";

import { resourceGroupName } from "../support";
import {
  aWindowsGuest,
  aWindowsMachine,
  computeBench,
  minutes,
  windowsEncryption,
  type ComputeBench,
} from "../support-compute";

async function ask(
  { compute, drive }: ComputeBench,
  line: string,
): Promise<{ stdout: string; stderr: string }> {
  const { value } = await drive(
    compute.virtualMachines.runCommand(resourceGroupName, "vm-windows", {
      commandId: "RunPowerShellScript",
      script: [line],
    }),
  );
  return { stdout: value?.[0]?.message ?? "", stderr: value?.[1]?.message ?? "" };
}

async function enabling(bench: ComputeBench): Promise<void> {
  await bench.drive(
    bench.compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-windows",
      "AzureDiskEncryption",
      windowsEncryption(),
    ),
  );
}

/** The value after a label of `manage-bde -status`, volume by volume. */
const valuesOf = (output: string, label: string): readonly string[] =>
  [...output.matchAll(new RegExp(`^ +${label}: +(.*)$`, "gm"))].map(([, value = ""]) => value);

describe("A Windows guest", () => {
  it("answers whether it belongs to a domain, and its build", async () => {
    const bench = computeBench({
      virtualMachines: [aWindowsMachine({ guest: aWindowsGuest({ domainJoined: true }) })],
    });
    assert.equal((await ask(bench, "(Get-CimInstance Win32_ComputerSystem).PartOfDomain")).stdout, "True");
    assert.equal((await ask(bench, "[Environment]::OSVersion.Version.Build")).stdout, "17763");
  });

  it("answers its BitLocker policies as reg.exe prints them", async () => {
    const guest = aWindowsGuest({ groupPolicy: { OSRecovery: 1, OSRecoveryKey: 0 } });
    const bench = computeBench({ virtualMachines: [aWindowsMachine({ guest })] });
    assert.equal(
      (await ask(bench, "reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE")).stdout.trim(),
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\FVE\n    OSRecovery    REG_DWORD    0x1\n    OSRecoveryKey    REG_DWORD    0x0",
    );
  });

  it("has no key of BitLocker policies where none is set", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    const { stdout, stderr } = await ask(bench, "reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE");
    assert.equal(stdout, "");
    assert.equal(stderr, "ERROR: The system was unable to find the specified registry key or value.");
  });

  it("says in the output that there is no such key where cmd merges the streams", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    const line = 'cmd /c "reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE 2>&1"';
    const { stdout, stderr } = await ask(bench, line);
    assert.equal(stdout.trim(), "ERROR: The system was unable to find the specified registry key or value.");
    assert.equal(stderr, "");
  });

  it("reaches every host but the blocked ones", async () => {
    const guest = aWindowsGuest({ blockedHosts: ["168.63.129.16", "*.vault.azure.net"] });
    const bench = computeBench({ virtualMachines: [aWindowsMachine({ guest })] });
    const reached = async (host: string): Promise<string> =>
      (await ask(bench, `Test-NetConnection -ComputerName ${host} -Port 443 -InformationLevel Quiet`)).stdout;
    assert.equal(await reached("login.microsoftonline.com"), "True");
    assert.equal(await reached("168.63.129.16"), "False");
    assert.equal(await reached("kv-test.vault.azure.net"), "False");
  });

  it("is still encrypting after the extension has succeeded, until BitLocker is through", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    const before = (await ask(bench, "manage-bde -status")).stdout;
    assert.deepEqual(valuesOf(before, "Conversion Status"), ["Fully Decrypted"]);
    assert.deepEqual(valuesOf(before, "Key Protectors"), ["None Found"]);
    await enabling(bench);
    bench.sandbox.clock.advance(minutes(10));
    const during = (await ask(bench, "manage-bde -status")).stdout;
    assert.deepEqual(valuesOf(during, "Conversion Status"), ["Encryption in Progress"]);
    const [percent = ""] = valuesOf(during, "Percentage Encrypted");
    assert.ok(Number.parseFloat(percent) > 30 && Number.parseFloat(percent) < 60, percent);
    bench.sandbox.clock.advance(minutes(20));
    const after = (await ask(bench, "manage-bde -status")).stdout;
    assert.deepEqual(valuesOf(after, "Conversion Status"), ["Fully Encrypted"]);
    assert.deepEqual(valuesOf(after, "Percentage Encrypted"), ["100.0%"]);
    assert.deepEqual(valuesOf(after, "Encryption Method"), ["XTS-AES 256"]);
    assert.deepEqual(valuesOf(after, "Protection Status"), ["Protection On"]);
    assert.match(after, /Key Protectors:\n {8}External Key/);
  });

  it("encrypts the temporary disk and each data disk under a key of its own with All, the OS volume alone with OS", async () => {
    const machine = aWindowsMachine({
      vmSize: "Standard_D2ds_v5",
      dataDisks: [{ name: "vm-windows_Data", lun: 0, diskSizeGB: 32, sku: "Premium_LRS" }],
    });
    const bench = computeBench({ virtualMachines: [machine] });
    const output = (await ask(bench, "manage-bde -status")).stdout;
    assert.deepEqual(
      [...output.matchAll(/^Volume (\S+) \[.*\]\n\[(\S+) Volume\]/gm)].map(([, letter, kind]) => [
        letter,
        kind,
      ]),
      [
        ["C:", "OS"],
        ["D:", "Data"],
        ["F:", "Data"],
      ],
    );
    await enabling(bench);
    bench.sandbox.clock.advance(minutes(60));
    assert.deepEqual(
      valuesOf((await ask(bench, "manage-bde -status")).stdout, "Conversion Status"),
      Array(3).fill("Fully Encrypted"),
    );
    const urls = await Promise.all(
      ["vm-windows_OsDisk", "vm-windows_Data"].map(async (name) => {
        const { encryptionSettingsCollection } = await bench.compute.disks.get(resourceGroupName, name);
        return encryptionSettingsCollection?.encryptionSettings?.[0]?.diskEncryptionKey?.secretUrl;
      }),
    );
    assert.equal(new Set(urls).size, 2);
  });
});

describe("A Windows guest of another language", () => {
  for (const [language, conversionStatus, noKey] of [
    ["de-DE", "Vollständig entschlüsselt", "FEHLER: "],
    ["fr-FR", "Intégralement déchiffré", "ERREUR : "],
    ["ja-JP", "暗号化は完全に解除されています", "エラー: "],
  ] as const) {
    it(`prints the words of ${language} in its tools`, async () => {
      const guest = aWindowsGuest({ language });
      const bench = computeBench({ virtualMachines: [aWindowsMachine({ guest })] });
      const { stdout } = await ask(bench, "manage-bde -status");
      assert.ok(stdout.includes(conversionStatus), stdout);
      assert.doesNotMatch(stdout, /Fully|Conversion Status|Protection Off/);
      const { stderr } = await ask(bench, "reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE");
      assert.ok(stderr.startsWith(noKey), stderr);
    });
  }
});

describe("A script that collects sections in a Windows guest", () => {
  /** What the sections hold, unpacked. */
  async function collected(
    guest: Parameters<typeof aWindowsGuest>[0],
    ...sections: readonly string[]
  ): Promise<string> {
    const bench = computeBench({
      virtualMachines: [
        aWindowsMachine({
          guest: aWindowsGuest(guest),
          vmSize: "Standard_D2ds_v5",
          dataDisks: [0, 1].map((lun) => ({
            name: `data-${lun}`,
            lun,
            diskSizeGB: 32,
            sku: "Premium_LRS" as const,
          })),
        }),
      ],
    });
    const script = [
      "$lines = @()",
      "$sections = 0",
      ...sections.flatMap((section) => section.split("\n")),
      '$lines += "== end $sections =="',
      "[Convert]::ToBase64String($packed.ToArray())",
    ];
    return gunzipSync(Buffer.from((await ask(bench, script.join("\n"))).stdout, "base64")).toString();
  }

  const bitLocker = [
    "$lines += Section 'bitlocker' {",
    "  $all = @(Get-WmiObject -Namespace $security -Class Win32_EncryptableVolume)",
    "  $all.Count",
    "}",
  ].join("\n");
  const disks = [
    "$lines += Section 'disks' {",
    "  foreach ($disk in @(Get-WmiObject -Namespace $storage -Class MSFT_Disk)) {",
    "  }",
    "}",
  ].join("\n");

  it("counts the volumes that BitLocker knows, and its sections", async () => {
    assert.equal(await collected({}, bitLocker), "== bitlocker ==\n4\n== end 1 ==");
  });

  it("has no class of BitLocker without the feature, whatever its language", async () => {
    assert.equal(
      await collected({ bitLockerFeature: "not-installed", language: "ja-JP" }, bitLocker),
      "== bitlocker ==\n! ManagementException InvalidNamespace 80131501\n== end 1 ==",
    );
  });

  it("shows dynamic disks, disks of a cluster and volumes by iSCSI by numbers", async () => {
    const lines = await collected(
      { dynamicDisks: [1], clustered: true, iscsiVolumes: [{ mountPoint: "S:", fileSystem: "NTFS" }] },
      disks,
    );
    assert.deepEqual(lines.split("\n").slice(1, -1), [
      "0|10|2|False|False|0",
      "1|10|2|False|False|0",
      "2|10|2|False|True|0",
      "3|10|2|False|True|2",
      "4|9|2|False|False|0",
    ]);
  });

  it("shows a storage pool as one disk, and a data disk without a volume as raw", async () => {
    const pool = await collected({ storageSpaces: { luns: [0, 1] } }, disks);
    assert.deepEqual(pool.split("\n").slice(3, -1), ["2|16|2|False|False|0"]);
    const raw = await collected({ dataVolumes: [{ lun: 0, mountPoint: "F:", fileSystem: "NTFS" }] }, disks);
    assert.deepEqual(raw.split("\n").slice(4, -1), ["3|10|0|False|False|0"]);
  });
});
