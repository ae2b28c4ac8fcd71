import type { LinuxSpecification } from "../guest/specification";
import { configurationRefusal, includesOs, type Rule } from "./rule";

/** From which version on the extension encrypts an OS volume online (VMEncryption, `min_version_online_encryption`). */
const onlineFrom: Readonly<Record<string, number>> = { rhel: 8.01, centos: 8.01, ubuntu: 23.1, mariner: 2 };

/**
 * A root on LVM has to be as Azure's images have it, and on the OS disk alone.
 *
 * Text of the first: Azure/azure-linux-extensions, VMEncryption, `validate_lvm_os`. The second is a restriction ("Azure Disk Encryption scenarios
 * on Linux VMs", 2026-02-20) whose text no document gives.
 */
export const rootLayoutSupported: Rule = (request) => {
  const { specification } = request.guest;
  if (specification.osType !== "Linux") return undefined;
  if (specification.rootLayout === "lvm-extended") {
    return configurationRefusal(request, "(sandbox) The root volume is extended onto a data disk.");
  }
  return specification.rootLayout === "lvm-own" && includesOs(request) && !encryptsOnline(specification)
    ? configurationRefusal(
        request,
        "LVM OS disk layout does not satisfy prerequisites ( see https://aka.ms/adelvm )",
      )
    : undefined;
};

function encryptsOnline({ distribution, distributionVersion }: LinuxSpecification): boolean {
  const [major = "0", minor = "0"] = distributionVersion.split(".");
  const from = onlineFrom[distribution];
  return from !== undefined && Number(major) + Number(minor) / 100 >= from;
}
