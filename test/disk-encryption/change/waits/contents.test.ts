import assert from "node:assert/strict";

import { assertOnlyReads } from "../../../../lib/disk-encryption/connection/read-only-script";
import {
  contentsScript,
  parseContents,
  volumesToWipe,
} from "../../../../lib/disk-encryption/change/waits/contents";
import { RunbookError } from "../../../../lib/azure/errors";
import { rawDevice } from "../../probe/linux-probe";
import { aLinuxGuest, aVolume, fact, VM_ID } from "../../../builders";

const guest = fact(
  aLinuxGuest({
    volumes: [
      aVolume({ mountPoint: "/" }),
      aVolume({ mountPoint: "/data1", role: "data", state: "encrypted" }),
      aVolume({ mountPoint: "/data2", role: "data" }),
      aVolume({ mountPoint: "/mnt", role: "temporary" }),
      aVolume({ mountPoint: "/a volume'; rm -r /", role: "data" }),
    ],
  }),
);
const script = contentsScript({ guest });
const usualDevices = [
  rawDevice("sda", "8:0", "disk"),
  rawDevice("sda1", "8:1", "part", { parent: "sda", fs: "ext4" }),
  rawDevice("sdb", "8:16", "disk"),
  rawDevice("sdb1", "8:17", "part", { parent: "sdb", fs: "ext4" }),
  rawDevice("sdc", "8:32", "disk"),
  rawDevice("sdc1", "8:33", "part", { parent: "sdc", fs: "ext4" }),
];
const usualMounts = ["8:1 / / ext4 /dev/sda1", "8:33 / /data2 ext4 /dev/sdc1", "8:17 / /mnt ext4 /dev/sdb1"];
const layoutOf = (devices: readonly string[], mounts: readonly string[]): readonly string[] => [
  "== block-devices ==",
  ...devices,
  "== device-mapper ==",
  "No devices found",
  "== mounts ==",
  ...mounts,
];
const outputWith = (layout: readonly string[], said: readonly string[]): string =>
  [
    ...layout,
    ...said.flatMap((text, index) => [`== contents ${index + 1} ==`, text]),
    `== end ${3 + said.length} ==`,
  ].join("\n");
const outputOf = (...said: readonly string[]): string =>
  outputWith(layoutOf(usualDevices, usualMounts), said);
/** What is said of /data2 where its directory is empty. */
const emptyDirectoryOf = (devices: readonly string[], mounts: readonly string[]): string => {
  const output = outputWith(layoutOf(devices, mounts), ["0", "0"]);
  const [data] = parseContents(output, script, "vm").map(({ contents }) => contents);
  assert.ok(data);
  return data.kind === "known" ? data.value : data.reason;
};
const read = (...said: readonly string[]): readonly string[] =>
  parseContents(outputOf(...said), script, "vm").map(({ contents }) =>
    contents.kind === "known" ? contents.value : "unknown",
  );

describe("What formatting would wipe", () => {
  it("is every plain volume but that of the operating system", () => {
    assert.deepEqual(
      volumesToWipe({ guest }).map(({ mountPoint }) => mountPoint),
      ["/data2", "/mnt", "/a volume'; rm -r /"],
    );
  });
});

describe("The script that looks into volumes", () => {
  it("only reads, and looks into no path that a shell could take for a command", () => {
    assert.deepEqual(script.mountPoints, ["/data2", "/mnt"]);
    assert.doesNotThrow(() => {
      assertOnlyReads({
        method: "POST",
        path: `${VM_ID}/runCommand`,
        body: { commandId: script.commandId, script: [...script.lines] },
      });
    });
  });

  it("is refused by the gate once it does more than look", () => {
    const lines = script.lines.map((line) => line.replace("-printf '%d\\n'", "-delete"));
    assert.throws(
      () => {
        assertOnlyReads({
          method: "POST",
          path: `${VM_ID}/runCommand`,
          body: { commandId: script.commandId, script: lines },
        });
      },
      { code: "ChangeOutsidePlan" },
    );
  });
});

describe("What the guest says of its volumes", () => {
  it("is empty where it shows the directory itself and nothing in it", () => {
    assert.deepEqual(read("0", "0"), ["empty", "empty"]);
  });

  it("is not empty where it shows an entry", () => {
    assert.deepEqual(read("0\n1", "0\n1\n1"), ["not-empty", "not-empty"]);
  });

  for (const said of [
    "",
    "find: '/data2': No such file or directory",
    "0\nfind: '/data2': Input/output error",
    "1",
    "00",
  ]) {
    it(`is not known where it says '${said}'`, () => {
      assert.deepEqual(read(said, "0"), ["unknown", "empty"]);
    });
  }

  for (const [what, devices, mounts, says] of [
    [
      "a subvolume of a btrfs is mounted, whose others nobody sees",
      [...usualDevices.slice(0, 5), rawDevice("sdc", "8:32", "disk", { fs: "btrfs" })],
      [...usualMounts.slice(0, 1), "0:44 /empty-subvol /data2 btrfs /dev/sdc"],
      /only \/empty-subvol of its file system is mounted/,
    ],
    [
      "a folder is bound to the mount point",
      usualDevices,
      ["8:1 / / ext4 /dev/sda1", "8:33 /empty /data2 ext4 /dev/sdc1"],
      /only \/empty of its file system is mounted/,
    ],
    [
      "another disk is mounted over it",
      [
        ...usualDevices,
        rawDevice("sdd", "8:48", "disk"),
        rawDevice("sdd1", "8:49", "part", { parent: "sdd" }),
      ],
      [...usualMounts, "8:49 / /data2 ext4 /dev/sdd1"],
      /2 volumes are mounted at \/data2/,
    ],
    [
      "the mount hides below a later one",
      usualDevices,
      [...usualMounts, "0:50 / / nfs4 server:/root"],
      /it is hidden: \/ was mounted over it/,
    ],
    [
      "a partition of the same disk is not mounted",
      [...usualDevices, rawDevice("sdc2", "8:34", "part", { parent: "sdc", fs: "xfs" })],
      usualMounts,
      /sdc2 is on the same disk \(sdc\), and nobody looked into it/,
    ],
    [
      "a logical volume of the same disk is not mounted",
      [
        ...usualDevices.slice(0, 4),
        rawDevice("sdc", "8:32", "disk", { fs: "LVM2_member" }),
        rawDevice("vg-a", "253:0", "lvm", { parent: "sdc", fs: "xfs" }),
        rawDevice("vg-b", "253:1", "lvm", { parent: "sdc", fs: "xfs" }),
      ],
      ["8:1 / / ext4 /dev/sda1", "253:0 / /data2 xfs /dev/mapper/vg-a"],
      /vg-b is on the same disk \(sdc\)/,
    ],
    ["nothing is mounted there any more", usualDevices, usualMounts.slice(0, 1), /nothing is mounted at/],
  ] as const) {
    it(`is not known of an empty directory where ${what}`, () => {
      assert.match(emptyDirectoryOf(devices, mounts), says);
    });
  }

  it("is empty where the whole of a btrfs is mounted", () => {
    const devices = [...usualDevices.slice(0, 4), rawDevice("sdc", "8:32", "disk", { fs: "btrfs" })];
    assert.equal(
      emptyDirectoryOf(devices, ["8:1 / / ext4 /dev/sda1", "0:44 / /data2 btrfs /dev/sdc"]),
      "empty",
    );
  });

  it("is nothing where the output ends early", () => {
    const cut = outputOf("0", "0").replace("== end 5 ==", "");
    assert.throws(() => parseContents(cut, script, "vm"), RunbookError);
  });

  it("is nothing where its end does not say how many volumes it looked into, or another number", () => {
    for (const end of ["== end ==", "== end 4 =="])
      assert.throws(
        () => parseContents(outputOf("0", "0").replace("== end 5 ==", end), script, "vm"),
        RunbookError,
      );
  });
});
