import { uuidOf, type BlockDevice } from "../block-devices/block-device";
import { blockDevicesOf } from "../block-devices/block-devices-of";
import type { CommandContext, CommandOutput } from "./command";

/** `lsblk -P -o NAME,PKNAME,MAJ:MIN,TYPE,FSTYPE,LABEL,UUID,TRAN`: each device once, with one of its parents, as util-linux 2.34 and newer have it. */
export function listBlockDevices(context: CommandContext): CommandOutput {
  const { virtualMachineId } = context.guest;
  return {
    stdout: blockDevicesOf(context)
      .map((device) => row(virtualMachineId, device))
      .join("\n"),
  };
}

function row(virtualMachineId: string, device: BlockDevice): string {
  const { name, number, type, fileSystem, label, transport, parents } = device;
  const columns: readonly (readonly [column: string, value: string])[] = [
    ["NAME", name],
    ["PKNAME", parents[0]?.kernelName ?? ""],
    ["MAJ:MIN", number],
    ["TYPE", type],
    ["FSTYPE", fileSystem],
    ["LABEL", label],
    ["UUID", fileSystem === "" ? "" : uuidOf(virtualMachineId, device)],
    ["TRAN", transport],
  ];
  return columns.map(([column, value]) => `${column}="${value}"`).join(" ");
}
