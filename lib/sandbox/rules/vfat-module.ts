import { exitCodes, configurationRefusal, type Rule } from "./rule";

/**
 * The volume that carries the key is vfat: the extension asks modprobe for the module, then mounts the volume.
 *
 * A rule that runs /bin/true in the module's place deceives the first and not the second. Source and texts: Azure/azure-linux-extensions,
 * VMEncryption, `check_util` and `BekUtil`.
 */
export const vfatModulePresent: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Linux") return undefined;
  switch (specification.kernelModules?.vfat) {
    case "missing":
      return configurationRefusal(request, "Incompatible system, prerequisite vfat module was not found.");
    case "blocked":
      return {
        message: "BEK disk is missing or not initialized. (BEK disk is not mounted)",
        exitCode: exitCodes.missingDependency,
      };
    case "available":
    case undefined:
      return undefined;
  }
};
