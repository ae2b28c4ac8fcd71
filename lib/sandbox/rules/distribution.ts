import { exitCodes, configurationRefusal, includesOs, type Rule } from "./rule";

const number = (version: string): number => {
  const [major = "0", minor = "0"] = version.split(".");
  return Number(major) + Number(minor) / 100;
};
const atLeast =
  (version: string) =>
  (candidate: number): boolean =>
    candidate >= number(version);
const between =
  (low: string, high: string) =>
  (candidate: number): boolean =>
    candidate >= number(low) && candidate <= number(high);

/** Distributions whose OS volume the extension encrypts: Azure/azure-linux-extensions, VMEncryption, `SupportedOS.json` (1.4.0.12). */
const osVolumeSupport: Readonly<Record<string, readonly ((version: number) => boolean)[]>> = {
  ubuntu: [between("14.04", "24.04")],
  rhel: [atLeast("8.1"), between("7.2", "7.9"), between("6.8", "6.8")],
  centos: [atLeast("8.1"), between("7.2", "7.9"), between("6.8", "6.9")],
  ol: [atLeast("8.5")],
  mariner: [atLeast("2.0")],
  azurelinux: [atLeast("3.0")],
};

/** Distributions of which only data volumes can be encrypted ("Azure Disk Encryption for Linux VMs", 2026-02-20). */
const dataVolumeSupport: Readonly<Record<string, (version: number) => boolean>> = {
  sles: between("12.3", "12.4"),
  opensuse: between("42.3", "42.3"),
};

/**
 * The Linux extension knows few distributions, and fewer whose OS volume it encrypts.
 *
 * Texts: Azure/azure-linux-extensions, VMEncryption.
 */
export const distributionSupported: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Linux") return undefined;
  const { distribution, distributionVersion } = specification;
  const version = number(distributionVersion);
  const osVolume = osVolumeSupport[distribution];
  if (osVolume === undefined && dataVolumeSupport[distribution]?.(version) !== true) {
    return { message: "Enable failed: OS distribution is not supported", exitCode: exitCodes.osNotSupported };
  }
  return includesOs(request) && osVolume?.some((supports) => supports(version)) !== true
    ? configurationRefusal(
        request,
        `Distro ${distribution} ${distributionVersion} is not supported for OS encryption`,
      )
    : undefined;
};
