import { reaches } from "../guest/network";
import { configurationRefusal, type Rule } from "./rule";

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
