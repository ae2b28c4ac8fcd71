import { known, missing, type Fact } from "../../azure/fact";
import { azureError } from "../../client/azure-error";
import type { Connection } from "../../client/connection";

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

/** Reads which assigned policies at the vault's scope deny secrets without an expiry date, by display name. */
export async function readSecretLifetimePolicies(azure: Connection, vaultId: string): Promise<Fact<readonly string[]>> {
  const scope = vaultId.split("/").slice(0, 5).join("/");
  const path = `${scope}/providers/Microsoft.Authorization/policyAssignments`;
  try {
    const body = await azure.get(path, POLICY_API_VERSION);
    const assignments = listOf(recordOf(body)["value"]).map((entry) => recordOf(recordOf(entry)["properties"]));
    const denying = assignments.filter(denies).map((properties) => String(properties["displayName"]));
    return known(denying, `GET ${path}`);
  } catch (error) {
    return missing(azureError(error, "reading the policy assignments").message);
  }
}

function denies(properties: Record<string, unknown>): boolean {
  const definition = String(properties["policyDefinitionId"]).split("/").pop()?.toLowerCase() ?? "";
  const effect = recordOf(recordOf(properties["parameters"])["effect"])["value"];
  return (
    secretLifetimeDefinitions.includes(definition) &&
    properties["enforcementMode"] !== "DoNotEnforce" &&
    String(effect ?? "").toLowerCase() === "deny"
  );
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
