import { generateKeyPairSync } from "node:crypto";
import { type KeyPair, named, type KeyVersion, type VaultContents, type Named } from "./contents";
import { defined } from "@runbooks/azure";
import { type AzureError, badParameter } from "../errors";
import { textAt } from "../json";
import type { Resource, World } from "../state";
import type { SentAttributes } from "./attributes";
import { assertItemName, assertNameIsFree } from "./items";
import { contentsOf, vaultNamed } from "./vaults-by-name";
import { expiryOfNewVersion, nextRotation } from "./rotation-policy";

/** Key Vault's curve names, and OpenSSL's for them. */
export const curves: Readonly<Record<string, string>> = {
  "P-256": "prime256v1",
  "P-384": "secp384r1",
  "P-521": "secp521r1",
  "P-256K": "secp256k1",
};

/** RSA sizes that a vault makes ("About keys": 2048, 3072 and 4096 bits). */
export const rsaSizesInBits: readonly number[] = [2048, 3072, 4096];

/** The version of a key, and what has to be known to make its pair. */
export interface MaterialOptions {
  readonly name: string;
  readonly version: string;
  /** `RSA`, `RSA-HSM`, `EC`, `EC-HSM`. */
  readonly keyType: string;
  readonly keySizeInBits?: number;
  readonly curve?: string;
}

const pairs = new Map<string, KeyPair>();

/**
 * A key pair that is made at the first use and stays the same from then on.
 *
 * The same version of a key has the same pair in each sandbox of the process: making one takes longer than all else that a sandbox does.
 */
export function lazyMaterial(options: MaterialOptions): () => KeyPair {
  const { name, version, keyType, keySizeInBits, curve } = options;
  const identity = JSON.stringify([name, version, keyType, keySizeInBits, curve]);
  return () => {
    const pair = pairs.get(identity) ?? makePair(options);
    pairs.set(identity, pair);
    return pair;
  };
}

function makePair({ keyType, keySizeInBits = 2048, curve = "P-256" }: MaterialOptions): KeyPair {
  return keyType.toUpperCase().startsWith("EC")
    ? generateKeyPairSync("ec", { namedCurve: curves[curve] ?? curve })
    : generateKeyPairSync("rsa", { modulusLength: keySizeInBits });
}

/** A key version to be put into a vault. */
export interface NewKey {
  readonly name: string;
  readonly version: string;
  readonly keyType: string;
  /** RSA: 2048 where absent. */
  readonly keySizeInBits?: number;
  /** EC: `P-256` where absent. */
  readonly curve?: string;
  /** All that the key type can do where absent. */
  readonly keyOperations?: readonly string[];
  readonly enabled?: boolean;
  readonly created: Date;
  readonly expires?: Date;
  readonly notBefore?: Date;
  readonly tags?: Readonly<Record<string, string>>;
  /** An imported key; made at the first use where absent. */
  readonly material?: KeyVersion["material"];
}

/** What an RSA key may do unless it is told otherwise, in the order that Azure answers (recorded: test_keyvault_key). */
const rsaOperations: readonly string[] = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"];
/** The same for EC: it signs, and cannot wrap. */
const ecOperations: readonly string[] = ["sign", "verify"];

/** Puts a key into a vault, or a new version of a key of that name, past all rights and rules. */
export function addKey(contents: VaultContents, key: NewKey): KeyVersion {
  const { name, version, keyType, enabled = true, created, expires, notBefore, tags = {} } = key;
  const isRsa = keyType.toUpperCase().startsWith("RSA");
  const keySizeInBits = isRsa ? (key.keySizeInBits ?? 2048) : undefined;
  const curve = isRsa ? undefined : (key.curve ?? "P-256");
  const size = {
    ...defined({ keySizeInBits, curve }),
  };
  const added: KeyVersion = {
    version,
    keyType,
    ...size,
    keyOperations: key.keyOperations ?? (isRsa ? rsaOperations : ecOperations),
    enabled,
    created,
    updated: created,
    ...defined({ expires, notBefore }),
    tags,
    material: key.material ?? lazyMaterial({ name, version, keyType, ...size }),
  };
  const versions = named(contents.keys, name)?.found;
  if (versions === undefined) contents.keys.set(name, [added]);
  else versions.push(added);
  return added;
}

/** A key to be made, as either plane asks for it. */
export interface KeyRequest {
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

/** Makes a new version of a key, like its newest in all but its material and its time, by hand or because its policy says so. */
export function rotateKey(world: World, vault: Resource, key: Named<readonly KeyVersion[]>): KeyVersion {
  const contents = contentsOf(world, vault);
  const newest = key.found.at(-1);
  if (newest === undefined) throw new TypeError(`(sandbox) Key ${key.name} has no version.`);
  const { keyType, keySizeInBits, curve, keyOperations, tags } = newest;
  const created = world.clock.now();
  const expires = expiryOfNewVersion(contents.rotationPolicies.get(key.name), created);
  const added = addKey(contents, {
    name: key.name,
    version: world.identifiers.version(),
    keyType,
    ...defined({ keySizeInBits, curve }),
    keyOperations,
    created,
    ...defined({ expires }),
    tags,
  });
  scheduleRotation(world, vault, key.name);
  return added;
}

/** Has a key's next version made when its policy says so; to be called whenever the key's newest version or its policy changed. */
export function scheduleRotation(world: World, { name: vaultName }: Resource, keyName: string): void {
  const due = nextRotationOf(world, vaultName, keyName);
  if (due === undefined) return;
  world.clock.after(Math.max(0, due.at.getTime() - world.clock.now().getTime()), () => {
    const current = nextRotationOf(world, vaultName, keyName);
    // Overtaken by a newer version or another policy, which has its own appointment.
    if (current?.version !== due.version || current.at.getTime() !== due.at.getTime()) return;
    rotateKey(world, current.vault, current.key);
  });
}

interface Appointment {
  readonly vault: Resource;
  readonly key: Named<readonly KeyVersion[]>;
  readonly version: string;
  readonly at: Date;
}

function nextRotationOf(world: World, vaultName: string, keyName: string): Appointment | undefined {
  const vault = vaultNamed(world, vaultName);
  if (vault === undefined) return undefined;
  const contents = contentsOf(world, vault);
  const key = named(contents.keys, keyName);
  const policy = key === undefined ? undefined : contents.rotationPolicies.get(key.name);
  const newest = key?.found.at(-1);
  if (key === undefined || policy === undefined || newest === undefined) return undefined;
  const at = nextRotation(policy, newest);
  return at === undefined ? undefined : { vault, key, version: newest.version, at };
}
