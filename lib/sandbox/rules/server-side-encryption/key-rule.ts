import type { FoundKey } from "../../keyvault/platform";
import { platformKeyVault } from "../../keyvault/platform-key-vault";
import type { Resource, World } from "../../state";

/** A key that Storage is to encrypt with, for a disk encryption set. */
export interface KeyUse {
  readonly world: World;
  /** As it is, or as a request would make it. */
  readonly set: Resource;
  readonly keyUrl: string;
  /** Undefined: the vault is not there. */
  readonly found: FoundKey | undefined;
}

/** Why Storage can't use a key; code and text as Azure has them. */
export interface KeyRefusal {
  readonly code: string;
  readonly message: string;
}

/** One thing that Storage needs of a set's key; undefined: it has it. */
export type KeyRule = (use: KeyUse) => KeyRefusal | undefined;

/** What the rules look at. */
export function keyUse(world: World, set: Resource, keyUrl: string): KeyUse {
  return { world, set, keyUrl, found: platformKeyVault.findKey(world, keyUrl) };
}
