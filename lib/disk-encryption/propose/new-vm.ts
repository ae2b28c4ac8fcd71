import { missing } from "@runbooks/azure";
import type { Connection } from "../connection/connection";
import { intendedFacts } from "../jobs/create-vm-from-disk/intended";
import { proposeKeyVaults, type KeyVaultProposal } from "./key-vaults";

/** Where a VM that is still to be made is to stand. */
export interface NewVirtualMachinePlace {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly name: string;
}

/**
 * Proposes key vaults for a VM that is still to be made, as `proposeKeyVaults` does for one that is there. Reads only.
 *
 * @throws RunbookError with Azure's code where a new vault's name can't be checked.
 */
export async function proposeKeyVaultsForNewVirtualMachine(
  azure: Connection,
  { subscriptionId, resourceGroupName, location, name }: NewVirtualMachinePlace,
): Promise<KeyVaultProposal> {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
  const facts = intendedFacts({
    vmId: `${group}/providers/Microsoft.Compute/virtualMachines/${name}`,
    location,
    // No rule on vaults depends on it.
    osType: "Linux",
    keyVault: missing("no key vault was named"),
    keyEncryptionKey: "none",
    secretLifetimePolicies: missing("no key vault was named"),
    observedAt: azure.clock.now(),
  });
  return await proposeKeyVaults(azure, facts);
}
