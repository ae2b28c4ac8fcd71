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

const blockDevices = "lsblk -J -o NAME,TYPE,FSTYPE,MOUNTPOINT";

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
    assert.match(await ask(bench, "df -B1 --output=used /"), /^ *Used\n5368709120$/);
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

  it("shows an encrypted data volume as a crypt child, and no crypt device before", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    assert.equal(await ask(bench, "dmsetup table --target crypt"), "No devices found");
    await enable(bench, "Data");
    assert.doesNotMatch(await ask(bench, blockDevices), /"crypt"|\/data1/);
    bench.sandbox.clock.advance(minutes(10));
    const devices = JSON.parse(await ask(bench, blockDevices)) as {
      readonly blockdevices: readonly {
        readonly children: readonly { readonly fstype: string; readonly children?: readonly unknown[] }[];
      }[];
    };
    assert.deepEqual(devices.blockdevices[1]?.children[0]?.children, [
      { name: "dataencrypt-vm-linux_data", type: "crypt", fstype: "ext4", mountpoint: "/data1" },
    ]);
    assert.equal(devices.blockdevices[0]?.children[0]?.fstype, "ext4");
    assert.match(
      await ask(bench, "dmsetup table --target crypt"),
      /^\S+: 0 67108864 crypt aes-xts-plain64 0{128} 0 /,
    );
  });

  it("runs from the plain OS volume until it was restarted", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine({ dataDisks: [] })] });
    await enable(bench, "OS");
    bench.sandbox.clock.advance(minutes(50));
    assert.doesNotMatch(await ask(bench, blockDevices), /osencrypt/);
    await bench.drive(bench.compute.virtualMachines.restart(resourceGroupName, "vm-linux"));
    assert.match(await ask(bench, blockDevices), /osencrypt/);
  });
});
