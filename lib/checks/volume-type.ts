import { fail, pass, type Check } from "./check";

export const volumeType: Check = ({ virtualMachine: { osType, name, dataDisks }, volumeType: asked }) => {
  if (osType === "Windows" && asked === "Data") return fail(`Data alone is asked for on ${name}, which runs Windows.`);
  if (osType === "Linux" && asked === "Data" && dataDisks.length === 0) {
    return fail(`Data is asked for, and ${name} has no data disk.`);
  }
  return pass(`${asked} is asked for on ${osType}.`);
};
