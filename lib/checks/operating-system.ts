import { distributionOfImage, linuxSupport, type LinuxDistribution } from "../azure/linux-support";
import { fail, pass, unknown, type Check, type Judgement } from "./check";
import type { EncryptionFacts } from "./facts";

export const operatingSystem: Check = (facts) => {
  const { virtualMachine: vm } = facts;
  return vm.osType === "Windows"
    ? pass(`${vm.osName ?? "Windows"} supports BitLocker.`)
    : linux(facts, distributionOf(facts));
};

/** From the guest itself where it was asked, else from the image that the VM was made of. */
function distributionOf({ guest, virtualMachine: { imageReference } }: EncryptionFacts): LinuxDistribution | undefined {
  if (guest.kind === "known" && guest.value.osType === "Linux") {
    return { id: guest.value.distribution, version: guest.value.distributionVersion };
  }
  return imageReference === undefined ? undefined : distributionOfImage(imageReference);
}

function linux({ virtualMachine: vm, volumeType }: EncryptionFacts, distribution: LinuxDistribution | undefined): Judgement {
  if (volumeType !== "Data" && vm.imageReference === undefined) {
    return fail(`${vm.name} was not made of a Marketplace image, so its OS volume can't be encrypted.`);
  }
  if (distribution === undefined) return unknown(`the Linux distribution of ${vm.name} (run the probe)`);
  const called = `${vm.name} runs ${distribution.id} ${distribution.version}`;
  switch (linuxSupport(distribution)) {
    case "os-and-data":
      return pass(`${called}, supported for OS and data volumes.`);
    case "data-only":
      return volumeType === "Data"
        ? pass(`${called}, supported for data volumes.`)
        : fail(`${called}, supported for data volumes only.`);
    case "none":
      return fail(`${called}, which is not supported.`);
  }
}
