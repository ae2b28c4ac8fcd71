import type { KeyVault } from "@runbooks/azure";
import type { Check } from "./check";
import type { Verdict } from "./finding";
import { whenKeyVaultKnown } from "./key-vault-known";
import { fail, MODULE_STATES_NO_RULE, pass, unknown } from "./verdict";

/**
 * A closed vault must let trusted services through, since the host writes the secret. The module says nothing.
 *
 * @see "Virtual network service endpoints for Azure Key Vault", Trusted services, 2026-08-20; "Configure network security for Azure Key Vault", 2026-05-19
 */
export const vaultFirewall: Check = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenKeyVaultKnown(facts, "whether the vault lets trusted services through", (vault) =>
        trustedServicesVerdict(vault, "Azure Disk Encryption"),
      );

/**
 * Whether a vault's firewall lets a trusted service of Microsoft's through.
 *
 * @param service - as the operator knows it.
 */
export function trustedServicesVerdict(
  { name, publicNetworkAccess, networkAcls }: KeyVault,
  service: string,
): Verdict {
  const access = publicNetworkAccess.toLowerCase();
  if (access === "securedbyperimeter") {
    return unknown(
      `whether the network security perimeter of vault ${name} lets ${service} through`,
      "Add an access rule for it to the perimeter, or use a vault outside of it.",
    );
  }
  const closed =
    access === "disabled"
      ? "has public access disabled"
      : networkAcls?.defaultAction.toLowerCase() === "deny"
        ? "denies by default"
        : undefined;
  if (closed === undefined) return pass(`Vault ${name} has no firewall.`);
  const fix = `Let trusted services through: planKeyVault does, or on live Azure az keyvault update --name ${name} --bypass AzureServices.`;
  if (networkAcls === undefined || networkAcls.bypass === "") {
    return unknown(
      `whether vault ${name}, which ${closed}, lets trusted services through: it states no bypass`,
      fix,
    );
  }
  const bypass = networkAcls.bypass.split(",").map((service) => service.trim().toLowerCase());
  return bypass.includes("azureservices")
    ? pass(`Vault ${name} ${closed} and lets trusted services through.`)
    : fail(
        `Vault ${name} ${closed} and does not let trusted services through (bypass ${networkAcls.bypass}).`,
        fix,
      );
}
