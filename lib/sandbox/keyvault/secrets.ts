import { scopeCovers } from "../authorization/access";
import { type AzureError, forbidden, badParameter } from "../errors";
import type { PolicyAssignment, Resource, World } from "../state";
import { named, type SecretVersion, type VaultContents, type Named } from "./contents";
import { defined } from "@runbooks/azure";
import type { SentAttributes } from "./attributes";
import { assertItemName, assertNameIsFree } from "./items";
import { contentsOf } from "./vaults-by-name";

/** What Azure Policy sees of a secret: never its value. */
export interface SecretForPolicy {
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

/** A secret version to be put into a vault. */
export interface NewSecret extends Pick<
  SecretVersion,
  "version" | "value" | "contentType" | "created" | "expires" | "notBefore"
> {
  readonly name: string;
  readonly enabled?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Puts a secret into a vault, or a new version of a secret of that name, past all rights and rules. */
export function addSecret(contents: VaultContents, secret: NewSecret): SecretVersion {
  const { name, enabled = true, tags = {}, ...rest } = secret;
  const added: SecretVersion = { ...rest, enabled, updated: secret.created, tags };
  const versions = named(contents.secrets, name)?.found;
  if (versions === undefined) contents.secrets.set(name, [added]);
  else versions.push(added);
  return added;
}

/** A secret to be written, as either plane asks for it. */
export interface SecretRequest {
  readonly name: string;
  readonly value: string | undefined;
  readonly contentType: string | undefined;
  readonly attributes: SentAttributes;
  readonly tags: Readonly<Record<string, string>>;
}

// "About secrets": a secret is at most 25 KB.
const largestSecretInBytes = 25 * 1024;

/** Writes a secret, or a new version of one, by a vault's own rules and those of Azure Policy. */
export function setSecret(
  world: World,
  vault: Resource,
  { name, value, contentType, attributes, tags }: SecretRequest,
): Named<SecretVersion> {
  const contents = contentsOf(world, vault);
  assertItemName(name);
  if (value === undefined) throw badParameter("(sandbox) A secret needs a value.");
  if (Buffer.byteLength(value) > largestSecretInBytes) {
    throw badParameter(`(sandbox) A secret is at most ${largestSecretInBytes} bytes.`);
  }
  const created = world.clock.now();
  const refusal = secretPolicyRefusal(world, vault, { name, created, ...attributes });
  if (refusal !== undefined) throw refusal;
  assertNameIsFree("Secret", contents.deletedSecrets, name);
  const found = addSecret(contents, {
    name,
    version: world.identifiers.version(),
    value,
    created,
    tags,
    ...attributes,
    ...defined({ contentType }),
  });
  return { name: named(contents.secrets, name)?.name ?? name, found };
}
