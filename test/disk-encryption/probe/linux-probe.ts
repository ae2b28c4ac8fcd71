/** What the Linux probe printed, by section. */
export type LinuxProbeSections = Readonly<Record<string, string>>;

/** A line of `lsblk -P`. */
export function rawDevice(
  name: string,
  number: string,
  type: string,
  {
    parent = "",
    fs = "",
    label = "",
    uuid = "",
    transport = "",
  }: {
    readonly parent?: string;
    readonly fs?: string;
    readonly label?: string;
    readonly uuid?: string;
    readonly transport?: string;
  } = {},
): string {
  return `NAME="${name}" PKNAME="${parent}" MAJ:MIN="${number}" TYPE="${type}" FSTYPE="${fs}" LABEL="${label}" UUID="${uuid}" TRAN="${transport}"`;
}

const sections: LinuxProbeSections = {
  "os-release": 'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="22.04"',
  "redhat-release": "cat: /etc/redhat-release: No such file or directory",
  kernel: "6.8.0-1015-azure",
  memory: "MemTotal:       16384000 kB",
  root: "Filesystem     1-blocks       Used   Available Capacity Mounted on\n/dev/root      32212254720 3221225472 28991029248      10% /",
  "azure-disks": "total 0\nlrwxrwxrwx 1 root root 9 Nov 24 08:00 root -> ../../sda",
  "block-devices": [
    rawDevice("sda", "8:0", "disk"),
    rawDevice("sda1", "8:1", "part", { parent: "sda", fs: "ext4" }),
  ].join("\n"),
  "device-mapper": "No devices found",
  mounts: "8:1 / / ext4 /dev/root",
  fstab: "LABEL=cloudimg-rootfs / -",
  "module dm_crypt": "insmod /lib/modules/6.8.0/kernel/drivers/md/dm-crypt.ko.zst",
  "module vfat": "insmod /lib/modules/6.8.0/kernel/fs/fat/vfat.ko.zst",
  selinux: "cat: /sys/fs/selinux/enforce: No such file or directory",
  kdump: "0",
  "host 168.63.129.16": "200",
};

/** The output of the Linux probe in an Ubuntu 22.04 with nothing but its OS disk; sections given replace or extend it. */
export function linuxProbe(changed: LinuxProbeSections = {}): string {
  const all = Object.entries({ ...sections, ...changed });
  return [...all.flatMap(([name, text]) => [`== ${name} ==`, text]), `== end ${all.length} ==`].join("\n");
}
