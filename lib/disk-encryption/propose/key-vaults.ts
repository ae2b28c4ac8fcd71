import { type KeyVault, missing, sameRegion, type VirtualMachine } from "@runbooks/azure";
import type { EncryptionFacts } from "../checks/facts";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { toKeyVault } from "../observe/from-azure/key-vault";
import { readSecretLifetimePolicies } from "../observe/read-secret-lifetime-policies";
import { candidateOf, ranked, type KeyVaultCandidate } from "./candidate";
import { newKeyVaultName } from "./new-key-vault-name";
import { clientsOf } from "../connection/clients";

/** The vaults that a VM could use, and one that could be made for it. */
export interface KeyVaultProposal {
  /** The best first; those that the VM can't use are last, with the reason. */
  readonly candidates: readonly KeyVaultCandidate[];
  /** Subscriptions whose vaults could not be listed, in a sentence each: there may be more. */
  readonly unread: readonly string[];
  /** Full resource id of a vault that is not there: the last way, which `planKeyVault` plans. Its name is free in all of Azure. */
  readonly newKeyVaultId: string;
  /** The one to take: the best of the candidates that fit, or else the new one. */
  readonly keyVaultId: string;
}

/**
 * Proposes key vaults for a VM: of all that are seen, which it could use, which after mending, and why not the others. Reads only.
 *
 * Vaults are looked for in the connection's subscriptions and in the VM's own. Whether the signed-in principal may mend a vault is not read.
 *
 * @param facts - what was observed of the VM; which vault they name does not matter.
 * @throws RunbookError with Azure's code where a new vault's name can't be checked.
 */
export async function proposeKeyVaults(azure: Connection, facts: EncryptionFacts): Promise<KeyVaultProposal> {
  const { virtualMachine: vm } = facts;
  const read = await Promise.all(
    subscriptionsOf(azure, vm).map((subscriptionId) => readKeyVaults(azure, subscriptionId)),
  );
  const vaults = read.flatMap((one) => one.vaults);
  const candidates = await Promise.all(
    vaults.map(async (vault) =>
      candidateOf(
        facts,
        vault,
        isNear(vault, vm)
          ? await readSecretLifetimePolicies(azure, vault.id)
          : missing("the policies of a vault that the VM can't use were not read"),
      ),
    ),
  );
  const newId = await newKeyVaultId(azure, vm);
  const sorted = ranked(candidates, vm);
  return {
    candidates: sorted,
    unread: read.flatMap(({ error }) => error ?? []),
    newKeyVaultId: newId,
    keyVaultId: sorted.find(({ fit }) => fit !== "no")?.keyVault.id ?? newId,
  };
}

const isNear = (vault: KeyVault, vm: VirtualMachine): boolean =>
  sameRegion(vault.location, vm.location) &&
  vault.subscriptionId.toLowerCase() === vm.subscriptionId.toLowerCase();

/** The VM's own first: a VM named by its full id may be in none of the connection's. */
function subscriptionsOf(azure: Connection, vm: VirtualMachine): readonly string[] {
  const ids = [vm.subscriptionId, ...azure.subscriptions.map(({ subscriptionId }) => subscriptionId)];
  return [...new Map(ids.map((id) => [id.toLowerCase(), id])).values()];
}

async function readKeyVaults(
  azure: Connection,
  subscriptionId: string,
): Promise<{ readonly vaults: readonly KeyVault[]; readonly error?: string }> {
  const vaults: KeyVault[] = [];
  try {
    for await (const vault of clientsOf(azure).keyVaults(subscriptionId).vaults.listBySubscription())
      vaults.push(toKeyVault(vault));
    return { vaults };
  } catch (error) {
    return {
      vaults,
      error: azureError(error, `listing the vaults of subscription ${subscriptionId}`).message,
    };
  }
}

const ATTEMPTS = 5;

async function newKeyVaultId(azure: Connection, vm: VirtualMachine): Promise<string> {
  const { subscriptionId, resourceGroupName } = vm;
  for (let attempt = 0; ; attempt += 1) {
    const name = newKeyVaultName(vm, attempt);
    if (attempt === ATTEMPTS || (await isFree(azure, subscriptionId, name)))
      return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.KeyVault/vaults/${name}`;
  }
}

/** A deleted vault that was not purged holds its name too. */
async function isFree(azure: Connection, subscriptionId: string, name: string): Promise<boolean> {
  try {
    const { nameAvailable } = await clientsOf(azure)
      .keyVaults(subscriptionId)
      .vaults.checkNameAvailability({ name, type: "Microsoft.KeyVault/vaults" });
    return nameAvailable === true;
  } catch (error) {
    throw azureError(error, `asking whether the vault name ${name} is free`);
  }
}
