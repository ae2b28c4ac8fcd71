import { scopeCovers } from "../authorization/access";
import { type AzureError, forbidden } from "../errors";
import type { PolicyAssignment, Resource, World } from "../state";

/** What Azure Policy sees of a secret: never its value. */
interface SecretForPolicy {
  readonly name: string;
  readonly created: Date;
  readonly expires?: Date;
}

const mustExpire = "98728c90-32c7-4049-8429-847dc0f4fe37";
const maximumValidity = "342e8053-e12e-4c44-be01-c3c2f318400f";

// The definition leaves the number of days to the assignment, and the sandbox's assignments carry no parameters.
const maximumValidityInDays = 90;

/**
 * The refusal of a secret by an assigned policy with effect Deny; undefined where none stands against it.
 *
 * "Key Vault secrets should have an expiration date" and "... should have the specified maximum validity period": either of them
 * breaks Azure Disk Encryption, whose secrets do not expire (Azure Disk Encryption scenarios on Windows VMs, 2026-02-20). The
 * platform's own write meets them like anybody's. Code as in the table of recorded errors; the text is the sandbox's.
 */
export function secretPolicyRefusal(
  world: World,
  vault: Resource,
  secret: SecretForPolicy,
): AzureError | undefined {
  const denying = world.policyAssignments.find(
    (assignment) =>
      assignment.effect === "Deny" &&
      scopeCovers(assignment.scope, vault.id) &&
      isAgainst(assignment, secret),
  );
  if (denying === undefined) return undefined;
  return forbidden(
    `(sandbox) Secret '${secret.name}' was disallowed by policy '${denying.displayName}', assigned as '${denying.name}' ` +
      `at '${denying.scope}'. Vault: ${vault.name};location=${vault.location ?? ""}`,
    "ForbiddenByPolicy",
  );
}

function isAgainst({ policyDefinitionId }: PolicyAssignment, { created, expires }: SecretForPolicy): boolean {
  const definition = policyDefinitionId.toLowerCase();
  if (definition.endsWith(mustExpire)) return expires === undefined;
  if (!definition.endsWith(maximumValidity)) return false;
  return (
    expires === undefined ||
    expires.getTime() - created.getTime() > maximumValidityInDays * 24 * 60 * 60 * 1000
  );
}
