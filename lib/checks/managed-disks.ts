import { fail, pass, type Check } from "./check";

export const managedDisks: Check = ({ virtualMachine: { osDisk, dataDisks } }, edition) => {
  const unmanaged = [osDisk, ...dataDisks].filter(({ managedDiskId }) => managedDiskId === undefined);
  if (unmanaged.length === 0) return pass("All disks are managed disks.");
  const evidence = `Unmanaged: ${unmanaged.map(({ name }) => name).join(", ")}.`;
  return edition === "module" ? pass(evidence) : fail(evidence);
};
