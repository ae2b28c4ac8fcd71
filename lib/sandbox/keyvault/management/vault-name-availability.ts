import { badRequest } from "../../errors";
import type { Call, Reply } from "../../http";
import { textAt } from "../../json";
import { isVaultName, vaultAlreadyExists, vaultNameNotValid } from "../vault-rules";
import { vaultNamed } from "../vaults-by-name";

/** POST `checkNameAvailability`: a deleted vault that was not purged still holds its name. */
export function checkVaultNameAvailability(call: Call): Reply {
  const name = textAt(call.body, "name");
  if (name === undefined) throw badRequest("The parameter name is not specified.");
  if (!isVaultName(name)) {
    return {
      status: 200,
      body: { nameAvailable: false, reason: "AccountNameInvalid", message: vaultNameNotValid(name) },
    };
  }
  const isTaken =
    vaultNamed(call.world, name) !== undefined || call.world.deletedVaults.has(name.toLowerCase());
  return {
    status: 200,
    body: isTaken
      ? { nameAvailable: false, reason: "AlreadyExists", message: vaultAlreadyExists(name) }
      : { nameAvailable: true },
  };
}
