import { z } from "zod";

import { type Fact, known, missing } from "@runbooks/azure";
import { type SecretLifetimePolicies } from "../nouns/secret-lifetime-policies";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";

/**
 * The built-in policies that keep Azure Disk Encryption from writing its secret when they deny: it writes secrets without an expiry date.
 *
 * @see "Azure Disk Encryption scenarios on Windows VMs", Restrictions, 2026-02-20; ids from "Azure Policy built-in definitions for Key Vault".
 */
const secretLifetimeDefinitions: readonly string[] = [
  // Key Vault secrets should have an expiration date
  "98728c90-32c7-4049-8429-847dc0f4fe37",
  // Secrets should have the specified maximum validity period
  "342e8053-e12e-4c44-be01-c3c2f318400f",
];

const POLICY_API_VERSION = "2023-04-01";

const assignment = z.object({
  properties: z.object({
    displayName: z.string().optional(),
    policyDefinitionId: z.string(),
    enforcementMode: z.string().optional(),
    parameters: z.object({ effect: z.object({ value: z.string() }).optional() }).nullish(),
  }),
});
type Assignment = z.infer<typeof assignment>["properties"];

/**
 * Reads which assigned policies at the vault's scope deny secrets without an expiry date, and which initiatives may, by display name.
 *
 * Sees the two definitions where they are assigned by themselves and their effect is stated. What an initiative brings is not read, only
 * that it is assigned. Exemptions are not read: a policy that the vault is exempt from still counts.
 */
export async function readSecretLifetimePolicies(
  azure: Connection,
  vaultId: string,
): Promise<Fact<SecretLifetimePolicies>> {
  const scope = vaultId.split("/").slice(0, 5).join("/");
  const path = `${scope}/providers/Microsoft.Authorization/policyAssignments`;
  try {
    const entries = await azure.list(path, POLICY_API_VERSION);
    const assignments = entries.map((entry) => assignment.parse(entry).properties);
    return known(toSecretLifetimePolicies(assignments), `GET ${path}`);
  } catch (error) {
    return missing(azureError(error, "reading the policy assignments").message);
  }
}

/** The fact from the assignments. Pure. */
function toSecretLifetimePolicies(assignments: readonly Assignment[]): SecretLifetimePolicies {
  const namesOf = (wanted: (one: Assignment) => boolean): readonly string[] =>
    assignments
      .filter((one) => one.enforcementMode !== "DoNotEnforce" && wanted(one))
      .map(({ displayName, policyDefinitionId }) => displayName ?? policyDefinitionId);
  return { denying: namesOf(denies), initiatives: namesOf(isInitiative) };
}

const isInitiative = ({ policyDefinitionId }: Assignment): boolean =>
  policyDefinitionId.toLowerCase().includes("/policysetdefinitions/");

// An effect that is not stated is the definition's default, which for both definitions is Audit.
function denies({ policyDefinitionId, parameters }: Assignment): boolean {
  const definition = policyDefinitionId.split("/").pop()?.toLowerCase() ?? "";
  return secretLifetimeDefinitions.includes(definition) && parameters?.effect?.value.toLowerCase() === "deny";
}
