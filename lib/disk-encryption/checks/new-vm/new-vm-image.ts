import type { ImageReference } from "@runbooks/azure";
import { fail, pass, unknown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";

/** The image is one of the Marketplace that the region has, in both editions; the current one knows of purchase plans. */
export const newVmImage: NewVirtualMachineCheck = ({ request, image }, edition) => {
  const { location } = request;
  const asked = imageName(request.image);
  const hint = `Look up what the region has: on live Azure az vm image list --location ${location} --publisher ${request.image.publisher} --all.`;
  if (image.kind === "missing") {
    return image.absent === true
      ? fail(`The Marketplace of ${location} has no image ${asked}.`, hint)
      : unknown(`image ${asked}: ${image.reason}`, hint);
  }
  const { reference, osType, hyperVGeneration, plan } = image.value;
  const what = `${imageName(reference)} is a Marketplace image of ${osType} for ${generationWords(hyperVGeneration)} VMs`;
  return edition === "current" && plan !== undefined
    ? fail(
        `${what} with the purchase plan ${plan.publisher}/${plan.product}/${plan.name}.`,
        "Use an image without a purchase plan, or make the VM in the portal, where its terms are accepted, and encrypt it there.",
      )
    : pass(`${what}.`);
};

/** An image as the Azure CLI writes it. */
export const imageName = ({ publisher, offer, sku, version }: ImageReference): string =>
  `${publisher}:${offer}:${sku}:${version}`;

const generationWords = (generation: "V1" | "V2"): string =>
  generation === "V1" ? "Generation 1" : "Generation 2";
