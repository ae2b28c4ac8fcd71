import assert from "node:assert/strict";

import { parseWindowsProbe } from "../../../lib/operations/probe/parse-windows";
import { RunbookError } from "../../../lib/errors";

const POLICY_KEY = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\FVE";
const NO_POLICY_KEY = "ERROR: The system was unable to find the specified registry key or value.";

interface Parts {
  readonly domain?: string;
  readonly build?: string;
  readonly policy?: string;
  readonly volumes?: string;
  readonly host?: string;
}

const output = (parts: Parts = {}): string =>
  [
    "== domain ==",
    parts.domain ?? "True",
    "== build ==",
    parts.build ?? "20348",
    "== policy ==",
    parts.policy ?? NO_POLICY_KEY,
    "== volumes ==",
    parts.volumes ?? volume("C:", "OS", "Fully Decrypted", "0.0%", "None"),
    "== host 168.63.129.16 ==",
    parts.host ?? "True",
    "== end ==",
  ].join("\r\n");

const volume = (
  letter: string,
  kind: string,
  status: string,
  percent: string,
  method: string,
  label = "Windows",
): string =>
  [
    `Volume ${letter} [${label}]`,
    `[${kind} Volume]`,
    "",
    "    Size:                 126.45 GB",
    "    BitLocker Version:    2.0",
    `    Conversion Status:    ${status}`,
    `    Percentage Encrypted: ${percent}`,
    `    Encryption Method:    ${method}`,
    "    Protection Status:    Protection Off",
  ].join("\r\n");

const unreadable = (error: unknown): boolean =>
  error instanceof RunbookError && error.code === "GuestOutputUnreadable";

describe("The Windows probe's output", () => {
  it("tells the domain, the build and the hosts that were reached", () => {
    const guest = parseWindowsProbe(output(), "vm-1");
    assert.equal(guest.domainJoined, true);
    assert.equal(guest.osBuild, 20348);
    assert.deepEqual(guest.network.reached, { "168.63.129.16": true });
  });

  it("reads a host as reached by its last line: Test-NetConnection warns before it says False", () => {
    const guest = parseWindowsProbe(
      output({ host: "WARNING: TCP connect to (168.63.129.16 : 80) failed\r\nFalse" }),
      "vm-1",
    );
    assert.deepEqual(guest.network.reached, { "168.63.129.16": false });
  });

  it("reads the policy values of reg query as numbers", () => {
    const policy = [
      "",
      POLICY_KEY,
      "    OSRecovery    REG_DWORD    0x1",
      "    OSRecoveryKey    REG_DWORD    0x0",
    ].join("\r\n");
    assert.deepEqual(parseWindowsProbe(output({ policy }), "vm-1").groupPolicy, {
      OSRecovery: 1,
      OSRecoveryKey: 0,
    });
  });

  it("reads a missing FVE key as no policy", () => {
    assert.deepEqual(parseWindowsProbe(output(), "vm-1").groupPolicy, {});
  });

  it("reads a key without a value as no policy", () => {
    assert.deepEqual(parseWindowsProbe(output({ policy: POLICY_KEY }), "vm-1").groupPolicy, {});
  });

  it("reads a missing FVE key as no policy within PowerShell's own lines around an error", () => {
    const policy = [
      "reg : ERROR: The system was unable to find the specified registry key or ",
      "value.",
      "At C:\\Packages\\Plugins\\Microsoft.CPlat.Core.RunCommandWindows\\1.1.18\\Downloads\\script0.ps1:6 char:1",
      "+ reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\FVE 2>&1",
      "+ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
      "    + CategoryInfo          : NotSpecified: (ERROR: The syst...y key or value.:S ",
      "   tring) [], RemoteException",
      "    + FullyQualifiedErrorId : NativeCommandError",
      " ",
    ].join("\r\n");
    assert.deepEqual(parseWindowsProbe(output({ policy }), "vm-1").groupPolicy, {});
  });

  it("leaves out ADE's own key volume", () => {
    const volumes = [
      volume("C:", "OS", "Fully Encrypted", "100.0%", "XTS-AES 256"),
      volume("E:", "Data", "Fully Decrypted", "0.0%", "None", "Bek Volume"),
    ].join("\r\n\r\n");
    assert.deepEqual(
      parseWindowsProbe(output({ volumes }), "vm-1").volumes.map(({ mountPoint }) => mountPoint),
      ["C:"],
    );
  });

  it("reads manage-bde's volumes with state, percent and method", () => {
    const volumes = [
      volume("C:", "OS", "Encryption in Progress", "42.5%", "XTS-AES 256"),
      volume("D:", "Data", "Fully Decrypted", "0.0%", "None", "Temporary Storage"),
      volume("F:", "Data", "Fully Encrypted", "100.0%", "XTS-AES 256", "Data"),
    ].join("\r\n\r\n");
    assert.deepEqual(parseWindowsProbe(output({ volumes }), "vm-1").volumes, [
      { mountPoint: "C:", role: "os", state: "encrypting", percentEncrypted: 42.5, method: "XTS-AES 256" },
      { mountPoint: "D:", role: "temporary", state: "decrypted", percentEncrypted: 0 },
      { mountPoint: "F:", role: "data", state: "encrypted", percentEncrypted: 100, method: "XTS-AES 256" },
    ]);
  });

  for (const [what, text] of [
    ["nothing", ""],
    ["garbage", "��� 0x1f"],
    ["only its beginning", output().slice(0, 60)],
    ["a policy that is not reg query's", output({ policy: "Access is denied." })],
    ["nothing for the policy", output({ policy: "" })],
    ["an error for the policy", output({ policy: "ERROR: Access is denied." })],
    [
      "an error for the policy, in PowerShell's own lines",
      output({
        policy: [
          "reg : ERROR: Access is denied.",
          "At line:6 char:1",
          "    + FullyQualifiedErrorId : NativeCommandError",
        ].join("\r\n"),
      }),
    ],
    ["a missing policy key and something else", output({ policy: `${NO_POLICY_KEY}\r\nAccess is denied.` })],
    ["a policy value before its key is named", output({ policy: "    OSRecovery    REG_DWORD    0x1" })],
    [
      "a policy that is no number",
      output({ policy: `${POLICY_KEY}\r\n    OSRecovery    REG_DWORD    0xZZ` }),
    ],
    ["a policy without its number", output({ policy: `${POLICY_KEY}\r\n    OSRecovery    REG_DWORD` })],
    ["a build that is no number", output({ build: "Windows 10" })],
    ["nothing for the build", output({ build: "" })],
    [
      "the key volume alone",
      output({ volumes: volume("E:", "Data", "Fully Decrypted", "0.0%", "None", "Bek Volume") }),
    ],
    ["a volume without a state", output({ volumes: "Volume C: [Windows]\r\n[OS Volume]" })],
    ["neither True nor False for the domain", output({ domain: "perhaps" })],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      assert.throws(() => parseWindowsProbe(text, "vm-1"), unreadable);
    });
  }
});
