import { metadataAddress, reaches } from "../guest/network";
import { configurationRefusal, type Rule } from "./rule";

/** The guest must reach the instance metadata service. Source: Windows and Linux troubleshooting guides; no text is documented. */
export const metadataServiceReachable: Rule = (request) =>
  reaches(request.guest, metadataAddress)
    ? undefined
    : configurationRefusal(
        request,
        `(sandbox) The guest can't reach the instance metadata service at ${metadataAddress}.`,
      );
