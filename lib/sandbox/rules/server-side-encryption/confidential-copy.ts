import { sameResourceId } from "@runbooks/azure";
import { AzureError } from "../../errors";
import { textAt } from "../../json";
import type { DiskRule, EncryptedResource } from "./disk-rule";
import { sourceOf } from "./incremental-snapshots";
import { subscriptionOf } from "./set-subscription";

/**
 * A confidential VM's disk is copied in its subscription, with its set and no other. Text: a public support reference, which cuts it off.
 */
export const confidentialCopy: DiskRule = ({ world, wanted, old }) => {
  const source = old === undefined ? sourceOf(world, wanted) : undefined;
  const setOfSource = source === undefined ? undefined : confidentialSetOf(source);
  if (source === undefined || setOfSource === undefined) return undefined;
  const isElsewhere = subscriptionOf(source.id) !== subscriptionOf(wanted.id);
  const ofAtRest = textAt(wanted.properties, "encryption", "diskEncryptionSetId") ?? setOfSource;
  const isSameSet = [confidentialSetOf(wanted) ?? "", ofAtRest].every((id) =>
    sameResourceId(id, setOfSource),
  );
  if (!isElsewhere && isSameSet) return undefined;
  const what = isElsewhere ? "subscription" : "disk encryption set";
  return new AzureError(
    400,
    "InvalidParameter",
    `Cannot create disk or snapshot by copying CVM disk from different ${what} (sandbox): '${source.name}' is encrypted with ${setOfSource}.`,
    { target: "creationData.sourceResourceId" },
  );
};

const confidentialSetOf = ({ properties }: Pick<EncryptedResource, "properties">): string | undefined =>
  textAt(properties, "securityProfile", "secureVMDiskEncryptionSetId");
