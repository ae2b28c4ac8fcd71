import assert from "node:assert/strict";

import type { GuestVolume, LinuxGuest } from "../../../lib/disk-encryption/nouns/guest";
import { parseLinuxProbe } from "../../../lib/disk-encryption/probe/parse-linux";
import { RunbookError } from "../../../lib/azure/errors";
import { linuxProbe, rawDevice as device, type LinuxProbeSections } from "./linux-probe";

const guestOf = (sections: LinuxProbeSections = {}): LinuxGuest =>
  parseLinuxProbe(linuxProbe(sections), "vm-1");
const volumeAt = (guest: LinuxGuest, mountPoint: string): GuestVolume => {
  const found = guest.volumes.find((volume) => volume.mountPoint === mountPoint);
  assert.ok(found, `no volume at ${mountPoint}`);
  return found;
};
const osDisk = [device("sda", "8:0", "disk"), device("sda1", "8:1", "part", { parent: "sda", fs: "ext4" })];
const osMount = "8:1 / / ext4 /dev/root";

describe("The Linux probe's output", () => {
  it("tells the distribution, the memory and the space used on /", () => {
    const guest = guestOf();
    assert.equal(guest.distribution, "ubuntu");
    assert.equal(guest.distributionVersion, "22.04");
    assert.equal(guest.rootUsageInGB, 3);
    assert.equal(guest.memoryInGB, 15.625);
  });

  it("takes the minor version of CentOS from /etc/redhat-release", () => {
    const guest = guestOf({
      "os-release": 'ID="centos"\nVERSION_ID="7"',
      "redhat-release": "CentOS Linux release 7.9.2009 (Core)",
    });
    assert.equal(guest.distributionVersion, "7.9");
  });

  it("tells a volume's file system, UUID, device and disk", () => {
    const guest = guestOf({
      "block-devices": [
        ...osDisk,
        device("sdc", "8:32", "disk"),
        device("sdc1", "8:33", "part", { parent: "sdc", fs: "xfs", uuid: "0f3b" }),
      ].join("\n"),
      mounts: `${osMount}\n8:33 / /data xfs /dev/sdc1`,
    });
    assert.deepEqual(volumeAt(guest, "/data"), {
      mountPoint: "/data",
      role: "data",
      state: "decrypted",
      fileSystem: "xfs",
      storage: { device: "sdc1", uuid: "0f3b", layers: ["part", "disk"], disks: ["sdc"], transports: [] },
    });
  });

  it("reads a file system below a crypt device as encrypted, with its cipher", () => {
    const guest = guestOf({
      "block-devices": [
        ...osDisk,
        device("sdc", "8:32", "disk", { fs: "crypto_LUKS" }),
        device("data1", "253:0", "crypt", { parent: "sdc", fs: "ext4" }),
      ].join("\n"),
      "device-mapper": `data1: 0 62912512 crypt aes-xts-plain64 ${"0".repeat(128)} 0 8:32 4096`,
      mounts: `${osMount}\n253:0 / /data1 ext4 /dev/mapper/data1`,
    });
    const { state, method, storage } = volumeAt(guest, "/data1");
    assert.deepEqual([state, method, storage?.disks], ["encrypted", "aes-xts-plain64", ["sdc"]]);
  });

  it("knows all disks of a logical volume, of which lsblk names one", () => {
    const guest = guestOf({
      "block-devices": [
        device("sda", "8:0", "disk"),
        device("sda2", "8:2", "part", { parent: "sda", fs: "LVM2_member" }),
        device("sdc", "8:32", "disk", { fs: "LVM2_member" }),
        device("rootvg-rootlv", "253:0", "lvm", { parent: "sda2", fs: "xfs" }),
      ].join("\n"),
      "device-mapper":
        "rootvg-rootlv: 0 4194304 linear 8:2 2048\nrootvg-rootlv: 4194304 4194304 linear 8:32 2048",
      mounts: "253:0 / / xfs /dev/mapper/rootvg-rootlv",
    });
    assert.deepEqual(volumeAt(guest, "/").storage?.disks, ["sda", "sdc"]);
    assert.deepEqual(guest.logicalVolumes, ["rootvg-rootlv"]);
  });

  it("does not say what a logical volume lies on where dmsetup does not tell", () => {
    const guest = guestOf({
      "block-devices": [
        device("sda", "8:0", "disk"),
        device("sda2", "8:2", "part", { parent: "sda", fs: "LVM2_member" }),
        device("rootvg-rootlv", "253:0", "lvm", { parent: "sda2", fs: "xfs" }),
      ].join("\n"),
      "device-mapper": "/dev/mapper/control: open failed: Permission denied",
      mounts: "253:0 / / xfs /dev/mapper/rootvg-rootlv",
    });
    assert.equal(volumeAt(guest, "/").storage, undefined);
  });

  it("counts every volume on the OS disk as one of the OS", () => {
    const guest = guestOf({
      "block-devices": [
        device("sda", "8:0", "disk"),
        device("sda2", "8:2", "part", { parent: "sda", fs: "LVM2_member" }),
        device("rootvg-rootlv", "253:0", "lvm", { parent: "sda2", fs: "xfs" }),
        device("rootvg-varlv", "253:1", "lvm", { parent: "sda2", fs: "xfs" }),
      ].join("\n"),
      "device-mapper": "rootvg-rootlv: 0 8 linear 8:2 2048\nrootvg-varlv: 0 8 linear 8:2 4096",
      mounts: "253:0 / / xfs /dev/mapper/rootvg-rootlv\n253:1 / /var xfs /dev/mapper/rootvg-varlv",
    });
    assert.deepEqual(
      guest.volumes.map(({ mountPoint, role }) => [mountPoint, role]),
      [
        ["/", "os"],
        ["/var", "os"],
      ],
    );
  });

  for (const [what, links, role] of [
    ["the disk that Azure's link calls resource", "resource -> ../../sdb", "temporary"],
    ["another disk than the one that Azure's link calls resource", "resource -> ../../sdd", "data"],
    ["a disk, on an image without Azure's links", undefined, "temporary"],
  ] as const) {
    it(`takes what is mounted at /mnt from ${what} for the ${role} volume`, () => {
      const guest = guestOf({
        "azure-disks":
          links === undefined
            ? "ls: cannot access '/dev/disk/azure': No such file or directory"
            : `lrwxrwxrwx 1 root root 9 Nov 24 08:00 root -> ../../sda\nlrwxrwxrwx 1 root root 9 Nov 24 08:00 ${links}`,
        "block-devices": [
          ...osDisk,
          device("sdb", "8:16", "disk"),
          device("sdb1", "8:17", "part", { parent: "sdb", fs: "ext4" }),
        ].join("\n"),
        mounts: `${osMount}\n8:17 / /mnt ext4 /dev/sdb1`,
      });
      assert.equal(volumeAt(guest, "/mnt").role, role);
    });
  }

  it("leaves out the boot partition, ADE's own key volume and bind mounts", () => {
    const guest = guestOf({
      "block-devices": [
        ...osDisk,
        device("sda15", "8:15", "part", { parent: "sda", fs: "vfat" }),
        device("sdb", "8:16", "disk"),
        device("sdb1", "8:17", "part", { parent: "sdb", fs: "vfat", label: "BEK VOLUME" }),
      ].join("\n"),
      mounts: [
        osMount,
        "8:1 /var/lib/docker /srv ext4 /dev/root",
        "8:15 / /boot/efi vfat /dev/sda15",
        "8:17 / /mnt/azure_bek_disk vfat /dev/sdb1",
      ].join("\n"),
    });
    assert.deepEqual(
      guest.volumes.map(({ mountPoint }) => mountPoint),
      ["/"],
    );
    assert.deepEqual(guest.unmountedDisks, []);
  });

  for (const [what, devices, expected] of [
    ["empty", [device("sdc", "8:32", "disk")], ["sdc"]],
    [
      "formatted and not mounted",
      [device("sdc", "8:32", "disk"), device("sdc1", "8:33", "part", { parent: "sdc", fs: "ext4" })],
      ["sdc"],
    ],
    ["swap", [device("sdc", "8:32", "disk", { fs: "swap" })], ["sdc"]],
    [
      "part of a RAID that is not running",
      [device("sdc", "8:32", "disk", { fs: "linux_raid_member" })],
      ["sdc"],
    ],
    [
      "of a volume group without a mounted volume",
      [
        device("sdc", "8:32", "disk", { fs: "LVM2_member" }),
        device("vg-lv", "253:0", "lvm", { parent: "sdc", fs: "ext4" }),
      ],
      ["sdc"],
    ],
    ["a LUKS volume that is not open", [device("sdc", "8:32", "disk", { fs: "crypto_LUKS" })], ["sdc"]],
    [
      "a LUKS volume that is open",
      [
        device("sdc", "8:32", "disk", { fs: "crypto_LUKS" }),
        device("c1", "253:0", "crypt", { parent: "sdc", fs: "ext4" }),
      ],
      [],
    ],
    [
      "ADE's key volume, not mounted",
      [
        device("sdc", "8:32", "disk"),
        device("sdc1", "8:33", "part", { parent: "sdc", fs: "vfat", label: "BEK VOLUME" }),
      ],
      [],
    ],
    ["memory", [device("zram0", "252:0", "disk")], []],
  ] as const) {
    it(`${expected.length === 0 ? "does not count" : "counts"} a disk that is ${what} as one of which nothing is mounted`, () => {
      const guest = guestOf({
        "block-devices": [...osDisk, ...devices].join("\n"),
        "device-mapper": "c1: 0 8 crypt aes-xts-plain64 0 0 8:32 0\nvg-lv: 0 8 linear 8:32 2048",
        mounts: osMount,
      });
      assert.deepEqual(guest.unmountedDisks, expected);
    });
  }

  for (const fs of ["ext4", "swap", "LVM2_member", ""]) {
    it(`tells a second partition with ${fs === "" ? "nothing known" : fs} on a data disk that is mounted in part`, () => {
      const guest = guestOf({
        "block-devices": [
          ...osDisk,
          device("sdc", "8:32", "disk"),
          device("sdc1", "8:33", "part", { parent: "sdc", fs: "ext4" }),
          device("sdc2", "8:34", "part", { parent: "sdc", fs }),
        ].join("\n"),
        mounts: `${osMount}\n8:33 / /data ext4 /dev/sdc1`,
      });
      assert.deepEqual([guest.unmountedDisks, guest.unmountedDevices], [[], ["sdc2"]]);
    });
  }

  it("tells the VM's data disks: without OS, temporary, iSCSI and key disk, and what is made of disks", () => {
    const guest = guestOf({
      "azure-disks":
        "lrwxrwxrwx 1 root root 9 Nov 24 08:00 root -> ../../sda\nlrwxrwxrwx 1 root root 9 Nov 24 08:00 resource -> ../../sdb",
      "block-devices": [
        ...osDisk,
        device("sdb", "8:16", "disk"),
        device("sdc", "8:32", "disk", { fs: "bcache" }),
        device("bcache0", "252:0", "disk", { parent: "sdc", fs: "ext4" }),
        device("sdd", "8:48", "disk"),
        device("sde", "8:64", "disk", { transport: "iscsi" }),
        device("sdf", "8:80", "disk"),
        device("sdf1", "8:81", "part", { parent: "sdf", fs: "vfat", label: "BEK VOLUME" }),
      ].join("\n"),
    });
    assert.deepEqual(guest.dataDisks, ["sdc", "sdd"]);
  });

  const encryptedAndPlain = [
    ...osDisk,
    device("sdc", "8:32", "disk", { fs: "crypto_LUKS" }),
    device("c1", "253:0", "crypt", { parent: "sdc", fs: "LVM2_member" }),
    device("sdd", "8:48", "disk", { fs: "LVM2_member" }),
    device("vg-lv", "253:1", "lvm", { parent: "dm-0", fs: "ext4" }),
  ];
  const crypt = "c1: 0 1000 crypt aes-xts-plain64 0 0 8:32 32768";
  for (const [what, table, state] of [
    [
      "two encrypted parts of a disk",
      `${crypt}\nvg-lv: 0 8 linear 253:0 2048\nvg-lv: 8 8 linear 253:0 4096`,
      "encrypted",
    ],
    [
      "an encrypted and a plain disk",
      `${crypt}\nvg-lv: 0 8 linear 253:0 2048\nvg-lv: 8 8 linear 8:48 2048`,
      "partly-encrypted",
    ],
    [
      "a device of which a part is encrypted",
      `${crypt}\nc1: 1000 9000 linear 8:32 40000\nvg-lv: 0 8 linear 253:0 2048`,
      "partly-encrypted",
    ],
    [
      "the cipher null",
      "c1: 0 1000 crypt cipher_null-ecb - 0 8:32 32768\nvg-lv: 0 8 linear 253:0 2048",
      "decrypted",
    ],
    [
      "the cipher null in the kernel's own spelling",
      "c1: 0 1000 crypt capi:ecb(cipher_null)-plain - 0 8:32 32768\nvg-lv: 0 8 linear 253:0 2048",
      "decrypted",
    ],
    [
      "a cipher in the kernel's own spelling",
      "c1: 0 1000 crypt capi:xts(aes)-plain64 0 0 8:32 32768\nvg-lv: 0 8 linear 253:0 2048",
      "encrypted",
    ],
  ] as const) {
    it(`calls a logical volume over ${what} ${state}`, () => {
      const guest = guestOf({
        "block-devices": encryptedAndPlain.join("\n"),
        "device-mapper": table,
        mounts: `${osMount}\n253:1 / /data ext4 /dev/mapper/vg-lv`,
      });
      assert.equal(volumeAt(guest, "/data").state, state);
    });
  }

  it("is refused where it lacks a device that another is made of", () => {
    const devices = [...osDisk, device("md0", "9:0", "raid1", { parent: "dm-0", fs: "ext4" })];
    assert.throws(
      () => guestOf({ "block-devices": devices.join("\n") }),
      /lacks dm-0, of which others are made/,
    );
  });

  it("is refused where the device mapper does not tell of a crypt device: what it encrypts is not known", () => {
    assert.throws(
      () =>
        guestOf({ "block-devices": encryptedAndPlain.join("\n"), "device-mapper": "sh: dmsetup: not found" }),
      /does not tell of the crypt device c1/,
    );
  });

  it("tells network shares apart from volumes", () => {
    const guest = guestOf({ mounts: `${osMount}\n0:45 / /mnt/share nfs4 files.example:/export` });
    assert.deepEqual(guest.networkShares, [{ mountPoint: "/mnt/share", fileSystem: "nfs4" }]);
    assert.equal(guest.volumes.length, 1);
  });

  it("reads /etc/fstab without its options", () => {
    const guest = guestOf({ fstab: "UUID=0f3b /data\\0401 nofail\n/dev/sdd1 /data2 -" });
    assert.deepEqual(guest.fstab, [
      { device: "UUID=0f3b", mountPoint: "/data 1", hasNofail: true },
      { device: "/dev/sdd1", mountPoint: "/data2", hasNofail: false },
    ]);
  });

  for (const [said, expected] of [
    [
      "insmod /lib/modules/6.8.0/kernel/fs/fat/fat.ko\ninsmod /lib/modules/6.8.0/kernel/fs/fat/vfat.ko.zst",
      "available",
    ],
    ["builtin vfat", "available"],
    ["install /bin/true ", "blocked"],
    ["modprobe: FATAL: Module vfat not found in directory /lib/modules/6.8.0", "missing"],
    ["insmod /lib/modules/6.8.0/kernel/fs/fat/fat.ko", undefined],
    ["install /sbin/modprobe --ignore-install vfat", undefined],
    ["sh: modprobe: not found", undefined],
  ] as const) {
    it(`reads ${JSON.stringify(said)} as ${expected ?? "unknown"} of module vfat`, () => {
      const { vfat } = guestOf({ "module vfat": said }).kernelModules;
      assert.equal(vfat.kind === "known" ? vfat.value : undefined, expected);
    });
  }

  for (const [said, selinux, crashKernel] of [
    ["1", "enforcing", true],
    ["0", "permissive", false],
    ["cat: x: No such file or directory", "disabled", false],
    ["cat: x: Permission denied", undefined, undefined],
  ] as const) {
    it(`reads ${JSON.stringify(said)} as ${selinux ?? "unknown"} of SELinux, and ${String(crashKernel ?? "unknown")} of the crash kernel`, () => {
      const guest = guestOf({ selinux: said, kdump: said });
      assert.equal(guest.selinux.kind === "known" ? guest.selinux.value : undefined, selinux);
      assert.equal(
        guest.crashKernelLoaded.kind === "known" ? guest.crashKernelLoaded.value : undefined,
        crashKernel,
      );
    });
  }

  for (const [code, reached] of [
    ["200", true],
    ["400", true],
    ["000", false],
  ] as const) {
    it(`reads HTTP status ${code} as ${reached ? "reached" : "not reached"}`, () => {
      const guest = guestOf({ "host 168.63.129.16:32526": code });
      assert.equal(guest.network.reached["168.63.129.16:32526"], reached);
    });
  }

  for (const code of ["301", "302", "407", "502", "503", "504"]) {
    it(`takes HTTP status ${code} neither for reached nor for not reached: a proxy or a gateway gives it`, () => {
      const { reached, doubtful } = guestOf({ "host 169.254.169.254": code }).network;
      assert.equal(reached["169.254.169.254"], undefined);
      assert.equal(doubtful["169.254.169.254"], code);
    });
  }

  const whole = linuxProbe();
  for (const [what, text] of [
    ["nothing", ""],
    ["garbage", "bash: syntax error"],
    ["cut before its end", whole.slice(0, -12)],
    ["cut at its beginning", whole.slice(40)],
    ["followed by more", `${whole}\n== mounts ==\n8:33 / /data ext4 /dev/sdc1`],
    ["one with a section twice", whole.replace("== kernel ==", "== memory ==")],
    ["one with a section less than its end says", whole.replace(/== selinux ==\n.*\n/, "")],
    ["without an HTTP status", linuxProbe({ "host 168.63.129.16": "curl: not found" })],
    ["with devices that are not lsblk's", linuxProbe({ "block-devices": "lsblk: unknown column: TRAN" })],
    ["with mounts that are not the kernel's", linuxProbe({ mounts: "awk: not found" })],
    ["without a root", linuxProbe({ mounts: "8:33 / /data ext4 /dev/sdc1" })],
    ["with a fstab of another shape", linuxProbe({ fstab: "UUID=0f3b /data defaults" })],
    [
      "with a device below itself",
      linuxProbe({
        "block-devices": device("md0", "9:0", "raid1", { parent: "md0" }),
        mounts: "9:0 / / ext4 /dev/md0",
      }),
    ],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      assert.throws(
        () => parseLinuxProbe(text, "vm-1"),
        (error: unknown) => error instanceof RunbookError && error.code === "GuestOutputUnreadable",
      );
    });
  }
});
