import { fail, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";

/** The region offers the size, and the size runs VMs of the image's generation. The module says nothing of either. */
export const newVmSize: NewVirtualMachineCheck = ({ request, size, image }, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const { vmSize, location } = request;
  if (size.kind === "missing") {
    return unknown(
      `whether ${location} offers size ${vmSize}: ${size.reason}`,
      `Choose a size that ${location} offers; on live Azure list them: az vm list-skus --location ${location} --resource-type virtualMachines.`,
    );
  }
  if (image.kind === "missing")
    return unknown(`whether ${vmSize} runs the image: ${image.reason}`, "Name an image that the region has.");
  const { hyperVGenerations } = size.value;
  const { hyperVGeneration } = image.value;
  return hyperVGenerations.includes(hyperVGeneration)
    ? pass(`${location} offers ${vmSize}, which runs VMs of generation ${hyperVGeneration}.`)
    : fail(
        `${vmSize} runs VMs of generation ${hyperVGenerations.join(" and ") || "(none named)"}; the image is of generation ${hyperVGeneration}.`,
        "Choose another size, or the image's SKU of the other generation.",
      );
};
