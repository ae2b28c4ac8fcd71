import { textAt } from "../json";
import { configurationRefusal, type Rule } from "./rule";

/** Custom Linux images are not supported, whichever volumes are asked for. Source: Linux FAQ (2024-08-06) and restrictions; no text is documented. */
export const marketplaceImage: Rule = (request) => {
  const { guest, virtualMachine } = request;
  const publisher = textAt(virtualMachine.properties, "storageProfile", "imageReference", "publisher");
  return guest.osType === "Linux" && publisher === undefined
    ? configurationRefusal(request, "(sandbox) A Linux VM from a custom image can't be encrypted.")
    : undefined;
};
