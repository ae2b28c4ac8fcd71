import { defined } from "@runbooks/azure";
import type { Resource, World } from "../state";
import { addKey } from "./add-key";
import { named, type KeyVersion, type Named } from "./contents";
import { expiryOfNewVersion, nextRotation } from "./rotation-policy";
import { contentsOf, vaultNamed } from "./vaults-by-name";

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
