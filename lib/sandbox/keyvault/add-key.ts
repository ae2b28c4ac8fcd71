import { defined } from "@runbooks/azure";
import { named, type KeyVersion, type VaultContents } from "./contents";
import { lazyMaterial } from "./key-material";

/** A key version to be put into a vault. */
interface NewKey {
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
