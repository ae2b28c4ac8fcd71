import { defined } from "@runbooks/azure";
import { badParameter } from "../errors";
import type { Resource, World } from "../state";
import { addSecret } from "./add-secret";
import type { SentAttributes } from "./attributes";
import { named, type Named, type SecretVersion } from "./contents";
import { assertItemName, assertNameIsFree } from "./items";
import { secretPolicyRefusal } from "./secret-policy";
import { contentsOf } from "./vaults-by-name";

/** A secret to be written, as either plane asks for it. */
interface SecretRequest {
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
