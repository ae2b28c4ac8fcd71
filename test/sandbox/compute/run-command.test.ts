import assert from "node:assert/strict";

import { resourceGroupName } from "../support";
import { aLinuxGuest, aLinuxMachine, aWindowsMachine, computeBench } from "../support-compute";

describe("Run Command", () => {
  it("on Windows answers what was printed and what went wrong, each in its own status", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aWindowsMachine()] });
    const { value } = await drive(
      compute.virtualMachines.runCommand(resourceGroupName, "vm-windows", {
        commandId: "RunPowerShellScript",
        script: ["Write-Output 'one'", "Get-Mouse", "[Environment]::OSVersion.Version.Build"],
      }),
    );
    assert.deepEqual(
      value?.map(({ code, message }) => [code, message]),
      [
        ["ComponentStatus/StdOut/succeeded", "one\n17763"],
        ["ComponentStatus/StdErr/succeeded", "(sandbox) Get-Mouse: command not found"],
      ],
    );
  });

  it("on Linux answers both in one status", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const { value } = await drive(
      compute.virtualMachines.runCommand(resourceGroupName, "vm-linux", {
        commandId: "RunShellScript",
        script: ["echo 'one'", "uname -r"],
      }),
    );
    assert.equal(value?.length, 1);
    assert.equal(value[0]?.code, "ProvisioningState/succeeded");
    assert.equal(value[0].message, "Enable succeeded: \n[stdout]\none\n5.15.0-1075-azure\n\n[stderr]\n");
  });

  it("keeps the last 4,096 bytes of what was printed", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aWindowsMachine()] });
    const script = Array.from(
      { length: 200 },
      (_, index) => `Write-Output '${String(index).padStart(40, ".")}'`,
    );
    const { value } = await drive(
      compute.virtualMachines.runCommand(resourceGroupName, "vm-windows", {
        commandId: "RunPowerShellScript",
        script,
      }),
    );
    const message = value?.[0]?.message ?? "";
    assert.equal(Buffer.byteLength(message), 4096);
    assert.ok(message.endsWith(".199"));
  });

  for (const runCommand of ["prints-nothing", "prints-garbage"] as const) {
    it(`answers a guest that ${runCommand.replace("-", " ")} as it is`, async () => {
      const guest = aLinuxGuest({ runCommand });
      const { compute, drive } = computeBench({ virtualMachines: [aLinuxMachine({ guest })] });
      const { value } = await drive(
        compute.virtualMachines.runCommand(resourceGroupName, "vm-linux", {
          commandId: "RunShellScript",
          script: ["uname -r"],
        }),
      );
      assert.doesNotMatch(value?.[0]?.message ?? "", /5\.15/);
    });
  }

  it("needs a VM that is running, and an agent that is ready", async () => {
    for (const [machine, says] of [
      [aLinuxMachine({ powerState: "deallocated" }), /The operation requires the VM to be running/],
      [
        aLinuxMachine({ guest: aLinuxGuest({ agent: "Not Ready" }) }),
        /\(sandbox\) The VM agent of 'vm-linux' is not ready/,
      ],
    ] as const) {
      const { compute, failure } = computeBench({ virtualMachines: [machine] });
      const run = async (): Promise<void> =>
        compute.virtualMachines
          .runCommand(resourceGroupName, "vm-linux", { commandId: "RunShellScript", script: ["uname -r"] })
          .submitted();
      assert.match(await failure(run), says);
    }
  });

  it("refuses a script for the other operating system", async () => {
    const { compute, failure } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const run = async (): Promise<void> =>
      compute.virtualMachines
        .runCommand(resourceGroupName, "vm-linux", { commandId: "RunPowerShellScript", script: [] })
        .submitted();
    assert.match(
      await failure(run),
      /\(sandbox\) The command 'RunPowerShellScript' is not one of a VM with Linux/,
    );
  });

  it("as a resource keeps what was printed in its instance view", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const commands = compute.virtualMachineRunCommands;
    const put = (script: string): Promise<unknown> =>
      drive(
        commands.createOrUpdate(resourceGroupName, "vm-linux", "cmd", {
          location: "westeurope",
          source: { script },
        }),
      );
    const view = async (): Promise<readonly unknown[]> => {
      const { instanceView } = await commands.getByVirtualMachine(resourceGroupName, "vm-linux", "cmd", {
        expand: "instanceView",
      });
      return [
        instanceView?.executionState,
        instanceView?.exitCode,
        instanceView?.output,
        instanceView?.error,
      ];
    };
    await put("echo 'one'\nsystemctl is-active walinuxagent");
    assert.deepEqual(await view(), ["Succeeded", 0, "one\nactive\n", ""]);
    await put("Write-Host Hello World!");
    assert.deepEqual(await view(), ["Failed", 127, "", "(sandbox) Write-Host: command not found\n"]);
    const names: (string | undefined)[] = [];
    for await (const command of commands.listByVirtualMachine(resourceGroupName, "vm-linux"))
      names.push(command.name);
    assert.deepEqual(names, ["cmd"]);
    await drive(commands.delete(resourceGroupName, "vm-linux", "cmd"));
  });
});
