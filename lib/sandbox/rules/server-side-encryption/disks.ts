import { findSet, setIdOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import type { Resource, World } from "../../state";
import { confidentialCopy } from "./confidential-copy";
import { confidentialDiskWithSet } from "./confidential-disk-with-set";
import { customerKeyWithSet } from "./customer-key-with-set";
import { noDoubleEncryption, noUserAssignedIdentity, sameKeyOfSnapshot } from "./direct-drive";
import type { DiskRule, EncryptedResource } from "./disk-rule";
import { incrementalSnapshots, saysTheSame } from "./incremental-snapshots";
import { neverAzureDiskEncryption } from "./never-azure-disk-encryption";
import { notInUse } from "./not-in-use";
import { platformKeyWithoutSet } from "./platform-key-without-set";
import { setReachesKey } from "./set-reaches-key";
import { setRegion } from "./set-region";
import { setSubscription } from "./set-subscription";
import { setThere } from "./set-there";
import { setType } from "./set-type";

/** What Azure looks at before it changes how a disk or a snapshot is encrypted, in this order. */
const diskRules: readonly DiskRule[] = [
  platformKeyWithoutSet,
  customerKeyWithSet,
  confidentialDiskWithSet,
  confidentialCopy,
  neverAzureDiskEncryption,
  notInUse,
  incrementalSnapshots,
  setThere,
  setSubscription,
  setRegion,
  setType,
  noUserAssignedIdentity,
  noDoubleEncryption,
  sameKeyOfSnapshot,
];

/** Throws what Azure answers to an encryption at rest that it doesn't take; the set's access to its key is looked at last. */
export function assertEncryptionAccepted(
  world: World,
  wanted: EncryptedResource,
  old: Resource | undefined,
  { withKey = true }: { readonly withKey?: boolean } = {},
): void {
  const encryptionChanges = old === undefined || !saysTheSame(old, wanted);
  const request = { world, wanted, old, set: findSet(world, setIdOf(wanted)), encryptionChanges };
  for (const rule of withKey ? [...diskRules, setReachesKey] : diskRules) {
    const refusal = rule(request);
    if (refusal !== undefined) throw refusal;
  }
}
