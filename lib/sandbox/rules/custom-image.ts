import { textAt } from "../json";
import { configurationRefusal, includesOs, type Rule } from "./rule";

/** A Linux OS volume is encrypted only on a Marketplace image. Source: Linux FAQ and restrictions; no text is documented. */
export const marketplaceImage: Rule = (request) => {
  const { guest, virtualMachine } = request;
  const publisher = textAt(virtualMachine.properties, "storageProfile", "imageReference", "publisher");
  return guest.osType === "Linux" && includesOs(request) && publisher === undefined
    ? configurationRefusal(
        request,
        "(sandbox) The OS volume of a Linux VM from a custom image can't be encrypted.",
      )
    : undefined;
};
