import { exitCodes, type Rule } from "./rule";

/** Without dm-crypt no volume can be opened. Source: "Azure Disk Encryption for Linux VMs", Additional VM requirements; no text is documented. */
export const dmCryptModulePresent: Rule = ({ guest: { specification } }) => {
  const state = specification.osType === "Linux" ? specification.kernelModules?.dm_crypt : undefined;
  return state === "missing" || state === "blocked"
    ? { message: "(sandbox) luksOpen failed: the kernel has no dm-crypt.", exitCode: exitCodes.luksOpen }
    : undefined;
};
