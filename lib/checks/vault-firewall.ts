import { fail, pass, unknown, type Check } from "./check";

export const vaultFirewall: Check = ({ keyVault }) => {
  if (keyVault.kind === "missing") return unknown(keyVault.reason);
  const { name, networkAcls, publicNetworkAccess } = keyVault.value;
  const closed = networkAcls?.defaultAction === "Deny" || publicNetworkAccess === "Disabled";
  if (!closed) return pass(`Vault ${name} is open to all networks.`);
  // Without rules of its own a vault has Azure's default, which lets trusted services in.
  const bypass = networkAcls?.bypass ?? "AzureServices";
  return bypass.includes("AzureServices")
    ? pass(`The firewall of vault ${name} lets trusted Microsoft services in.`)
    : fail(`The firewall of vault ${name} lets trusted Microsoft services not in (bypass ${bypass}).`);
};
