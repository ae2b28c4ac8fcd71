import { setIdOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { AzureError } from "../../errors";
import type { DiskRule } from "./disk-rule";

/** The set is there. No document gives the text. */
export const setThere: DiskRule = ({ wanted, set, encryptionChanges }) => {
  const id = setIdOf(wanted);
  if (!encryptionChanges || id === undefined || set !== undefined) return undefined;
  return new AzureError(404, "NotFound", `(sandbox) Disk encryption set ${id} is not found.`, { target: id });
};
