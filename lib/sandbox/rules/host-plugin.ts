import { hostAddress, hostPluginPort, reaches } from "../guest/network";
import { configurationRefusal, type Rule } from "./rule";

/**
 * The agent fetches extensions through its host's plugin. Where the host itself is out of reach, the extension says so in its own words.
 *
 * Source: "Virtual machine extensions and features for Windows", Network access (2025-08-18); Azure's own end of it is a time-out after 90 minutes.
 */
export const hostPluginReachable: Rule = (request) =>
  reaches(request.guest, hostAddress) && !reaches(request.guest, `${hostAddress}:${hostPluginPort}`)
    ? configurationRefusal(
        request,
        `(sandbox) The agent can't fetch the extension: it does not reach ${hostAddress}:${hostPluginPort}.`,
      )
    : undefined;
