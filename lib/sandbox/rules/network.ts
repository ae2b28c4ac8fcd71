import { hostAddress, hostPluginPort, reaches, metadataAddress } from "../guest/hardware";
import { configurationRefusal, type Rule, inputsRefused } from "./rule";

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

/** The guest must reach the instance metadata service. Source: Windows and Linux troubleshooting guides; no text is documented. */
export const metadataServiceReachable: Rule = (request) =>
  reaches(request.guest, metadataAddress)
    ? undefined
    : configurationRefusal(
        request,
        `(sandbox) The guest can't reach the instance metadata service at ${metadataAddress}.`,
      );

/**
 * The training module lets a Windows guest itself sign in to Entra ID and write to the vault, so it must reach both endpoints.
 *
 * Enforced in the module edition alone: in the single-pass release the host does it ("Azure Disk Encryption on an isolated network").
 */
export const endpointsReachable: Rule = (request) => {
  const { world, guest, settings } = request;
  if (world.edition !== "module" || guest.osType !== "Windows") return undefined;
  const vaultHost = /^https:\/\/([^/:]+)/i.exec(settings.KeyVaultURL ?? "")?.[1];
  const blocked = ["login.microsoftonline.com", ...(vaultHost === undefined ? [] : [vaultHost])].find(
    (host) => !reaches(guest, host),
  );
  return blocked === undefined
    ? undefined
    : configurationRefusal(request, `(sandbox) The guest can't reach ${blocked} (training module).`);
};

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
