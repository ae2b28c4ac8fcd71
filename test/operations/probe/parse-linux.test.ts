import assert from "node:assert/strict";

import { parseLinuxProbe } from "../../../lib/operations/probe/parse-linux";
import { RunbookError } from "../../../lib/errors";

interface Parts {
  readonly devices?: unknown;
  readonly crypt?: string;
  readonly code?: string;
}

const output = ({ devices, crypt = "No devices found", code = "200" }: Parts = {}): string =>
  [
    "== os-release ==",
    'NAME="Ubuntu"',
    "ID=ubuntu",
    'VERSION_ID="22.04"',
    "== kernel ==",
    "6.8.0-1015-azure",
    "== memory ==",
    "MemTotal:       16384000 kB",
    "== root ==",
    "         Used",
    "   3221225472",
    "== block-devices ==",
    JSON.stringify({ blockdevices: devices ?? [disk("sda", "/")] }),
    "== crypt ==",
    crypt,
    "== host 168.63.129.16 ==",
    code,
    "== end ==",
  ].join("\n");

const disk = (name: string, mountpoint: string): unknown => ({
  name,
  type: "disk",
  fstype: null,
  mountpoint: null,
  children: [{ name: `${name}1`, type: "part", fstype: "ext4", mountpoint }],
});

const encryptedDisk = (name: string, mapping: string, mountpoint: string): unknown => ({
  name,
  type: "disk",
  fstype: "crypto_LUKS",
  mountpoint: null,
  children: [{ name: mapping, type: "crypt", fstype: "ext4", mountpoint }],
});

describe("The Linux probe's output", () => {
  it("tells the distribution, the memory and the space used on /", () => {
    const guest = parseLinuxProbe(output(), "vm-1");
    assert.equal(guest.distribution, "ubuntu");
    assert.equal(guest.distributionVersion, "22.04");
    assert.equal(guest.rootUsageInGB, 3);
    assert.equal(guest.memoryInGB, 15.625);
  });

  it("reads a file system below a crypt device as encrypted, with its cipher", () => {
    const guest = parseLinuxProbe(
      output({
        devices: [disk("sda", "/"), encryptedDisk("sdc", "data1", "/data1")],
        crypt: "data1: 0 62912512 crypt aes-xts-plain64 0000 0 8:32 4096",
      }),
      "vm-1",
    );
    assert.deepEqual(guest.volumes, [
      { mountPoint: "/", role: "os", state: "decrypted" },
      { mountPoint: "/data1", role: "data", state: "encrypted", method: "aes-xts-plain64" },
    ]);
  });

  it("leaves out the boot partition and ADE's own key volume", () => {
    const guest = parseLinuxProbe(
      output({ devices: [disk("sda", "/boot/efi"), disk("sdb", "/mnt/azure_bek_disk"), disk("sdc", "/")] }),
      "vm-1",
    );
    assert.deepEqual(
      guest.volumes.map(({ mountPoint }) => mountPoint),
      ["/"],
    );
  });

  it("leaves out loop devices: an Ubuntu mounts its snaps so", () => {
    const snap = { name: "loop0", type: "loop", fstype: "squashfs", mountpoint: "/snap/core20/2318" };
    const guest = parseLinuxProbe(output({ devices: [snap, disk("sda", "/")] }), "vm-1");
    assert.deepEqual(
      guest.volumes.map(({ mountPoint }) => mountPoint),
      ["/"],
    );
  });

  for (const [code, reached] of [
    ["200", true],
    ["400", true],
    ["000", false],
  ] as const) {
    it(`reads HTTP status ${code} as ${reached ? "reached" : "not reached"}`, () => {
      assert.deepEqual(parseLinuxProbe(output({ code }), "vm-1").network.reached, {
        "168.63.129.16": reached,
      });
    });
  }

  for (const [what, text] of [
    ["nothing", ""],
    ["garbage", "bash: syntax error"],
    ["cut before its end", output().slice(0, -12)],
    ["without an HTTP status", output({ code: "curl: not found" })],
    ["with devices that are not lsblk's", output({ devices: "none" })],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      assert.throws(
        () => parseLinuxProbe(text, "vm-1"),
        (error: unknown) => error instanceof RunbookError && error.code === "GuestOutputUnreadable",
      );
    });
  }
});
