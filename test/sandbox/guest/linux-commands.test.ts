import assert from "node:assert/strict";

import { resourceGroupName } from "../support";
import {
  aLinuxGuest,
  aLinuxMachine,
  computeBench,
  linuxEncryption,
  minutes,
  type ComputeBench,
} from "../support-compute";

async function ask({ compute, drive }: ComputeBench, line: string): Promise<string> {
  const { value } = await drive(
    compute.virtualMachines.runCommand(resourceGroupName, "vm-linux", {
      commandId: "RunShellScript",
      script: [line],
    }),
  );
  return /\[stdout\]\n([^]*?)\n?\n\[stderr\]/.exec(value?.[0]?.message ?? "")?.[1] ?? "";
}

async function enable({ compute, drive }: ComputeBench, VolumeType: string): Promise<void> {
  const extension = linuxEncryption({ VolumeType });
  await drive(
    compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-linux",
      "AzureDiskEncryptionForLinux",
      extension,
    ),
  );
}

const blockDevices = "lsblk -P -e 1,2,7,11 -o NAME,PKNAME,MAJ:MIN,TYPE,FSTYPE,LABEL,UUID,TRAN";
const mounts = "awk '{print}' /proc/self/mountinfo";
const fstab = "awk '{print}' /etc/fstab";

/** Name, parent, type and file system of each block device. */
async function devicesOf(bench: ComputeBench): Promise<readonly string[]> {
  const lines = (await ask(bench, blockDevices)).split("\n");
  const value = (line: string, key: string): string => new RegExp(`${key}="([^"]*)"`).exec(line)?.[1] ?? "?";
  return lines.map((line) => ["NAME", "PKNAME", "TYPE", "FSTYPE"].map((key) => value(line, key)).join(" "));
}

const benchOf = (guest: Parameters<typeof aLinuxGuest>[0], dataDisks = 1): ComputeBench =>
  computeBench({
    virtualMachines: [
      aLinuxMachine({
        guest: aLinuxGuest(guest),
        dataDisks: Array.from({ length: dataDisks }, (_, lun) => ({
          name: `vm-linux_Data${lun}`,
          lun,
          diskSizeGB: 32,
          sku: "Premium_LRS" as const,
        })),
      }),
    ],
  });

describe("A Linux guest", () => {
  it("answers what it is, its kernel, its memory and what is used of its root", async () => {
    const guest = aLinuxGuest({
      distribution: "rhel",
      distributionVersion: "9.4",
      rootUsageInGB: 5,
      kernelRelease: "5.14.0",
    });
    const bench = computeBench({ virtualMachines: [aLinuxMachine({ guest })] });
    const release = await ask(bench, "cat /etc/os-release");
    assert.match(release, /^ID=rhel$/m);
    assert.match(release, /^VERSION_ID="9.4"$/m);
    assert.equal(await ask(bench, "uname -r"), "5.14.0");
    assert.match(await ask(bench, "grep MemTotal /proc/meminfo"), /^MemTotal: +8136950 kB$/);
    assert.match(await ask(bench, "df -B1 -P /"), /\n\S+ +\d+ 5368709120 /);
    assert.equal(await ask(bench, "cat /etc/redhat-release"), "Red Hat Enterprise Linux release 9.4");
  });

  it("reaches every host but the blocked ones", async () => {
    const bench = computeBench({
      virtualMachines: [aLinuxMachine({ guest: aLinuxGuest({ blockedHosts: ["169.254.169.254"] }) })],
    });
    const get = (url: string): Promise<string> =>
      ask(bench, `curl -s -o /dev/null -m 5 -w '%{http_code}\\n' ${url}`);
    assert.equal(await get("http://168.63.129.16/"), "200");
    assert.equal(await get("http://169.254.169.254/metadata/instance"), "000");
  });

  it("reaches no port of a blocked host, and may reach a host of which one port is blocked", async () => {
    const get = (bench: ComputeBench, url: string): Promise<string> =>
      ask(bench, `curl -s -o /dev/null -m 5 -w '%{http_code}\\n' ${url}`);
    const all = benchOf({ blockedHosts: ["168.63.129.16"] });
    assert.equal(await get(all, "http://168.63.129.16:32526/"), "000");
    const one = benchOf({ blockedHosts: ["168.63.129.16:32526"] });
    assert.equal(await get(one, "http://168.63.129.16:32526/"), "000");
    assert.equal(await get(one, "http://168.63.129.16/"), "200");
  });

  it("shows an encrypted data volume on a crypt device, and no such device before", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    assert.equal(await ask(bench, "dmsetup table"), "No devices found");
    await enable(bench, "Data");
    assert.doesNotMatch(await ask(bench, blockDevices), /"crypt"/);
    assert.doesNotMatch(await ask(bench, mounts), /\/data1/);
    bench.sandbox.clock.advance(minutes(10));
    assert.deepEqual((await devicesOf(bench)).slice(3), [
      "sdb  disk ",
      "sdb1 sdb part crypto_LUKS",
      "dataencrypt-vm-linux_data sdb1 crypt ext4",
      "sdc  disk ",
      "sdc1 sdc part vfat",
    ]);
    assert.match(
      await ask(bench, mounts),
      /^253:0 \/ \/data1 ext4 \/dev\/mapper\/dataencrypt-vm-linux_data$/m,
    );
    assert.match(
      await ask(bench, "dmsetup table"),
      /^\S+: 0 67108864 crypt aes-xts-plain64 0{128} 0 8:17 0$/,
    );
  });

  for (const [what, guest, disks, devices, mount] of [
    [
      "a whole disk",
      { dataVolumes: [{ lun: 0, mountPoint: "/data", fileSystem: "ext4", layout: "whole-disk" }] },
      1,
      ["sdb  disk ext4"],
      "8:16 / /data ext4 /dev/sdb",
    ],
    [
      "a RAID of two disks",
      {
        dataVolumes: [
          { lun: 0, mountPoint: "/data", fileSystem: "ext4", layout: "raid0" },
          { lun: 1, mountPoint: "/data", fileSystem: "ext4", layout: "raid0" },
        ],
      },
      2,
      [
        "sdb  disk ",
        "sdb1 sdb part linux_raid_member",
        "sdc  disk ",
        "sdc1 sdc part linux_raid_member",
        "md127 sdb1 raid0 ext4",
      ],
      "9:127 / /data ext4 /dev/md127",
    ],
    [
      "a disk that is not mounted",
      { dataVolumes: [{ lun: 0, mountPoint: "/data", fileSystem: "ext4", isMounted: false }] },
      1,
      ["sdb  disk ", "sdb1 sdb part ext4"],
      undefined,
    ],
    ["an empty disk", { dataVolumes: [] }, 1, ["sdb  disk "], undefined],
    [
      "an NVMe disk",
      { dataVolumes: [{ lun: 0, mountPoint: "/data", fileSystem: "xfs", transport: "nvme" }] },
      1,
      ["nvme1n1  disk ", "nvme1n1p1 nvme1n1 part xfs"],
      "259:17 / /data xfs /dev/nvme1n1p1",
    ],
  ] as const) {
    it(`shows ${what}`, async () => {
      const bench = benchOf(guest, disks);
      assert.deepEqual((await devicesOf(bench)).slice(3), devices);
      const mounted = (await ask(bench, mounts)).split("\n").slice(2);
      assert.deepEqual(mounted, mount === undefined ? [] : [mount]);
    });
  }

  it("shows a root in Azure's volume group, and one that was grown onto a data disk", async () => {
    const lvm = await devicesOf(benchOf({ rootLayout: "lvm" }, 0));
    assert.deepEqual(lvm.slice(1), [
      "sda1 sda part LVM2_member",
      "sda15 sda part vfat",
      ...["rootlv", "usrlv", "varlv", "homelv", "tmplv"].map((name) => `rootvg-${name} sda1 lvm ext4`),
    ]);
    const extended = await ask(benchOf({ rootLayout: "lvm-extended" }), "dmsetup table");
    assert.match(
      extended,
      /^rootvg-rootlv: 0 \d+ linear 8:1 2048\nrootvg-rootlv: \d+ \d+ linear 8:16 2048$/m,
    );
  });

  it("has the lines in /etc/fstab that its specification says, by UUID and with nofail unless said", async () => {
    const bench = benchOf(
      {
        dataVolumes: [
          { lun: 0, mountPoint: "/data1", fileSystem: "ext4" },
          { lun: 1, mountPoint: "/data2", fileSystem: "ext4", fstab: { by: "device-name", nofail: false } },
          { lun: 2, mountPoint: "/data3", fileSystem: "ext4", fstab: "none" },
        ],
      },
      3,
    );
    const lines = (await ask(bench, fstab)).split("\n").slice(2);
    assert.match(lines[0] ?? "", /^UUID=[0-9a-f-]{36} \/data1 nofail$/);
    assert.deepEqual(lines.slice(1), ["/dev/sdc1 /data2 -"]);
  });

  for (const [what, guest, line, said] of [
    [
      "SELinux on RHEL",
      { distribution: "rhel", distributionVersion: "9.4" },
      "cat /sys/fs/selinux/enforce",
      "1",
    ],
    ["SELinux that only warns", { selinux: "permissive" }, "cat /sys/fs/selinux/enforce", "0"],
    ["no SELinux on Ubuntu", {}, "cat /sys/fs/selinux/enforce", ""],
    [
      "kdump on RHEL",
      { distribution: "rhel", distributionVersion: "9.4" },
      "cat /sys/kernel/kexec_crash_loaded",
      "1",
    ],
    [
      "a module that is blocked",
      { kernelModules: { vfat: "blocked" } },
      "modprobe --show-depends vfat",
      "install /bin/true ",
    ],
    [
      "a module that is missing",
      { kernelModules: { dm_crypt: "missing" } },
      "modprobe --show-depends dm_crypt",
      "",
    ],
  ] as const) {
    it(`shows ${what}`, async () => {
      assert.equal(await ask(benchOf(guest), line), said);
    });
  }

  it("runs from the plain OS volume until it was restarted", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine({ dataDisks: [] })] });
    await enable(bench, "OS");
    bench.sandbox.clock.advance(minutes(50));
    assert.doesNotMatch(await ask(bench, blockDevices), /osencrypt/);
    await bench.drive(bench.compute.virtualMachines.restart(resourceGroupName, "vm-linux"));
    assert.match(await ask(bench, blockDevices), /osencrypt/);
  });
});
