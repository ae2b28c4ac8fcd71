import assert from "node:assert/strict";

import { parseWindowsProbe } from "../../../lib/operations/probe/parse-windows";
import { RunbookError } from "../../../lib/errors";

const output = (parts: { domain?: string; policy?: string; volumes?: string; host?: string } = {}): string =>
  [
    "== domain ==",
    parts.domain ?? "True",
    "== build ==",
    "20348",
    "== policy ==",
    parts.policy ?? "",
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
      "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\FVE",
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
    ["a volume without a state", output({ volumes: "Volume C: [Windows]\r\n[OS Volume]" })],
    ["neither True nor False for the domain", output({ domain: "perhaps" })],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      assert.throws(() => parseWindowsProbe(text, "vm-1"), unreadable);
    });
  }
});
