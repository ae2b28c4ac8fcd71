import { defined } from "@runbooks/azure";
import { type AzureError, badParameter } from "../errors";
import { textAt } from "../json";
import type { Resource, World } from "../state";
import { addKey } from "./add-key";
import type { SentAttributes } from "./attributes";
import { named, type KeyVersion, type Named, type VaultContents } from "./contents";
import { assertItemName, assertNameIsFree } from "./items";
import { curves, rsaSizesInBits } from "./key-material";
import { scheduleRotation } from "./rotate-key";
import { contentsOf } from "./vaults-by-name";

/** A key to be made, as either plane asks for it. */
interface KeyRequest {
  readonly name: string;
  readonly keyType: string | undefined;
  readonly keySizeInBits?: number;
  readonly curve?: string;
  readonly keyOperations?: readonly string[];
  readonly attributes: SentAttributes;
  readonly tags: Readonly<Record<string, string>>;
  /** An imported key. */
  readonly material?: KeyVersion["material"];
}

const keyTypes: readonly string[] = ["RSA", "RSA-HSM", "EC", "EC-HSM"];
const keyOperations: readonly string[] = [
  "encrypt",
  "decrypt",
  "sign",
  "verify",
  "wrapKey",
  "unwrapKey",
  "import",
  "release",
];

/** Makes a key, or a new version of one, by a vault's own rules. The texts of the refusals are the sandbox's. */
export function createKey(world: World, vault: Resource, request: KeyRequest): Named<KeyVersion> {
  const { name, keyType, keySizeInBits, curve, attributes, tags, material } = request;
  const contents = contentsOf(world, vault);
  assertItemName(name);
  if (keyType === undefined || !keyTypes.includes(keyType))
    throw badKey(`kty must be one of ${keyTypes.join(", ")}.`);
  if (keyType.endsWith("-HSM") && textAt(vault.properties, "sku", "name")?.toLowerCase() !== "premium") {
    throw badKey(`A key of type ${keyType} needs a vault of the premium tier.`);
  }
  if (material === undefined && keySizeInBits !== undefined && !rsaSizesInBits.includes(keySizeInBits)) {
    throw badKey(`key_size must be one of ${rsaSizesInBits.join(", ")}.`);
  }
  if (curve !== undefined && curves[curve] === undefined)
    throw badKey(`crv must be one of ${Object.keys(curves).join(", ")}.`);
  const unknown = request.keyOperations?.find((operation) => !keyOperations.includes(operation));
  if (unknown !== undefined) throw badKey(`'${unknown}' is not an operation of a key.`);
  assertNameIsFree("Key", contents.deletedKeys, name);
  forgetPolicyOfPurgedKey(contents, name);
  const found = addKey(contents, {
    name,
    version: world.identifiers.version(),
    keyType,
    created: world.clock.now(),
    tags,
    ...attributes,
    ...defined({ keySizeInBits, curve, keyOperations: request.keyOperations, material }),
  });
  const ownName = named(contents.keys, name)?.name ?? name;
  scheduleRotation(world, vault, ownName);
  return { name: ownName, found };
}

/** A key of that name that was purged may have left its rotation policy. */
function forgetPolicyOfPurgedKey({ keys, rotationPolicies }: VaultContents, name: string): void {
  const left = named(keys, name) === undefined ? named(rotationPolicies, name) : undefined;
  if (left !== undefined) rotationPolicies.delete(left.name);
}

function badKey(message: string): AzureError {
  return badParameter(`(sandbox) ${message}`);
}
