import { hostAddress, metadataAddress, reaches } from "../guest/network";
import { inputsRefused } from "./host-refusal";
import { configurationRefusal, type Rule } from "./rule";

/** The guest must reach the instance metadata service. Source: Windows and Linux troubleshooting guides; no text is documented. */
export const metadataServiceReachable: Rule = (request) =>
  reaches(request.guest, metadataAddress)
    ? undefined
    : configurationRefusal(request, `(sandbox) The guest can't reach the instance metadata service at ${metadataAddress}.`);

/**
 * The guest sends its keys to the host at 168.63.129.16.
 *
 * Source: Azure/azure-linux-extensions, VMEncryption (the Linux text); Windows troubleshooting guide (the Windows text covers network too).
 */
export const hostReachable: Rule = (request) => {
  if (reaches(request.guest, hostAddress)) return undefined;
  return request.guest.osType === "Windows"
    ? inputsRefused(request)
    : configurationRefusal(request, "No response from encryption settings post request");
};
