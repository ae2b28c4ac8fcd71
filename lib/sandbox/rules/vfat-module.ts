import { configurationRefusal, type Rule } from "./rule";

/** The volume that carries the key is vfat. Source and text: Azure/azure-linux-extensions, VMEncryption, `check_util`. */
export const vfatModulePresent: Rule = (request) => {
  const { specification } = request.guest;
  return specification.osType === "Linux" && specification.vfatPresent === false
    ? configurationRefusal(request, "Incompatible system, prerequisite vfat module was not found.")
    : undefined;
};
