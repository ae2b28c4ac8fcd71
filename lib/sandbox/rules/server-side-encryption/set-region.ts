import { sameRegion } from "@runbooks/azure";
import { AzureError } from "../../errors";
import type { DiskRule } from "./disk-rule";

/** The set is in the disk's region (restrictions, 2025-02-18). No document gives the text. */
export const setRegion: DiskRule = ({ wanted, set }) => {
  if (set === undefined || sameRegion(wanted.location ?? "", set.location ?? "")) return undefined;
  return new AzureError(
    400,
    "InvalidParameter",
    `(sandbox) Disk encryption set '${set.name}' is in ${set.location ?? ""}, '${wanted.name}' in ${wanted.location ?? ""}.`,
    { target: "encryption.diskEncryptionSetId" },
  );
};
