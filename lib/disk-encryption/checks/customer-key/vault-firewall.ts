import type { Check } from "../check";
import { MODULE_STATES_NO_RULE } from "../verdict";
import { trustedServicesVerdict } from "../vault-firewall";
import type { CustomerKeyFacts } from "./facts";
import { whenVaultKnown } from "./known";

/**
 * A closed vault must let trusted services through: Azure Disk Storage with a disk encryption set is one of them. The module says nothing.
 *
 * @see "Virtual network service endpoints for Azure Key Vault", Trusted services, 2026-08-20; "Configure network security for Azure Key Vault", 2026-06-16
 */
export const vaultFirewall: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenVaultKnown(facts, "whether the vault lets trusted services through", (vault) =>
        trustedServicesVerdict(vault, "Azure Disk Storage"),
      );
