import { hostAddress, reaches } from "../guest/network";
import { inputsRefused } from "./host-refusal";
import { configurationRefusal, type Rule } from "./rule";

/**
 * The guest sends its keys to the host at 168.63.129.16.
 *
 * Source: Azure/azure-linux-extensions, VMEncryption (the Linux text); Windows troubleshooting guide (its text covers the network too).
 */
export const hostReachable: Rule = (request) => {
  if (reaches(request.guest, hostAddress)) return undefined;
  return request.guest.osType === "Windows"
    ? inputsRefused(request)
    : configurationRefusal(request, "No response from encryption settings post request");
};
